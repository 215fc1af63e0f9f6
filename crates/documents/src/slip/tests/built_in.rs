//! Column counts, anchor columns and whole rows. Other programs' lists of these columns have been
//! found one short or one too many, and everything behind shifted: hence the anchors.

use super::super::{B2_CLOUD, BUILT_IN, EHIDEN3, Layout, Source, YUPRI_R};
use super::{cash_parcel, layout, parcel, sheet, table, text, told};
use crate::slip::Parcel;

#[test]
fn every_column_stands_in_its_place() {
    for (text, name, count, has_header, anchors) in [
        (
            B2_CLOUD,
            "B2クラウド",
            95,
            false,
            [
                (4, "伝票番号"),
                (12, "お届け先住所"),
                (34, "ｺﾚｸﾄ代金引換額(税込)"),
                (40, "請求先顧客コード"),
                (66, "収納代行問合せ先名(漢字)"),
                (75, "検索キータイトル1"),
                (95, "投函完了メール(ご依頼主宛)メッセージ"),
            ],
        ),
        (
            EHIDEN3,
            "e飛伝Ⅲ",
            74,
            true,
            [
                (5, "お届け先住所１"),
                (10, "お客様管理番号"),
                (25, "品名１"),
                (48, "代引金額"),
                (59, "メールアドレス"),
                (62, "お問い合せ送り状No."),
                (74, "編集１０"),
            ],
        ),
        (
            YUPRI_R,
            "ゆうプリR",
            72,
            false,
            [
                (8, "お届け先のお名前"),
                (16, "お届け先の電話番号"),
                (23, "ご依頼主のお名前"),
                (38, "発送予定日"),
                (53, "配達希望時間帯"),
                (66, "代金引換金額"),
                (72, "配達完了通知 (依頼主)"),
            ],
        ),
    ] {
        let layout = layout(text);
        assert_eq!((layout.name(), layout.has_header()), (name, has_header));
        assert_eq!(layout.columns().len(), count, "{name}");
        for (number, title) in anchors {
            assert_eq!(layout.columns()[number - 1].title, title, "{name} {number}");
        }
        let rows = table(&sheet(&layout, &[parcel(), cash_parcel()]));
        assert_eq!(rows.len(), 2 + usize::from(has_header), "{name}");
        assert!(rows.iter().all(|row| row.len() == count), "{name}");
        let first: Vec<&str> = rows[0].iter().map(String::as_str).collect();
        let titles: Vec<&str> = layout.columns().iter().map(|column| &*column.title).collect();
        assert_eq!(first == titles, has_header, "{name}");
    }
}

/// The file as it is, then each row's columns by number.
fn shown(layout: &Layout, parcels: &[Parcel]) -> String {
    let sheet = sheet(layout, parcels);
    assert_eq!(told(&sheet), [""; 0], "{}", layout.name());
    let mut shown = text(&sheet).replace("\r\n", "⏎\n");
    for row in table(&sheet).iter().skip(usize::from(layout.has_header())) {
        let values = row.iter().zip(layout.columns()).zip(1..);
        let values = values.filter(|((value, _), _)| !value.is_empty());
        let lines =
            values.map(|((value, column), n)| format!("\n{n:2} {} = {value}", column.title));
        shown.extend(lines);
        shown.push('\n');
    }
    shown
}

#[test]
fn whole_rows() {
    for (word, text) in BUILT_IN {
        let parcels = [parcel(), cash_parcel()];
        insta::assert_snapshot!(word, shown(&layout(text), &parcels));
    }
}

#[test]
fn only_the_quotes_that_a_carrier_wants() {
    for (text, begin) in [
        (B2_CLOUD, "02099-1,0,0,,2026/12/01,2026/12/04,1416,,075-000-0123,,604-8136,".to_owned()),
        (YUPRI_R, "\"1\",\"0\",\"\",\"\",\"\",\"\",\"1\",\"髙﨑　葵\",\"様\",".to_owned()),
        (EHIDEN3, "お届け先コード取得区分,お届け先コード,お届け先電話番号,".to_owned()),
    ] {
        let file = super::text(&sheet(&layout(text), &[parcel()]));
        assert!(file.starts_with(&begin), "{file}");
        assert!(file.contains("\"湯のみ, \"\"青\"\" 2点\""), "{file}");
        assert!(file.ends_with("\r\n") && !file.replace("\r\n", "").contains(['\r', '\n']));
    }
}

#[test]
fn several_pieces_and_cash_each_have_their_columns() {
    let several = Parcel { pieces: 3, ..parcel() };
    let at = |text: &str, parcel: &Parcel, numbers: &[usize]| -> Vec<String> {
        let rows = table(&sheet(&layout(text), std::slice::from_ref(parcel)));
        let row = rows.last().unwrap();
        numbers.iter().map(|number| row[number - 1].clone()).collect()
    };
    for (text, parcel, numbers, expected) in [
        (B2_CLOUD, &parcel(), [2, 34, 35, 38, 39], ["0", "", "", "", "2"]),
        (B2_CLOUD, &several, [2, 34, 35, 38, 39], ["0", "", "", "3", "3"]),
        (B2_CLOUD, &cash_parcel(), [2, 34, 35, 38, 39], ["2", "12980", "1180", "", "2"]),
        (EHIDEN3, &parcel(), [42, 48, 49, 50, 53], ["1", "", "", "0", ""]),
        (EHIDEN3, &cash_parcel(), [42, 48, 49, 50, 53], ["1", "12980", "1180", "2", "008"]),
        (EHIDEN3, &several, [42, 44, 45, 46, 54], ["3", "001", "20261204", "14", "019"]),
        (EHIDEN3, &cash_parcel(), [44, 46, 52, 54, 61], ["003", "", "002", "005", ""]),
        (YUPRI_R, &several, [2, 7, 43, 66, 67], ["0", "3", "", "", ""]),
        (YUPRI_R, &cash_parcel(), [2, 7, 43, 66, 67], ["2", "1", "2", "12980", "1180"]),
    ] {
        assert_eq!(at(text, parcel, &numbers), expected, "{numbers:?}");
    }
}

#[test]
fn settings_are_what_a_shop_has_to_say() {
    for (text, needed) in
        [(B2_CLOUD, ["請求先顧客コード"].as_slice()), (EHIDEN3, &[]), (YUPRI_R, &[])]
    {
        let layout = layout(text);
        let asked = layout.settings().filter(|setting| setting.is_needed);
        assert_eq!(asked.map(|setting| setting.name).collect::<Vec<_>>(), needed);
        let usual = layout.columns().iter().filter(
            |column| matches!(&column.source, Source::Setting { usual, .. } if !usual.is_empty()),
        );
        assert_eq!(usual.count(), 1, "{}", layout.name());
    }
}

#[test]
fn what_nobody_confirms_says_so() {
    for (text, expected) in [
        (B2_CLOUD, ["発行枚数", "個数口表示フラグ"].as_slice()),
        (EHIDEN3, &["出荷個数", "配達日", "代引金額", "消費税", "指定シール３", "出荷日"]),
    ] {
        assert_eq!(layout(text).unconfirmed().collect::<Vec<_>>(), expected);
    }
    let layout = layout(YUPRI_R);
    let unconfirmed: Vec<&str> = layout.unconfirmed().collect();
    for title in ["配達希望時間帯", "保冷", "着払/代引", "お届け先の丁目番地号"]
    {
        assert!(unconfirmed.contains(&title), "{title}");
    }
}
