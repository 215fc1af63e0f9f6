//! The sentences of the members' part.

/// Titles.
pub(super) const REGISTER: &str = "会員登録";
pub(super) const SENT: &str = "確認メールを送りました";
pub(super) const CONFIRM: &str = "会員登録の完了";
pub(super) const SIGN_IN: &str = "ログイン";
pub(super) const RESET: &str = "パスワードの再設定";
pub(super) const DEVICE: &str = "ログインの確認";
pub(super) const HOME: &str = "マイページTOP";
pub(super) const PROFILE: &str = "会員情報変更";
pub(super) const LOGIN: &str = "会員ID変更";
pub(super) const PASSWORD: &str = "パスワード変更";
pub(super) const EMAIL: &str = "メールアドレス変更";
pub(super) const ADDRESSES: &str = "お届け先リスト";
pub(super) const ADDRESS_NEW: &str = "お届け先の追加";
pub(super) const ADDRESS: &str = "お届け先の変更";
pub(super) const ADDRESS_REMOVAL: &str = "お届け先の削除";
pub(super) const ORDERS: &str = "ご注文状況・履歴";
pub(super) const SUBSCRIPTIONS: &str = "定期購入情報";
pub(super) const LOG: &str = "操作履歴";
pub(super) const WITHDRAWAL: &str = "退会手続き";
pub(super) const GONE: &str = "このリンクは使えません";

/// Comfort below a summary of errors.
pub(super) const NOT_REGISTERED: &str = "まだ登録していません。";
pub(super) const NOT_CHANGED: &str = "まだ何も変更していません。";
pub(super) const NOT_SIGNED_IN: &str = "何度か失敗すると、しばらくログインできなくなります。時間をおくか、パスワードを再設定してください。\
     はじめての端末では、届いたメールの確認が必要なことがあります。";

/// Why a form is shown again.
pub(super) const WRONG: &str = "会員IDとパスワードを、もう一度ご確認ください。";
pub(super) const TOO_MANY: &str = "1分ほど待ってから、もう一度お試しください。";
pub(super) const STALE: &str =
    "ほかの画面で変更されました。いまの内容をご確認のうえ、もう一度入力してください。";
pub(super) const FULL: &str = "お届け先は50件までです。使わないものを削除してください。";
pub(super) const ORDERING: &str =
    "お支払いの結果を確認中のご注文があります。結果が出てから、もう一度お手続きください。";

pub(super) const CARD_IS_NEEDED: &str = "ご登録のクレジットカードが、定期購入のお支払いに使われていることがあります。退会は、お店へご連絡ください。";

pub(super) const PASSWORD_HINT: &str =
    "8文字以上。ほかのサイトと同じもの、推測されやすいものは避けてください。";
pub(super) const LOGIN_HINT: &str = "半角の英数字4～32文字。記号は _ - . が使えます。";

pub(super) const TO_HOME: (&str, &str) = ("/member", "マイページへ戻る");
pub(super) const TO_SIGN_IN: (&str, &str) = ("/member/sign-in", "ログインへ");
pub(super) const TO_RESET: (&str, &str) = ("/member/reset", "パスワードをお忘れの方");
pub(super) const TO_REGISTER: (&str, &str) = ("/member/register", "はじめての方は会員登録");

/// What was done before the redirect to a page, by the word in its address.
pub(super) fn done(word: &str) -> Option<&'static str> {
    let rows = [
        ("confirmed", "会員登録が完了しました。会員IDとパスワードでログインしてください。"),
        ("reset", "パスワードを再設定しました。新しいパスワードでログインしてください。"),
        ("device", "この端末を確認しました。もう一度ログインしてください。"),
        ("signed-out", "ログアウトしました。"),
        ("withdrawn", "退会のお手続きが完了しました。ご利用ありがとうございました。"),
        ("profile", "会員情報を変更しました。"),
        ("login", "会員IDを変更しました。"),
        ("password", "パスワードを変更しました。ほかの端末はログアウトしました。"),
        (
            "email-sent",
            "新しいアドレスへ確認メールを送りました。メールのリンクを開くと変更されます。",
        ),
        ("email", "メールアドレスを変更しました。"),
        ("added", "お届け先を追加しました。"),
        ("changed", "お届け先を変更しました。"),
        ("removed", "お届け先を削除しました。"),
    ];
    rows.iter().find(|(one, _)| *one == word).map(|(_, text)| *text)
}

/// The page after a link that opens nothing.
pub(super) const GONE_LINES: [&str; 2] = [
    "もう一度、はじめからお手続きください。",
    "リンクは1回だけ使えます。すでに使われたか、期限が過ぎています。",
];

/// The page after 会員登録, whoever has the address.
pub(super) const SENT_LINES: [&str; 3] = [
    "届いたメールのリンクを24時間以内に開いて、登録を完了してください。",
    "まだ登録は完了していません（仮登録）。",
    "メールが届かないときは、迷惑メールのフォルダーと、入力したアドレスをご確認ください。",
];

/// The page after パスワード再設定, whoever has the address.
pub(super) const RESET_SENT_LINES: [&str; 2] = [
    "ご登録のメールアドレスのときは、再設定のメールをお送りしました。1時間以内にリンクを開いてください。",
    "メールが届かないときは、迷惑メールのフォルダーと、入力したアドレスをご確認ください。",
];

pub(super) const SUBSCRIPTION_LINES: [&str; 1] = ["ご利用中の定期購入はありません。"];

/// What 退会 does.
pub(super) const WITHDRAWAL_LINES: [&str; 4] = [
    "退会すると、次のものがすぐに消え、元に戻せません。",
    "・会員ID、メールアドレス、お名前、ご住所、電話番号、お届け先リスト、操作履歴、ご登録のクレジットカード",
    "・すべての端末がログアウトします。",
    "これまでのご注文の記録は、法律の定めによりお店に残ります。お届け前のご注文は、そのまま届きます。",
];
