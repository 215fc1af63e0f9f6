//! What 受注一括処理 says.

use shop::bulk::{Kind, RunRow, State};
use shop::numbers;
use shop::order::moves::bulk::{All, MOST, answer, answer as bulk_answer};
use shop::order::moves::{Along, Shown};

use super::super::move_words;

pub(super) const TITLE: &str = "受注一括処理";
pub(super) const NOTHING_CHOSEN: &str =
    "受注が選ばれていません。一覧で受注に印を入れてから、「一括処理へ進む」を押してください。";
pub(super) const NO_ACT: &str = "内容を選んでください。";
pub(super) const NOTHING_LEFT: &str =
    "実行する受注がありません。実行する受注の、確認の欄に印を入れてください。";

pub(super) fn too_many(sent: usize) -> String {
    format!("1回に{MOST}件までです。{sent}件のうち、はじめの{MOST}件を対象にしました。")
}

/// `売上確定して受注完了`
pub(super) fn all(all: All) -> String {
    let with = match all.along {
        Some(along) => move_words::together(along),
        None => move_words::name(all.act),
    };
    with.to_owned()
}

/// What will be done to one order.
pub(super) fn does(all: All, offered: Option<Along>) -> String {
    match offered.filter(|along| all.along == Some(*along)) {
        Some(along) => format!("{}して、移動します", move_words::payment_act(along)),
        None => "移動します".to_owned(),
    }
}

/// What became of an item: tone, glyph, word and what belongs to it.
pub(super) fn became(
    kind: Kind,
    row: &RunRow,
) -> (&'static str, &'static str, &'static str, String) {
    match row.state {
        State::LeftOut | State::Failed if kind == Kind::OrderWork => {
            let (tone, icon, word) = match row.state {
                State::Failed => ("bad", "bad", "失敗"),
                _ => ("", "info", "見送り"),
            };
            (tone, icon, word, not_worked(&row.answer).to_owned())
        }
        State::Waiting => ("", "clock", "処理中", String::new()),
        State::Done if kind == Kind::OrderShip => {
            ("ok", "check", "正常終了", shipped(&row.answer).to_owned())
        }
        State::Done => ("ok", "check", "正常終了", String::new()),
        State::LeftOut => ("", "info", "見送り", left_out(&row.answer).to_owned()),
        State::Failed if kind == Kind::OrderShip => {
            ("bad", "bad", "失敗", not_shipped(&row.answer, &row.detail))
        }
        State::Failed => ("bad", "bad", "失敗", failed(&row.answer, &row.detail)),
    }
}

/// Of メール送信, 入金チェック and 受注ステータス.
pub(super) fn not_worked(word: &str) -> &'static str {
    use shop::order::many::answer;
    match word {
        answer::ALREADY => "もう済んでいます。何もしません。",
        answer::CLOSED => "いまの受注状況ではできません。何もしません。",
        answer::OVER => "終わった受注です。受注明細から、注意を見て送ってください。",
        answer::NOT_SHIPPED => "出荷済みになっていません。",
        answer::CHANGED => "確認のあとに、テンプレートが変わりました。",
        answer::NO_ADDRESS => "宛先のメールアドレスがありません。",
        _ => "選んだものがなくなったため、何もしていません。",
    }
}

/// `問合せ番号の取込（配送通知メール、売上確定）`
pub(super) fn ships(all: numbers::All) -> String {
    let with = [
        (all.mail.is_some(), "配送通知メール"),
        (all.capture, "売上確定"),
        (all.complete, "受注完了"),
    ];
    let with: Vec<&str> = with.into_iter().filter(|(is, _)| *is).map(|(_, name)| name).collect();
    if with.is_empty() {
        return "問合せ番号の取込".to_owned();
    }
    format!("問合せ番号の取込（{}）", with.join("、"))
}

/// Of an order of 問合せ番号の取込 that went well.
fn shipped(word: &str) -> &'static str {
    use shop::numbers::answer;
    match word {
        answer::CAPTURED => "番号を取り込み、売上を確定しました。",
        answer::MOVED => "番号を取り込み、受注完了一覧へ移動しました。",
        _ => "番号を取り込みました。",
    }
}

