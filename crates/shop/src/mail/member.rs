//! To a member, or to whoever has the address: what was asked for, and what has changed. Links lead
//! to the shop's own address, never to a name that a request brought along.

use super::{Mail, one_line};
use crate::clock::Timestamp;
use crate::profile::Shop;

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// 仮登録: the address is to be confirmed at this path.
    Confirm { login: String, path: String },
    /// Somebody tried to register, or to move to, an address that a member has.
    Already { login: String },
    /// 本登録.
    Registered { login: String },
    /// パスワード再設定 at this path.
    Reset { login: String, path: String },
    /// The new address is to be confirmed at this path.
    NewEmail { path: String },
    /// A right password came from an unknown browser while many are being tried: this path lets the
    /// browser in.
    Device { path: String, client: String, address: String },
    /// Signed in with an unknown browser.
    NewDevice { client: String, address: String },
    /// The password has changed.
    PasswordChanged,
    /// The 会員ID has changed.
    LoginChanged { login: String },
    /// To the old address: another counts now.
    EmailChanged,
    /// Name, phone or address have changed.
    ProfileChanged,
    /// お届け先リスト has changed.
    AddressesChanged,
    /// 退会.
    Withdrawn,
}

impl Notice {
    /// Its name in the Message-ID.
    pub fn word(&self) -> &'static str {
        match self {
            Notice::Confirm { .. } => "confirm",
            Notice::Already { .. } => "already",
            Notice::Registered { .. } => "registered",
            Notice::Reset { .. } => "reset",
            Notice::NewEmail { .. } => "new-email",
            Notice::Device { .. } => "device",
            Notice::NewDevice { .. } => "new-device",
            Notice::PasswordChanged => "password",
            Notice::LoginChanged { .. } => "login",
            Notice::EmailChanged => "email",
            Notice::ProfileChanged => "profile",
            Notice::AddressesChanged => "addresses",
            Notice::Withdrawn => "withdrawn",
        }
    }

    fn subject(&self) -> &'static str {
        match self {
            Notice::Confirm { .. } => "会員登録を完了してください",
            Notice::Already { .. } => "会員登録のお申し込みについて",
            Notice::Registered { .. } => "会員登録が完了しました",
            Notice::Reset { .. } => "パスワードの再設定",
            Notice::NewEmail { .. } => "メールアドレスの確認",
            Notice::Device { .. } => "ログインの確認",
            Notice::NewDevice { .. } => "新しい端末からのログイン",
            Notice::PasswordChanged => "パスワードを変更しました",
            Notice::LoginChanged { .. } => "会員IDを変更しました",
            Notice::EmailChanged => "メールアドレスを変更しました",
            Notice::ProfileChanged => "会員情報を変更しました",
            Notice::AddressesChanged => "お届け先リストを変更しました",
            Notice::Withdrawn => "退会のお手続きが完了しました",
        }
    }

    /// What happened, and the one next step.
    fn lines(&self, base: &str) -> String {
        match self {
            Notice::Confirm { login, path } => format!(
                "会員登録のお申し込みを受け付けました（会員ID：{login}）。\n\
                 24時間以内に、こちらのページで登録を完了してください。\n\
                 {base}{path}"
            ),
            Notice::Already { login } => format!(
                "このメールアドレスで、会員登録またはアドレス変更のお申し込みがありました。\n\
                 このメールアドレスは、すでに会員登録されています（会員ID：{login}）。\n\
                 ログインはこちらです。\n\
                 {base}/member/sign-in\n\
                 パスワードをお忘れのときは、こちらから再設定できます。\n\
                 {base}/member/reset"
            ),
            Notice::Registered { login } => format!(
                "会員登録が完了しました（会員ID：{login}）。\n\
                 マイページはこちらです。\n\
                 {base}/member"
            ),
            Notice::Reset { login, path } => format!(
                "パスワードの再設定を受け付けました（会員ID：{login}）。\n\
                 1時間以内に、こちらのページで新しいパスワードを決めてください。\n\
                 {base}{path}"
            ),
            Notice::NewEmail { path } => format!(
                "このメールアドレスへの変更を受け付けました。\n\
                 24時間以内に、こちらのページで変更を完了してください。\n\
                 {base}{path}"
            ),
            Notice::Device { path, client, address } => format!(
                "ふだんと違う端末から、正しいパスワードでログインがありました。\n\
                 いま不審なログインが多いため、まだログインしていません。\n\
                 ご本人のときは、その端末で1時間以内にこちらのページを開いてください。\n\
                 {base}{path}\n\
                 \n\
                 {}",
                browser(client, address)
            ),
            Notice::NewDevice { client, address } => format!(
                "はじめての端末からログインがありました。\n\
                 \n\
                 {}",
                browser(client, address)
            ),
            Notice::PasswordChanged => {
                "会員のパスワードを変更しました。ほかの端末はログアウトしました。".to_owned()
            }
            Notice::LoginChanged { login } => {
                format!("会員IDを「{login}」に変更しました。次のログインからお使いください。")
            }
            Notice::EmailChanged => "会員のメールアドレスを、別のアドレスに変更しました。\n\
                                     今後のご連絡は新しいアドレスへお送りします。"
                .to_owned(),
            Notice::ProfileChanged => {
                "会員情報（お名前・電話番号・ご住所）を変更しました。".to_owned()
            }
            Notice::AddressesChanged => "お届け先リストを変更しました。".to_owned(),
            Notice::Withdrawn => "退会のお手続きが完了し、会員の登録を消去しました。\n\
                                  これまでのご注文の記録は、法律の定めにより残ります。"
                .to_owned(),
        }
    }

    /// What to do when it was somebody else.
    fn if_not_you(&self, base: &str) -> String {
        match self {
            Notice::Confirm { .. } | Notice::Already { .. } | Notice::Reset { .. } => {
                "お心当たりのないときは、何もする必要はありません。".to_owned()
            }
            Notice::NewEmail { .. } => {
                "お心当たりのないときは、ページを開かないでください。何も変わりません。".to_owned()
            }
            Notice::Registered { .. } => {
                "お心当たりのないときは、お店へご連絡ください。".to_owned()
            }
            Notice::EmailChanged | Notice::Withdrawn => {
                "お心当たりのないときは、すぐにお店へご連絡ください。".to_owned()
            }
            Notice::Device { .. }
            | Notice::NewDevice { .. }
            | Notice::PasswordChanged
            | Notice::LoginChanged { .. }
            | Notice::ProfileChanged
            | Notice::AddressesChanged => format!(
                "お心当たりのないときは、すぐにパスワードを再設定してください。\n\
                 {base}/member/reset"
            ),
        }
    }
}

