//! What these pages say.

use super::super::desk::Answer;

pub(super) const TITLE: &str = "顧客管理";
pub(super) const UNDER_WAY: &str =
    "いま、この方のお手続きか決済が進んでいます。結果が決まってから、もう一度お試しください。";
pub(super) const STALE: &str = "ほかの人が先にメモを保存しました。いま保存されている内容を確かめて、もう一度保存してください。";
pub(super) const OPEN: &str =
    "受注処理中の受注があります。消去してよければ、確認の欄に印を入れてください。";

/// The answer after the redirect.
pub(super) fn answer(word: &str) -> Option<Answer> {
    Some(Answer::done(match word {
        "note" => "メモを保存しました。",
        "erased" => "個人情報を消去しました。受注の番号、商品、金額、決済は残っています。",
        _ => return None,
    }))
}
