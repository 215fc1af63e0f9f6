//! The sentences of 編集モード.

use shop::order::List;
use shop::order::edit::{Blocked, Ground, Next, TOTAL_CHANGED};
use shop::payment::{Payment, Settled, ThreeDs};

use crate::admin::desk::Answer;

pub(super) const SAVED: &str = "変更しました。";
pub(super) const NOTHING: &str = "変わったところはありません。";
/// Said beside a line that was not removed.
pub(super) const KEPT: &str = "ほかの人がこの行を変えました。いまの内容を見て、なくすときはもう一度「削除」を押してください。";
/// Said where two people have changed the same.
pub(super) const MERGE: &str =
    "ほかの人が、同じところを先に変えました。どちらにするかを選んで、「変更」を押してください。";

/// Why nothing can be changed now.
pub(super) fn blocked(blocked: Blocked) -> (&'static str, &'static str) {
    match blocked {
        Blocked::InFlight => (
            "処理中です。",
            "ペイジェントの返事を待っています。結果が出てから「変更」を押してください。入力した内容は残っています。",
        ),
        Blocked::Moved(List::Completed) => {
            ("この受注は受注完了一覧にあります。", "完了した受注では、編集モードは使えません。")
        }
        Blocked::Moved(_) => (
            "この受注は受注キャンセル一覧にあります。",
            "キャンセルした受注では、編集モードは使えません。",
        ),
    }
}

/// What is to be done about the payment, once the total is another.
pub(super) fn next(next: Next) -> &'static str {
    match next {
        Next::Update => "「取引更新」を押してください。",
        Next::ThreeDs => {
            "ペイジェント管理画面で、金額を受注の合計に合わせてください。3Dセキュアの受注のため、「取引更新」では送れません。"
        }
        Next::AboveLimit => {
            "ペイジェント管理画面で、金額を受注の合計に合わせてください。カードで扱える金額を超えるため、「取引更新」では送れません。"
        }
        Next::Captured => {
            "ペイジェント管理画面で、金額を受注の合計に合わせてください。売上は確定しているため、「取引更新」では送れません。"
        }
    }
}

/// The answer to 変更. Its amounts come from 変更履歴, never from the address.
pub(super) fn answer(word: &str, ground: &Ground) -> Option<Answer> {
    let history = &ground.detail.history;
    let total = history.iter().find(|line| line.what == TOTAL_CHANGED);
    match (word, total.and_then(|line| line.change.as_ref())) {
        ("total", Some(change)) => {
            let (before, after) = (&change.before, &change.after);
            let said = format!("合計が {before} から {after} に変わりました。");
            Some(match ground.next() {
                Some(what) => Answer::wait(&format!("{said}{}", next(what))),
                None => Answer::done(&said),
            })
        }
        ("saved" | "total", _) => Some(Answer::done(SAVED)),
        ("nothing", _) => Some(Answer::told(NOTHING)),
        _ => None,
    }
}

/// What a change of the amount costs, said before it: head and lines.
pub(super) fn three_ds(payment: &Payment, reduces: bool) -> (&'static str, Vec<&'static str>) {
    let liability = match payment.three_ds() {
        ThreeDs::Authenticated | ThreeDs::AttemptIssuer => {
            "チャージバックの負担が、カード会社から加盟店（お店）に移ります。"
        }
        ThreeDs::AttemptMerchant | ThreeDs::NotUsed => {
            "チャージバックの負担は、いまも加盟店（お店）です。本人認証の記録が失われます。"
        }
        ThreeDs::Lost => {
            "認証の効果は、すでに失われています。チャージバックの負担は加盟店（お店）です。"
        }
    };
    let sending = match (payment.settled(), reduces) {
        (Settled::Held, false) => {
            "変えた金額は「取引更新」で送れません。ペイジェント管理画面で合わせます。"
        }
        (Settled::Held, true) => {
            "減らした金額だけ「取引更新」で送れます。増やした金額は、ペイジェント管理画面で合わせます。"
        }
        (Settled::Captured | Settled::Cancelled, _) => CAPTURED,
    };
    let head = "この受注で金額を変えると、3Dセキュア認証の効果が失われます。";
    (head, vec![liability, sending, "住所やお届け方法を変えるだけなら、何も失われません。"])
}

/// Said of an order whose payment is captured (guide 7-4 ④-2).
pub(super) const CAPTURED: &str = "売上は確定しています（消込済）。金額を変えても「取引更新」では送れません。ペイジェント管理画面で合わせます。";

/// One of two values; an empty one says so.
pub(super) fn said(text: String) -> String {
    if text.is_empty() { "（なし）".to_owned() } else { text }
}
