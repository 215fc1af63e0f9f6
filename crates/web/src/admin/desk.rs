//! What stands around every page of the admin: head, search, navigation. Nobody is shown a way
//! that their role does not open.

use shop::staff::{Permission, Role, Staff};

/// The data of `templates/admin/desk.html`, a part of every view struct behind the sign-in.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    /// Who is signed in, and as what.
    pub staff: String,
    /// What that person may do.
    pub role: Role,
    /// What the head's search field holds.
    pub search: String,
    /// Which entry of the navigation this page belongs to.
    pub here: Here,
    /// The answer to what was just done.
    pub answer: Option<Answer>,
}

/// An entry of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Here {
    /// 受注一覧 itself.
    Orders,
    /// A page below it.
    BelowOrders,
    /// 受注完了一覧 itself.
    Completed,
    /// 受注キャンセル一覧 itself.
    Cancelled,
    /// 出荷作業 itself.
    Dispatch,
    /// A page below it.
    BelowDispatch,
    /// 受注一括処理 itself.
    Bulk,
    /// A page below it.
    BelowBulk,
    /// 問合せ番号の取込 itself.
    Numbers,
    /// A page below it.
    BelowNumbers,
    /// 顧客一覧 itself.
    Customers,
    /// A page below it.
    BelowCustomers,
    /// 支払方法設定 itself.
    Payments,
    /// A page below it.
    BelowPayments,
    /// 宅配便・送料計算 itself.
    Delivery,
    /// A page below it.
    BelowDelivery,
    /// 商品の送料区分.
    Parcels,
    /// カートの設定.
    Cart,
    /// 受注ステータス.
    Statuses,
    /// 発行者と帳票.
    Papers,
    /// 送り状 itself.
    Slips,
    /// A page below it.
    BelowSlips,
    /// メールテンプレート itself.
    Mails,
    /// A page below it.
    BelowMails,
    /// スタッフ itself.
    Staff,
    /// A page below it.
    BelowStaff,
    /// 自分のアカウント itself.
    Account,
    /// A page below it.
    BelowAccount,
    /// No entry leads here.
    Elsewhere,
}

/// One sentence about an act, said once after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// `ok`, `warn`, `bad` or nothing: colour of the notice.
    pub tone: &'static str,
    /// Its glyph.
    pub icon: &'static str,
    /// What happened.
    pub text: String,
    /// The way back, where there is one.
    pub undo: Option<Undo>,
}

/// A way back that is offered with the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Undo {
    /// Its word.
    pub label: &'static str,
    /// Where it is sent.
    pub path: String,
    /// How things stood.
    pub shown: String,
}

/// Entries under one heading.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub title: &'static str,
    pub entries: Vec<Entry>,
}

/// A link of the navigation.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub href: &'static str,
    pub name: &'static str,
    /// `aria-current`: the page itself, or one below it.
    pub current: Option<&'static str>,
}

/// A line of the menu: who sees it, where it is, and which pages belong to it.
type Line = (Permission, &'static str, &'static str, Here, Here);

const MENU: [(&str, &[Line]); 4] = [
    (
        "受注管理",
        &[
            (Permission::Orders, "/orders", "受注一覧", Here::Orders, Here::BelowOrders),
            (
                Permission::Orders,
                "/orders/completed",
                "受注完了一覧",
                Here::Completed,
                Here::Completed,
            ),
            (
                Permission::Orders,
                "/orders/cancelled",
                "受注キャンセル一覧",
                Here::Cancelled,
                Here::Cancelled,
            ),
            (Permission::Work, "/orders/dispatch", "出荷作業", Here::Dispatch, Here::BelowDispatch),
            (Permission::Work, "/orders/bulk", "受注一括処理", Here::Bulk, Here::BelowBulk),
            (
                Permission::Work,
                "/orders/numbers",
                "問合せ番号の取込",
                Here::Numbers,
                Here::BelowNumbers,
            ),
        ],
    ),
    (
        "顧客管理",
        &[(Permission::Customers, "/customers", "顧客一覧", Here::Customers, Here::BelowCustomers)],
    ),
    (
        "基本設定",
        &[
            (
                Permission::Settings,
                "/settings/payments",
                "支払方法設定",
                Here::Payments,
                Here::BelowPayments,
            ),
            (
                Permission::Delivery,
                "/settings/delivery",
                "宅配便・送料計算",
                Here::Delivery,
                Here::BelowDelivery,
            ),
            (
                Permission::Parcels,
                "/settings/delivery/goods",
                "商品の送料区分",
                Here::Parcels,
                Here::Parcels,
            ),
            (Permission::Settings, "/settings/cart", "カートの設定", Here::Cart, Here::Cart),
            (
                Permission::Settings,
                "/settings/order-statuses",
                "受注ステータス",
                Here::Statuses,
                Here::Statuses,
            ),
            (Permission::Settings, "/settings/papers", "発行者と帳票", Here::Papers, Here::Papers),
            (Permission::Delivery, "/settings/slips", "送り状", Here::Slips, Here::BelowSlips),
            (
                Permission::Settings,
                "/settings/mails",
                "メールテンプレート",
                Here::Mails,
                Here::BelowMails,
            ),
            (Permission::Staff, "/settings/staff", "スタッフ", Here::Staff, Here::BelowStaff),
        ],
    ),
    (
        "自分",
        &[(Permission::Own, "/account", "自分のアカウント", Here::Account, Here::BelowAccount)],
    ),
];

