//! 差し込み項目: what may stand between `{{` and `}}` in a template, as one table.

use unicode_normalization::UnicodeNormalization;

/// One thing of an order that a mail can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Placeholder {
    /// ショップ名.
    ShopName,
    /// ショップURL.
    ShopUrl,
    /// 注文番号.
    Number,
    /// 注文日時.
    PlacedAt,
    /// 購入者名, without 様.
    Buyer,
    /// 購入者フリガナ.
    BuyerKana,
    /// お届け先名.
    Recipient,
    /// お届け先: name, address, phone.
    Delivery,
    /// 商品明細.
    Goods,
    /// 金額明細.
    Sums,
    /// 合計金額.
    Total,
    /// 支払方法.
    Method,
    /// 支払案内: what the buyer has to do.
    HowToPay,
    /// 配送業者.
    Carrier,
    /// お届け希望.
    Wish,
    /// 出荷日.
    ShippedOn,
    /// 問合せ番号.
    Tracking,
    /// 追跡URL.
    TrackingUrl,
    /// ご要望: のし, ギフトメッセージ, 備考.
    Requests,
    /// 注文ページURL, with a key of its own.
    OrderPage,
}

/// What the editor says of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Described {
    /// Which.
    pub placeholder: Placeholder,
    /// Its name, between the braces.
    pub name: &'static str,
    /// What comes in its place.
    pub hint: &'static str,
    /// It cannot stand in a subject: it may be several lines, or is for the buyer's eyes only.
    pub is_block: bool,
}

impl Described {
    /// As it is typed: `{{注文番号}}`.
    pub fn braced(&self) -> String {
        format!("{{{{{}}}}}", self.name)
    }
}

const fn line(placeholder: Placeholder, name: &'static str, hint: &'static str) -> Described {
    Described { placeholder, name, hint, is_block: false }
}

const fn block(placeholder: Placeholder, name: &'static str, hint: &'static str) -> Described {
    Described { placeholder, name, hint, is_block: true }
}

/// All of them, in the order of the editor.
pub const ALL: [Described; 20] = [
    line(Placeholder::Number, "注文番号", "order02131"),
    line(Placeholder::PlacedAt, "注文日時", "2026/11/24 14:05:31"),
    line(Placeholder::Buyer, "購入者名", "ご購入者の氏名（「様」は付きません）"),
    line(Placeholder::BuyerKana, "購入者フリガナ", "ご購入者のフリガナ"),
    line(Placeholder::Recipient, "お届け先名", "お届け先の氏名（「様」は付きません）"),
    block(Placeholder::Delivery, "お届け先", "お届け先の郵便番号、住所、氏名、電話番号"),
    block(Placeholder::Goods, "商品明細", "商品を1行ずつ"),
    block(Placeholder::Sums, "金額明細", "小計から税率ごとの対象額まで"),
    line(Placeholder::Total, "合計金額", "9,680円"),
    line(Placeholder::Method, "支払方法", "支払方法の名称"),
    block(
        Placeholder::HowToPay,
        "支払案内",
        "振込先など、お支払いのしかた（カード決済、入金チェック済、受注キャンセルでは空）",
    ),
    line(Placeholder::Carrier, "配送業者", "宅配便の名前"),
    line(Placeholder::Wish, "お届け希望", "お届け希望日と時間帯"),
    line(Placeholder::ShippedOn, "出荷日", "出荷済みにした日"),
    line(Placeholder::Tracking, "問合せ番号", "お荷物の問合せ番号"),
    line(Placeholder::TrackingUrl, "追跡URL", "配送状況のページ（宅配便の設定から）"),
    block(Placeholder::Requests, "ご要望", "のし、ギフトメッセージ、備考"),
    block(Placeholder::OrderPage, "注文ページURL", "ご購入者だけが開ける、ご注文のページ"),
    line(Placeholder::ShopName, "ショップ名", "お店の名前"),
    line(Placeholder::ShopUrl, "ショップURL", "お店のページ"),
];

/// The one of this name; full width, half width and spaces are no matter.
pub(super) fn find(name: &str) -> Option<Described> {
    let plain: String = name.nfkc().filter(|letter| !letter.is_whitespace()).collect();
    ALL.into_iter().find(|one| one.name == plain)
}

#[cfg(test)]
mod tests {
    use super::{ALL, find};

    #[test]
    fn each_is_found_by_its_name_however_it_is_typed() {
        for one in ALL {
            assert_eq!(find(one.name), Some(one));
            assert_eq!(find(&format!(" {}　", one.name)), Some(one));
        }
        assert_eq!(find("追跡ＵＲＬ").map(|one| one.name), Some("追跡URL"));
        assert_eq!(find("注文番号2"), None);
        assert_eq!(find(""), None);
    }
}
