//! Files of all programs, in all charsets, and what people do to them in between.

use documents::charset;

use super::{Columns, Read, Sheet, Trouble, Unknown};

/// Key, number, and day or trouble of a line.
type Said = (String, String, String);

/// The columns' titles, and each line.
fn read(bytes: &[u8]) -> Result<(Vec<String>, Vec<Said>), Unknown> {
    let sheet = Sheet::of(bytes).expect("it is text");
    let Read { titles, lines, .. } = sheet.read(sheet.columns()?);
    let line = |line: super::Line| {
        let day = line.day.map(|day| day.to_string()).unwrap_or_default();
        (line.key, line.tracking, line.trouble.map_or(day, |trouble| format!("{trouble:?}")))
    };
    Ok((titles, lines.into_iter().map(line).collect()))
}

/// A row of so many columns in which only these are filled.
fn wide(count: usize, filled: &[(usize, &str)]) -> String {
    let cell = |place| filled.iter().find(|(one, _)| *one == place).map_or("", |(_, text)| *text);
    (1..=count).map(|place| format!("\"{}\"", cell(place))).collect::<Vec<_>>().join(",")
}

const NUMBER: &str = "123456789012";

#[test]
fn every_layout_is_recognised() {
    let b2_header = wide(95, &[(1, "お客様管理番号"), (4, "伝票番号"), (5, "出荷予定日")]);
    let b2 = wide(95, &[(1, "order00042"), (4, NUMBER), (5, "2026/12/01")]);
    let ehiden2 = wide(53, &[(1, NUMBER), (2, "2026/12/01 10:30"), (13, "order00042")]);
    let one = |key: &str, day: &str| vec![(key.to_owned(), NUMBER.to_owned(), day.to_owned())];
    for (name, text, titles, lines) in [
        (
            "B2",
            format!("{b2_header}\r\n{b2}\r\n"),
            "お客様管理番号 伝票番号",
            one("order00042", ""),
        ),
        ("B2 without a header", format!("{b2}\r\n"), "1列目 4列目", one("order00042", "")),
        ("e飛伝Ⅱ without a header", ehiden2, "13列目 1列目", one("order00042", "")),
        (
            "e飛伝Ⅲ",
            format!("お問い合せ送り状No.,出荷日,お客様管理番号\r\n{NUMBER},20261201,42\r\n"),
            "お客様管理番号 お問い合せ送り状No. 出荷日",
            one("42", "2026-12-01"),
        ),
        (
            "ゆうプリR",
            format!("お客様側管理番号,発送日,お問い合わせ番号\norder00042,2026/12/1,{NUMBER}"),
            "お客様側管理番号 お問い合わせ番号 発送日",
            one("order00042", "2026-12-01"),
        ),
        (
            "another cart",
            format!("受注番号,お問い合わせ番号,出荷日\n42,{NUMBER},2026-12-01\n"),
            "受注番号 お問い合わせ番号 出荷日",
            one("42", "2026-12-01"),
        ),
        (
            "tabs, empty rows, short rows",
            format!("注文番号\t備考\t追跡番号\n\n\t\t\norder00042\t\t{NUMBER}\norder00043\n"),
            "注文番号 追跡番号",
            vec![
                ("order00042".into(), NUMBER.into(), String::new()),
                ("order00043".into(), String::new(), "NoNumber".into()),
            ],
        ),
        ("only a header", "注文番号,追跡番号\n".to_owned(), "注文番号 追跡番号", vec![]),
    ] {
        for bytes in [
            text.clone().into_bytes(),
            format!("\u{feff}{text}").into_bytes(),
            charset::encode(&text).expect("Windows has it"),
        ] {
            let (found, read) = read(&bytes).expect(name);
            assert_eq!(found.join(" "), titles, "{name}");
            assert_eq!(read, lines, "{name}");
        }
    }
}

#[test]
fn what_is_missing_is_named() {
    // As many columns as B2 has, but a plan: no number stands where B2 has it.
    let plan = wide(99, &[(1, "order00042"), (4, "20261201")]);
    for (text, key, number) in [
        ("ご注文,お荷物\n1,2\n", true, true),
        ("注文番号,お荷物\n1,2\n", false, true),
        ("ご注文,追跡番号\n1,2\n", true, false),
        (&plan, true, true),
        (&wide(72, &[(8, "小林")]), true, true),
        ("", true, true),
    ] {
        assert_eq!(read(text.as_bytes()), Err(Unknown { key, number }), "{text}");
    }
    assert_eq!(Sheet::of(b"PK\x03\x04\x00\x00"), None, "a workbook");
}

#[test]
fn what_a_spreadsheet_did_to_a_number_is_undone_or_told() {
    for (cell, expected, trouble) in [
        ("\"=\"\"0123456789\"\"\"", "0123456789", None),
        ("=\"0123456789\"", "0123456789", None),
        ("'0123456789", "0123456789", None),
        ("1.23457E+11", "1.23457E+11", Some(Trouble::Rounded)),
        ("１２３４ー５６７８ー９０１２", "1234-5678-9012", None),
        ("1234 5678 9012", "123456789012", None),
        ("発行待ち", "発行待ち", Some(Trouble::NotANumber)),
        ("1234;5678", "1234;5678", Some(Trouble::NotANumber)),
        ("", "", Some(Trouble::NoNumber)),
    ] {
        let text = format!("注文番号,追跡番号,出荷日\n1,{cell},\n2,12,2026/13/45\n");
        let sheet = Sheet::of(text.as_bytes()).unwrap();
        let lines = sheet.read(sheet.columns().unwrap()).lines;
        assert_eq!((lines[0].tracking.as_str(), lines[0].trouble), (expected, trouble), "{cell}");
        assert_eq!(lines[1].trouble, Some(Trouble::NoSuchDay));
        for text in [text.clone(), text.replace('\n', "\r\n")] {
            let sheet = Sheet::of(text.as_bytes()).unwrap();
            let lines = sheet.read(sheet.columns().unwrap()).lines;
            assert_eq!((lines[0].row, lines[1].row), (2, 3), "as an editor counts");
        }
    }
}

#[test]
fn columns_that_a_person_chose_are_read_as_they_are() {
    let sheet = Sheet::of("箱,荷,日\nA1,12,2026/12/01\n".as_bytes()).unwrap();
    assert_eq!(sheet.beginning().0, ["箱", "荷", "日"]);
    for (columns, titles, count) in [
        (Columns { key: 0, number: 1, day: Some(2), has_header: true }, "箱 荷 日", 1),
        (Columns { key: 0, number: 1, day: None, has_header: false }, "1列目 2列目", 2),
        (
            Columns { key: 90, number: 91, day: Some(92), has_header: true },
            "91列目 92列目 93列目",
            1,
        ),
    ] {
        let read = sheet.read(columns);
        assert_eq!((read.titles.join(" ").as_str(), read.lines.len()), (titles, count));
    }
}

/// Whatever bytes come, they are lines or no text; never a crash.
#[test]
fn any_bytes_are_read() {
    const SAMPLE: &[u8] = b",\"\n\r\t='E+1234567890\x93\x60\xff\xfe\0\xe4";
    let mut seed = 7_usize;
    for length in 0..400_usize {
        let bytes: Vec<u8> = (0..length)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                SAMPLE[(seed >> 16) % SAMPLE.len()]
            })
            .collect();
        let Some(sheet) = Sheet::of(&bytes) else { continue };
        let by_hand = Columns { key: 0, number: 1, day: Some(2), has_header: true };
        let _ = (sheet.columns(), sheet.read(by_hand), sheet.beginning());
    }
}
