//! Titles by which a file's columns are recognised: what B2, e飛伝, ゆうプリR, EC-CUBE and Noren
//! itself call them. The first that a file has wins.

use unicode_normalization::UnicodeNormalization;

/// Of the column that tells the order. Not `出荷ID`: it is another program's own number.
pub const KEYS: [&str; 5] =
    ["お客様管理番号", "お客様管理ナンバー", "お客様側管理番号", "注文番号", "受注番号"];

/// Of the column that holds 問合せ番号.
pub const NUMBERS: [&str; 7] = [
    "伝票番号",
    "お問合せ送り状No",
    "お問い合せ送り状No.",
    "お問い合わせ番号",
    "問合せ番号",
    "追跡番号",
    "送り状番号",
];

/// Of the column that tells when it left. `出荷予定日` is none of them: it was only planned.
pub const DAYS: [&str; 3] = ["出荷日", "発送日", "出荷日時"];

/// Where a header has one of these titles.
pub(super) fn place(header: &[String], titles: &[&str]) -> Option<usize> {
    let header: Vec<String> = header.iter().map(|title| plain(title)).collect();
    titles.iter().find_map(|title| header.iter().position(|one| *one == plain(title)))
}

/// A title without what differs from version to version of a program: width, case, spaces, dots
/// and quotation marks.
fn plain(title: &str) -> String {
    let unseen = |c: &char| c.is_whitespace() || matches!(c, '.' | '・' | '"' | '\'');
    title.nfkc().filter(|c| !unseen(c)).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{DAYS, KEYS, NUMBERS, place};

    fn header(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn titles_are_known_in_every_spelling() {
        for (text, places) in [
            // B2's issued data begins so.
            ("お客様管理番号,送り状種類,クール区分,伝票番号,出荷予定日", [Some(0), Some(3), None]),
            ("お問い合せ送り状No.,お客様管理番号,出荷日", [Some(1), Some(0), Some(2)]),
            ("お問い合せ送り状Ｎｏ．, お客様管理番号 ,出荷日時", [Some(1), Some(0), Some(2)]),
            ("お問合せ送り状№,お客様管理ナンバー", [Some(1), Some(0), None]),
            ("お客様側管理番号,お問い合わせ番号,発送日", [Some(0), Some(1), Some(2)]),
            ("出荷ID,お問い合わせ番号,出荷日", [None, Some(1), Some(2)]),
            ("出荷ＩＤ,注文番号,追跡番号", [Some(1), Some(2), None]),
            ("注文番号,内部番号,問合せ番号,出荷日", [Some(0), Some(2), Some(3)]),
            ("受注番号,\"送り状番号\"", [Some(0), Some(1), None]),
            ("伝票番号,出荷予定日", [None, Some(0), None]),
            ("", [None, None, None]),
        ] {
            let header = header(text);
            let found = [place(&header, &KEYS), place(&header, &NUMBERS), place(&header, &DAYS)];
            assert_eq!(found, places, "{text}");
        }
    }
}
