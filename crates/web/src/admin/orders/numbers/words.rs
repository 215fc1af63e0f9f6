//! What 問合せ番号の取込 says.

use shop::numbers::{BYTES_MAX, KeepError, ROWS_MAX, Row, Trouble, Verdict, Why};

pub(super) const TITLE: &str = "問合せ番号の取込";
pub(super) const NO_FILE: &str = "ファイルを選んでください。";
pub(super) const WRONG_COLUMNS: &str =
    "受注がわかる列と、問合せ番号の列を選んでください。同じ列は選べません。";
pub(super) const NOTHING: &str =
    "取り込む行がありません。番号を変える受注は、印を入れてから押してください。";

/// A file's name, also of one without.
pub(super) fn named(name: &str) -> String {
    if name.is_empty() { "（名前なし）".to_owned() } else { name.to_owned() }
}

/// Why a file is not read.
pub(super) fn not_kept(error: &KeepError) -> String {
    match error {
        KeepError::Empty => "ファイルに行がありません。".to_owned(),
        KeepError::TooLarge => format!(
            "ファイルは{}MB、{ROWS_MAX}行までです。分けて取り込んでください。",
            BYTES_MAX / (1024 * 1024)
        ),
        KeepError::NotText | KeepError::Store(_) => {
            "CSVファイルとして読めません。Excelのファイルは、CSVで保存してから選んでください。"
                .to_owned()
        }
    }
}

/// What happens to a row.
pub(super) fn does(row: &Row) -> String {
    let known = row.known.as_ref();
    match row.verdict {
        Verdict::LeftOut(why) => self::why(why).to_owned(),
        Verdict::Replaces => {
            let was = known.map_or("", |known| known.tracking.as_str());
            format!("いまの番号は{was}です。印を入れたときだけ変えます。")
        }
        Verdict::Takes => match known {
            Some(known) if known.is_shipped => "番号を入れます。",
            Some(known) if !known.tracking.is_empty() => "出荷済みにします。",
            _ => "番号を入れ、出荷済みにします。",
        }
        .to_owned(),
    }
}

/// Why nothing happens to it.
pub(super) fn why(why: Why) -> &'static str {
    match why {
        Why::Already => "もう入っています。何もしません。",
        Why::Again => "同じ行が上にあります。",
        Why::Unreadable(Trouble::NoNumber) => "番号が空です。",
        Why::Unreadable(Trouble::Rounded) => {
            "表計算ソフトで番号がくずれています。くずれる前のファイルを選んでください。"
        }
        Why::Unreadable(Trouble::NotANumber) => "番号は、英数字とハイフンで40字までです。",
        Why::Unreadable(Trouble::NoSuchDay) => "出荷日を、日付として読めません。",
        Why::NotFound => "この番号の受注はありません。",
        Why::Closed => "受注一覧にない受注です。",
        Why::Cancelled => "決済がキャンセル済です。",
        Why::Several => {
            "1つの受注に、番号が2つ以上あります。どれにするかを決めて、受注明細で入れてください。"
        }
        Why::Future => "出荷日が、先の日付です。",
        Why::Old => "出荷日が、60日より前です。",
        Why::BeforeOrder => "出荷日が、注文の日より前です。",
        Why::NotTicked => "別の番号が入っています。印がなかったため、変えていません。",
        Why::Changed => "確認のあとに番号が変わったため、変えていません。",
    }
}
