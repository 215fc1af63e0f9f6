//! What 受注一括処理 says.

use shop::bulk::{Kind, RunRow, State};
use shop::order::moves::bulk::{All, MOST, answer};
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
        State::Done => ("ok", "check", "正常終了", String::new()),
        State::LeftOut => ("", "info", "見送り", left_out(&row.answer).to_owned()),
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