/// Of one that did not, or not all of it.
fn not_shipped(word: &str, detail: &str) -> String {
    use shop::numbers::answer;
    let known = paygent::error_code::lookup(detail).map(|code| code.shop_text);
    let why = match word {
        answer::CAPTURE_REFUSED => {
            let why = known.unwrap_or("理由は、受注明細の変更履歴をご覧ください。");
            return format!("番号は取り込みました。売上確定は断られました。{why}（{detail}）");
        }
        answer::OTHER_NUMBER => "確認のあとに、ほかの人が別の番号を入れました。何もしていません。",
        answer::CLOSED => "確認のあとに、受注一覧から移動しました。何もしていません。",
        answer::OVER => "確認のあとに、決済がキャンセル済になりました。何もしていません。",
        answer::CHANGED => {
            "確認のあとに、配送通知メールのテンプレートが変わりました。何もしていません。"
        }
        answer::NO_ADDRESS => "宛先のメールアドレスがありません。何もしていません。",
        answer::CAPTURE_NOT_SENT => {
            "番号は取り込みました。ペイジェントに接続できず、売上は確定していません。"
        }
        answer::CAPTURE_DENIED => {
            "番号は取り込みました。いまの決済状況では、売上を確定できません。"
        }
        answer::CAPTURE_UNDECIDED => {
            "番号は取り込みました。売上確定の結果が確認中のままです。受注明細でご確認ください。"
        }
        answer::CAPTURED_UNMOVED => {
            "番号を取り込み、売上を確定しました。そのあとに受注が変わったため、移動していません。"
        }
        answer::UNMOVED if detail == bulk_answer::CAUTION => {
            "番号は取り込みました。売上が未確定、または金額に差異があるため、移動していません。"
        }
        answer::UNMOVED => {
            "番号は取り込みました。受注は移動していません。受注明細でご確認ください。"
        }
        _ => "この受注を処理できませんでした。受注明細でご確認ください。",
    };
    why.to_owned()
}

fn left_out(word: &str) -> &'static str {
    match word {
        answer::BUSY => "処理中のため、何もしていません。",
        answer::NO_WAY => "この受注にはできない操作のため、何もしていません。",
        _ => "確認の印がないため、何もしていません。",
    }
}

fn failed(word: &str, detail: &str) -> String {
    let by_now = || {
        let shown = detail.parse::<Shown>().map(move_words::shown).unwrap_or_default();
        format!("確認のあとに受注が変わりました（{shown}）。何もしていません。")
    };
    match word {
        answer::CHANGED | answer::NO_WAY => by_now(),
        answer::CAUTION => "確認していない注意があります。何もしていません。".to_owned(),
        answer::UNSEEN => {
            "決済状況が取得できませんでした。受注明細で確かめてください。受注は移動していません。"
                .to_owned()
        }
        answer::PAID_ONLY => {
            let along = Along::ALL.into_iter().find(|along| along.word() == detail);
            let act = along.map_or("決済の操作", move_words::payment_act);
            format!(
                "「{act}」は行いましたが、そのあとに受注が変わったため、移動していません。受注明細でご確認ください。"
            )
        }
        answer::SHORT => format!(
            "在庫が足りません：{detail}。受注明細の「受注一覧へ戻す」で、在庫を引かずに戻せます。"
        ),
        answer::REFUSED => {
            let known = paygent::error_code::lookup(detail).map(|code| code.shop_text);
            let why = known.unwrap_or("理由は、受注明細の変更履歴をご覧ください。");
            format!("ペイジェントに断られました。{why}（{detail}）受注は移動していません。")
        }
        answer::NOT_SENT => {
            "ペイジェントに接続できませんでした。受注は移動していません。".to_owned()
        }
        answer::DENIED => "いまの決済状況ではできない操作です。受注は移動していません。".to_owned(),
        answer::UNDECIDED => {
            "決済の結果が確認中のままです。受注明細でご確認ください。受注は移動していません。"
                .to_owned()
        }
        _ => "この受注を処理できませんでした。受注明細でご確認ください。".to_owned(),
    }
}
