//! What these pages say.

use shop::staff::Outcome;

pub(super) const TITLE: &str = "スタッフ";
pub(super) const NEW: &str = "スタッフを追加";
pub(super) const LOGIN_TAKEN: &str = "このログインIDは、もう使われています。別のIDにしてください。";
pub(super) const LEAKED: &str =
    "どこかから流出したことのあるパスワードなので使えません。別のパスワードにしてください。";
pub(super) const BUSY: &str = "ただいま混み合っています。少し待ってから、もう一度お試しください。";

/// The answer after the redirect.
pub(super) fn answer(word: &str) -> Option<&'static str> {
    Some(match word {
        "saved" => "変更しました。",
        "stopped" => "停止しました。その人のサインインは、すべて終わりました。",
        "started" => "ふたたび使えるようにしました。",
        _ => return None,
    })
}

/// What became of a try: tone of the badge, its glyph, its word.
pub(crate) fn outcome(outcome: Outcome) -> (&'static str, &'static str, &'static str) {
    match outcome {
        Outcome::In => ("ok", "check", "サインイン"),
        Outcome::InByCode => ("ok", "check", "コードでサインイン"),
        Outcome::InByRecovery => ("warn", "warn", "回復コードでサインイン"),
        Outcome::Asked => ("", "clock", "パスワードまで"),
        Outcome::Wrong => ("warn", "warn", "パスワードの誤り"),
        Outcome::Locked => ("bad", "bad", "誤りが続きロック"),
        Outcome::Shut => ("warn", "warn", "ロック中か停止中の試み"),
        Outcome::Unknown => ("warn", "warn", "知らないログインID"),
        Outcome::CodeWrong => ("warn", "warn", "コードの誤り"),
        Outcome::CodeLocked => ("bad", "bad", "コードの誤りが続きロック"),
        Outcome::CodeShut => ("warn", "warn", "コードのロック中の試み"),
        Outcome::ProofWrong => ("warn", "warn", "ご本人の確認での誤り"),
        Outcome::ProofLocked => ("bad", "bad", "ご本人の確認での誤りが続き停止"),
    }
}