/// Where the work of a role begins: its first entry.
pub(crate) fn home(role: Role) -> &'static str {
    lines().find(|line| role.may(line.0)).map_or("/account", |line| line.1)
}

fn lines() -> impl Iterator<Item = &'static Line> {
    MENU.iter().flat_map(|(_, lines)| lines.iter())
}

impl Desk {
    pub(crate) fn of(staff: &Staff, here: Here) -> Desk {
        Desk {
            staff: format!("{}（{}）", staff.name, staff.role.name()),
            role: staff.role,
            search: String::new(),
            here,
            answer: None,
        }
    }

    /// The navigation, as far as it is open.
    pub(crate) fn menu(&self) -> Vec<Section> {
        let entry = |(_, href, name, page, below): &Line| Entry {
            href,
            name,
            current: match self.here {
                here if here == *page => Some("page"),
                here if here == *below => Some("true"),
                _ => None,
            },
        };
        let section = |(title, lines): &(&'static str, &[Line])| Section {
            title,
            entries: lines.iter().filter(|line| self.role.may(line.0)).map(entry).collect(),
        };
        MENU.iter().map(section).filter(|section| !section.entries.is_empty()).collect()
    }

    /// Whether mails can be written to buyers.
    pub(crate) fn may_mail(&self) -> bool {
        self.role.may(Permission::Mails)
    }

    /// Whether deliveries can be set up.
    pub(crate) fn may_delivery(&self) -> bool {
        self.role.may(Permission::Delivery)
    }

    /// Whether orders can be searched for.
    pub(crate) fn has_search(&self) -> bool {
        self.role.may(Permission::Orders)
    }

    /// Where the mark leads.
    pub(crate) fn home(&self) -> &'static str {
        home(self.role)
    }

    /// What is there.
    pub(crate) fn home_name(&self) -> &'static str {
        lines().find(|line| line.1 == self.home()).map_or("", |line| line.2)
    }
}

impl Answer {
    pub(crate) fn done(text: &str) -> Answer {
        Answer { tone: "ok", icon: "check", text: text.to_owned(), undo: None }
    }

    pub(crate) fn wait(text: &str) -> Answer {
        Answer { tone: "warn", icon: "clock", text: text.to_owned(), undo: None }
    }

    pub(crate) fn told(text: &str) -> Answer {
        Answer { tone: "", icon: "info", text: text.to_owned(), undo: None }
    }

    pub(crate) fn refused(text: String) -> Answer {
        Answer { tone: "bad", icon: "bad", text, undo: None }
    }
}

#[cfg(test)]
mod tests {
    use shop::id::StaffId;
    use shop::staff::{Role, Staff};

    use super::{Desk, Here, home};

    #[test]
    fn the_menu_shows_what_the_role_opens() {
        for (role, first, names) in [
            (
                Role::Owner,
                "/orders",
                "受注一覧 受注完了一覧 受注キャンセル一覧 出荷作業 受注一括処理 問合せ番号の取込 顧客一覧 支払方法設定 \
                 宅配便・送料計算 商品の送料区分 カートの設定 受注ステータス 発行者と帳票 送り状 メールテンプレート スタッフ 自分のアカウント",
            ),
            (
                Role::Orders,
                "/orders",
                "受注一覧 受注完了一覧 受注キャンセル一覧 出荷作業 受注一括処理 問合せ番号の取込 顧客一覧 自分のアカウント",
            ),
            (
                Role::Shipping,
                "/orders",
                "受注一覧 受注完了一覧 受注キャンセル一覧 宅配便・送料計算 商品の送料区分 送り状 自分のアカウント",
            ),
            (
                Role::Accounts,
                "/orders",
                "受注一覧 受注完了一覧 受注キャンセル一覧 自分のアカウント",
            ),
            (Role::Products, "/settings/delivery/goods", "商品の送料区分 自分のアカウント"),
        ] {
            let (login, name) = ("sato".to_owned(), "佐藤".to_owned());
            let desk = Desk::of(&Staff { id: StaffId(1), login, name, role }, Here::Account);
            let menu = desk.menu();
            let entries: Vec<_> = menu.iter().flat_map(|section| &section.entries).collect();
            let said: Vec<_> = entries.iter().map(|entry| entry.name).collect();
            assert_eq!(said.join(" "), names);
            assert_eq!(home(role), first);
            let current = entries.iter().filter(|entry| entry.current.is_some());
            assert_eq!(current.map(|entry| entry.name).collect::<Vec<_>>(), ["自分のアカウント"]);
        }
    }
}
