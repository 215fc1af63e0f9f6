//! Who may do what: one table. The admin asks it for routes, menu and buttons alike.

/// What a person of the shop works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// オーナー: everything.
    Owner,
    /// 受注: orders, their payments, their buyers.
    Orders,
    /// 出荷: what is sent where, and by whom.
    Shipping,
    /// 経理: orders, their payments, and both as a file.
    Accounts,
    /// 商品: what is sold.
    Products,
}

/// Something that not everybody may do. Every route of the admin names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// One's own account, the handbook, the way in and out.
    Own,
    /// 受注 are listed and opened; メモ, 入金チェック, 受注ステータス and 出荷 are noted on them.
    Orders,
    /// 編集モード: what was ordered, for how much, and for whom.
    OrderEdit,
    /// 注文確認, 配送通知 and フリーメール are written to buyers.
    Mails,
    /// 受注 are completed, cancelled and taken back, one or many.
    Work,
    /// 売上確定 and キャンセル: money moves.
    Money,
    /// 受注 are taken out as a file: the personal data of many at once.
    Exports,
    /// 支払方法設定, カートの設定.
    Settings,
    /// 宅配便・送料計算.
    Delivery,
    /// 商品の送料区分.
    Parcels,
    /// 商品.
    Products,
    /// 顧客: personal data beyond an order, and its file.
    Customers,
    /// All that the shop holds of one person is erased: there is no way back.
    Erasure,
    /// スタッフ: accounts, sign-ins, addresses.
    Staff,
}

use Role::{Accounts, Orders, Owner, Products, Shipping};

impl Role {
    /// All, in the order of the form.
    pub const ALL: [Role; 5] = [Owner, Orders, Shipping, Accounts, Products];

    /// The word of the database and of the form.
    pub fn word(self) -> &'static str {
        self.row().0
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// What it is for, in one line.
    pub fn note(self) -> &'static str {
        self.row().2
    }

    /// The role of this word.
    pub fn find(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether this role may do it.
    pub fn may(self, permission: Permission) -> bool {
        permission.roles().contains(&self)
    }

    fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Owner => ("owner", "オーナー", "すべてできます。"),
            Orders => (
                "orders",
                "受注",
                "受注とその編集・書き出し、お客様へのメール、受注完了と受注キャンセル、売上確定とキャンセル、顧客。",
            ),
            Shipping => (
                "shipping",
                "出荷",
                "受注を見る、メモと出荷、お客様へのメール、宅配便と送料。決済は動かせません。",
            ),
            Accounts => (
                "accounts",
                "経理",
                "受注を見る、受注の書き出し、メモと入金チェック、売上確定とキャンセル。",
            ),
            Products => ("products", "商品", "商品と、その送料区分。受注は見えません。"),
        }
    }
}

impl Permission {
    /// All of them.
    pub const ALL: [Permission; 14] = [
        Permission::Own,
        Permission::Orders,
        Permission::OrderEdit,
        Permission::Mails,
        Permission::Work,
        Permission::Money,
        Permission::Exports,
        Permission::Settings,
        Permission::Delivery,
        Permission::Parcels,
        Permission::Products,
        Permission::Customers,
        Permission::Erasure,
        Permission::Staff,
    ];

    /// The roles that have it.
    pub fn roles(self) -> &'static [Role] {
        self.row().0
    }

    /// Whether changing something here asks again who it is, a while after the last proof (X5).
    pub fn asks_again(self) -> bool {
        self.row().1
    }

    /// The roles in words: `オーナー・受注`.
    pub fn roles_said(self) -> String {
        self.roles().iter().map(|role| role.name()).collect::<Vec<_>>().join("・")
    }

    #[expect(clippy::match_same_arms, reason = "a table: its rows stand with their permission")]
    fn row(self) -> (&'static [Role], bool) {
        match self {
            Permission::Own => (&Role::ALL, false),
            Permission::Orders => (&[Owner, Orders, Shipping, Accounts], false),
            Permission::OrderEdit => (&[Owner, Orders], false),
            Permission::Mails => (&[Owner, Orders, Shipping], false),
            Permission::Work => (&[Owner, Orders], false),
            Permission::Money => (&[Owner, Orders, Accounts], false),
            Permission::Exports => (&[Owner, Orders, Accounts], false),
            Permission::Settings => (&[Owner], true),
            Permission::Delivery => (&[Owner, Shipping], true),
            Permission::Parcels => (&[Owner, Shipping, Products], true),
            Permission::Products => (&[Owner, Products], false),
            Permission::Customers => (&[Owner, Orders], false),
            Permission::Erasure => (&[Owner], true),
            Permission::Staff => (&[Owner], true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Permission, Role};

    #[test]
    fn the_owner_may_everything_and_only_the_owner_the_staff() {
        for permission in Permission::ALL {
            assert!(Role::Owner.may(permission), "{permission:?}");
            let alone = [Permission::Erasure, Permission::Settings, Permission::Staff];
            let is_alone = permission.roles() == [Role::Owner];
            assert_eq!(is_alone, alone.contains(&permission), "{permission:?}");
        }
        for role in Role::ALL {
            assert!(role.may(Permission::Own), "{role:?}");
            assert_eq!(Role::find(role.word()), Some(role));
        }
        assert_eq!(Role::find(""), None);
        assert_eq!(Permission::Money.roles_said(), "オーナー・受注・経理");
    }
}
