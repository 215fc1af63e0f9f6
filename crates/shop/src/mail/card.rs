//! To a member, with every change of the registered card: whoever did not ask for it learns of it.

use super::{Mail, one_line};
use crate::id::OrderId;
use crate::order::number;
use crate::profile::Shop;

/// What happened to the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardMail<'a> {
    /// It is registered, perhaps in the place of another one.
    Registered {
        /// The last four digits.
        last4: &'a str,
    },
    /// It is registered no longer.
    Removed {
        /// The last four digits.
        last4: &'a str,
    },
    /// The card of this order could not be registered; the order stands.
    NotRegistered {
        /// Which.
        order: OrderId,
    },
}

/// The mail to the member.
pub fn card(shop: &Shop, name: &str, what: &CardMail<'_>) -> Mail {
    let shop_name = one_line(&shop.name);
    let (subject, said) = match what {
        CardMail::Registered { last4 } => (
            "クレジットカード登録のお知らせ",
            format!("ご登録のクレジットカードを更新しました。\nカード：下4桁 {}", one_line(last4)),
        ),
        CardMail::Removed { last4 } => (
            "クレジットカード登録解除のお知らせ",
            format!("ご登録のクレジットカードを外しました。\nカード：下4桁 {}", one_line(last4)),
        ),
        CardMail::NotRegistered { order } => (
            "クレジットカードを登録できませんでした",
            format!(
                "ご注文 {} のお支払いに使われたカードを、次回のために登録することができませんでした。\n\
                 ご注文とお支払いには影響ありません。",
                number::of(*order)
            ),
        ),
    };
    let url = &shop.base_url;
    let body = format!(
        "{} 様\n\
         \n\
         {said}\n\
         \n\
         カードの番号は、決済代行会社ペイジェントでお預かりしています。当店は保持しません。\n\
         ご確認と変更は、マイページの「ご登録カード管理」からどうぞ。\n\
         {url}/member/card\n\
         \n\
         お心当たりのない場合は、マイページでパスワードを変更し、お店へご連絡ください。\n\
         \n\
         ----\n\
         {shop_name}\n\
         {url}\n",
        one_line(name),
    );
    Mail::new(&format!("【{shop_name}】{subject}"), &body)
}
