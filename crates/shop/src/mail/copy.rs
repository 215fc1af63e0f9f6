//! 受注通知用コピーメール: the shop's copy of the thanks mail.

use super::{Mail, Placed};

/// The mail to the shop: the buyer's text under a note that it is automatic, with a way to 受注明細.
pub fn copy(placed: &Placed<'_>) -> Mail {
    // The link that opens the buyer's page is the buyer's.
    let placed = Placed { view_key: None, ..*placed };
    let body = format!(
        "※このメールは、ご注文の完了と同時に自動で配信しています。\n\
         正式なご案内のメールは、このあとお店からお客様へお送りします。\n\
         \n\
         受注明細：{}/orders/{}\n\
         \n\
         以下は、お客様へお送りしたメールの内容です。\n\
         ----\n\
         \n\
         {}",
        placed.shop.admin_url,
        placed.order,
        placed.text(),
    );
    Mail::new(&format!("【受注通知用コピーメール】{}", placed.number), &body)
}

#[cfg(test)]
mod tests {
    use super::{Placed, copy};
    use crate::mail::placed::tests::{card, with_placed};
    use crate::mail::thanks;
    use crate::money::Yen;

    #[test]
    fn is_the_buyers_mail_under_a_note() {
        let mail = with_placed(Some(Yen(680)), "小林 葵", card(), copy);
        let thanks = with_placed(Some(Yen(680)), "小林 葵", card(), |placed| {
            thanks(&Placed { view_key: None, ..*placed })
        });
        let head = mail.body().strip_suffix(thanks.body()).expect("the buyer's text, unchanged");
        insta::assert_snapshot!("copy_head", format!("{}\n====\n{head}", mail.subject()));
    }
}
