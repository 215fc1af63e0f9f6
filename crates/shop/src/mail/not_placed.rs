//! To the buyer, when 確認中 ended without an order (DESIGN section 4): no order, no charge, and the
//! way back; or no order, and the shop looks into the charge.

use super::{Mail, one_line};
use crate::clock::Timestamp;
use crate::id::AttemptId;
use crate::money::Yen;
use crate::profile::Shop;

/// A try to place an order whose outcome was unknown for a while and that made none.
#[derive(Clone, Copy, Debug)]
pub struct NotPlaced<'a> {
    /// Where it was tried.
    pub shop: &'a Shop,
    /// Leads to its page, and from there to the filled form.
    pub attempt: &'a AttemptId,
    /// When the buyer pressed 注文する.
    pub tried_at: Timestamp,
    /// Family and given name, without 様.
    pub buyer_name: &'a str,
    /// What it would have cost.
    pub amount: Yen,
    /// Whether money may have moved all the same: then only a word from the shop is promised.
    pub shop_looks: bool,
}

/// The mail to the buyer.
pub fn not_placed(tried: &NotPlaced<'_>) -> Mail {
    let shop = one_line(&tried.shop.name);
    let (end, next) = if tried.shop_looks {
        let next = "お店からご連絡しますので、それまで、もう一度のお手続きはお待ちください。";
        ("ご注文は成立していません。決済の状態を、お店で確認しています。", next)
    } else {
        let next = "もう一度注文するには、こちらのページを開いてください。\n\
                    ご入力の内容から続けられます（カードの番号は、もう一度ご入力ください）。";
        ("ご注文は成立していません。請求はありません。", next)
    };
    let body = format!(
        "{} 様\n\
         \n\
         「{shop}」をご利用いただき、ありがとうございます。\n\
         確認中だったお手続きの結果をお知らせします。\n\
         \n\
         {end}\n\
         \n\
         お手続きの日時：{}\n\
         金額：{}\n\
         \n\
         {next}\n\
         {}/orders/{}\n\
         \n\
         ----\n\
         {shop}\n\
         {}\n",
        one_line(tried.buyer_name),
        tried.tried_at.to_seconds_text(),
        tried.amount,
        tried.shop.base_url,
        tried.attempt,
        tried.shop.base_url,
    );
    Mail::new(&format!("ご注文は成立していません（{shop}）"), &body)
}

#[cfg(test)]
mod tests {
    use super::{NotPlaced, not_placed};
    use crate::clock::Timestamp;
    use crate::id::AttemptId;
    use crate::mail::placed::tests::shop;
    use crate::money::Yen;

    fn mail(shop_looks: bool) -> String {
        let mail = not_placed(&NotPlaced {
            shop: &shop(),
            attempt: &AttemptId("6b0500db0f1e2d3c4b5a69788796a5b4c3d2e1f0".into()),
            tried_at: Timestamp(1_795_496_731_000),
            buyer_name: "小林 葵",
            amount: Yen(8_360),
            shop_looks,
        });
        format!("{}\n====\n{}", mail.subject(), mail.body())
    }

    #[test]
    fn says_that_nothing_was_ordered_or_charged() {
        insta::assert_snapshot!("not_placed", mail(false));
    }

    #[test]
    fn promises_nothing_about_money_that_the_shop_must_look_at() {
        let text = mail(true);
        assert!(text.contains("お店で確認しています") && text.contains("お店からご連絡します"));
        assert!(!text.contains("請求はありません") && !text.contains("もう一度注文するには"));
    }
}
