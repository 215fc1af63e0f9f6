//! To a person of the shop: somebody has signed in with a browser that they never used before.

use super::{Mail, one_line};
use crate::clock::Timestamp;
use crate::profile::Shop;

/// A sign-in from a browser that is new for the person.
#[derive(Clone, Copy, Debug)]
pub struct NewDevice<'a> {
    /// Whose admin.
    pub shop: &'a Shop,
    /// Who signed in.
    pub name: &'a str,
    /// When.
    pub at: Timestamp,
    /// From which address.
    pub address: &'a str,
    /// The browser in a word.
    pub browser: &'a str,
}

/// The mail.
pub fn new_device(seen: &NewDevice<'_>) -> Mail {
    let shop = one_line(&seen.shop.name);
    let body = format!(
        "{name} 様\n\
         \n\
         「{shop}」の管理画面に、はじめてのブラウザからサインインがありました。\n\
         \n\
         日時：{}\n\
         接続元：{}\n\
         ブラウザ：{}\n\
         \n\
         ご自身のサインインなら、何もする必要はありません。\n\
         心当たりがないときは、すぐに「自分のアカウント」を開き、パスワードを変えてください。\n\
         ほかのサインインは、それですべて終わります。入れないときは、オーナーに知らせてください。\n\
         {}/account\n\
         \n\
         ※このメールは自動で配信しています。\n",
        seen.at.to_seconds_text(),
        one_line(seen.address),
        one_line(seen.browser),
        seen.shop.admin_url,
        name = one_line(seen.name),
    );
    Mail::new(&format!("【{shop}】新しいブラウザからのサインイン"), &body)
}

#[cfg(test)]
mod tests {
    use super::{NewDevice, new_device};
    use crate::clock::Timestamp;
    use crate::mail::placed::tests::shop;

    #[test]
    fn says_when_and_where_and_what_to_do() {
        let mail = new_device(&NewDevice {
            shop: &shop(),
            name: "佐藤",
            at: Timestamp(1_795_496_731_000),
            address: "203.0.113.24",
            browser: "Chrome（Windows）",
        });
        insta::assert_snapshot!("new_device", format!("{}\n====\n{}", mail.subject(), mail.body()));
    }
}
