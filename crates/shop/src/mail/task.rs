//! To the shop: something a person must look at. The task itself stands in the database; this tells
//! of it.

use super::{Mail, one_line};
use crate::clock::Timestamp;
use crate::profile::Shop;

/// The mail to the shop. `subject` in a few words, `body` with what happened and the one next step.
pub fn task(shop: &Shop, subject: &str, body: &str, at: Timestamp) -> Mail {
    let text = format!(
        "※このメールは自動で配信しています。\n\
         \n\
         {}\n\
         \n\
         日時：{}\n\
         店舗：{}\n\
         管理画面：{}\n",
        body.trim(),
        at.to_seconds_text(),
        one_line(&shop.name),
        shop.admin_url,
    );
    Mail::new(&format!("【要確認】{subject}"), &text)
}

#[cfg(test)]
mod tests {
    use super::task;
    use crate::clock::Timestamp;
    use crate::mail::placed::tests::shop;

    #[test]
    fn says_what_happened_when_and_where() {
        let body = "取引ID 17954967310001234567 のオーソリを取り消しました。受注はありません。";
        let mail =
            task(&shop(), "注文にならなかった決済の取り消し", body, Timestamp(1_795_496_731_000));
        insta::assert_snapshot!("task", format!("{}\n====\n{}", mail.subject(), mail.body()));
    }
}