fn browser(client: &str, address: &str) -> String {
    let client = if client.is_empty() { "不明" } else { client };
    format!("ブラウザー：{}\n接続元：{}", one_line(client), one_line(address))
}

/// The mail. `name` is family and given name, without 様; empty where it is not known.
pub fn member(shop: &Shop, name: &str, notice: &Notice, at: Timestamp) -> Mail {
    let (name, shop_name, base) = (one_line(name), one_line(&shop.name), &shop.base_url);
    let greeting = if name.is_empty() { String::new() } else { format!("{name} 様\n\n") };
    let body = format!(
        "{greeting}\
         「{shop_name}」からのお知らせです。\n\
         \n\
         {}\n\
         \n\
         日時：{}\n\
         \n\
         {}\n\
         \n\
         ----\n\
         {shop_name}\n\
         {base}\n",
        notice.lines(base),
        at.to_seconds_text(),
        notice.if_not_you(base),
    );
    Mail::new(&format!("{}（{shop_name}）", notice.subject()), &body)
}

#[cfg(test)]
mod tests {
    use super::{Notice, member};
    use crate::clock::Timestamp;
    use crate::mail::placed::tests::shop;

    #[test]
    fn each_notice_says_what_happened_and_what_to_do() {
        let path = || "/member/confirm/0123".to_owned();
        let login = || "aoi-k".to_owned();
        let client = || "Firefox（Windows）".to_owned();
        let address = || "203.0.113.7".to_owned();
        let all = [
            Notice::Confirm { login: login(), path: path() },
            Notice::Already { login: login() },
            Notice::Registered { login: login() },
            Notice::Reset { login: login(), path: path() },
            Notice::NewEmail { path: path() },
            Notice::Device { path: path(), client: client(), address: address() },
            Notice::NewDevice { client: client(), address: address() },
            Notice::PasswordChanged,
            Notice::LoginChanged { login: login() },
            Notice::EmailChanged,
            Notice::ProfileChanged,
            Notice::AddressesChanged,
            Notice::Withdrawn,
        ];
        let texts = all.iter().map(|notice| {
            let mail = member(&shop(), "小林 葵", notice, Timestamp(1_795_496_731_000));
            format!("{}\n====\n{}", mail.subject(), mail.body())
        });
        insta::assert_snapshot!("member", texts.collect::<Vec<_>>().join("\n\n####\n\n"));
    }

    #[test]
    fn a_name_adds_no_lines() {
        let mail = member(&shop(), "葵\r\nhttp://evil", &Notice::Withdrawn, Timestamp(0));
        assert!(mail.body().starts_with("葵  http://evil 様\n"), "{}", mail.body());
    }
}
