//! What is told of a layout's text that a shop edited.

use super::super::{Layout, Width};

/// A layout of these columns, from line 3 on.
fn read(columns: &str) -> Result<Layout, String> {
    // A table that no column uses is an error of its own.
    let is_coded = columns.contains("\"cool\"");
    let table = if is_coded { "[codes.cool]\n\"通常\" = \"0\"\n" } else { "" };
    let text = format!("name = \"写し\"\ncolumns = [\n{columns}\n]\n{table}");
    Layout::read(&text).map_err(|error| error.to_string())
}

/// Columns, and what is told of them.
const WRONG: &[(&str, &str)] = &[
    (
        "{ title = \"品名\", feild = \"goods\" },",
        "3行目「品名」：「feild」という書き方はありません。",
    ),
    (
        "\"空\",\n{ title = \"品名\", field = \"goodz\" },",
        "4行目「品名」：送り状に載せられる項目に「goodz」はありません。",
    ),
    ("{ half = 3, fixed = \"1\" },", "3行目：「title」が要ります。"),
    (
        "{ title = \"品名\", field = \"goods\", needed = \"often\" },",
        "3行目「品名」：「often」は使えません（never、always、cashのどれか）。",
    ),
    (
        "{ title = \"品名\", field = \"goods\", fixed = \"皿\" },",
        "3行目「品名」：fixed、field、setting のうち一つだけ書いてください。",
    ),
    (
        "{ title = \"品名\" },",
        "3行目「品名」：fixed、field、setting のうち一つだけ書いてください。",
    ),
    (
        "{ title = \"品名\", field = \"goods\", full = 1, half = 2 },",
        "3行目「品名」：full と half は、どちらか一つだけ書いてください。",
    ),
    ("{ title = \"品名\", fixed = \"\", full = 0 },", "3行目「品名」：幅は1以上にしてください。"),
    (
        "{ title = \"個数\", half = 1, fixed = \"10\" },",
        "3行目「個数」：書く値が長すぎます（半角1文字まで）：10",
    ),
    (
        "{ title = \"印\", fixed = \"♥\" },",
        "3行目「印」：書く値に、送り状で使えない文字があります（♥）。",
    ),
    ("\"♥\",", "3行目「♥」：列の名前の「♥」は使えません。"),
    ("\" \",", "3行目「 」：列の名前が空です。"),
    (
        "{ title = \"クール\", field = \"cool\" },",
        "3行目「クール」：この項目には対応表（codes）が要ります。",
    ),
    (
        "{ title = \"クール\", field = \"cool\", codes = \"c\" },",
        "3行目「クール」：対応表 [codes.c] がありません。",
    ),
    (
        "{ title = \"種類\", field = \"payment\", codes = \"cool\" },",
        "3行目「種類」：対応表「cool」の「通常」は使えません（元払い、代金引換のどれか）。",
    ),
    (
        "{ title = \"品名\", field = \"goods\", codes = \"cool\" },",
        "3行目「品名」：この項目に対応表（codes）は使えません。",
    ),
    (
        "{ title = \"一\", field = \"goods\", line = 1, full = 9 },\n\
             { title = \"二\", field = \"goods\", line = 3, full = 9 },",
        "4行目「二」：line は順に書きます。ここは 2 です。",
    ),
    (
        "{ title = \"一\", field = \"goods\", line = 1, full = 9 },\n\
             { title = \"二\", field = \"goods\", line = 2, full = 9, form = \"full\" },",
        "4行目「二」：form を、同じ項目のほかの行とそろえてください。",
    ),
    (
        "{ title = \"一\", field = \"goods\", line = 1 },",
        "3行目「一」：line の列には幅（full か half）が要ります。",
    ),
    (
        "{ title = \"一\", fixed = \"\", line = 1 },",
        "3行目「一」：line と codes は field といっしょに書きます。",
    ),
    (
        "{ title = \"一\", fixed = \"\", usual = \"1\" },",
        "3行目「一」：usual は setting といっしょに書きます。",
    ),
    (
        "{ title = \"品名\", field = \"goods\", max = 3 },",
        "3行目「品名」：max は数の項目にだけ書けます。",
    ),
    (
        "{ title = \"品名\", field = \"goods\", parts = [4, 12, 16] },",
        "3行目「品名」：parts は住所を一つの列に書くときだけです。",
    ),
    (
        "{ title = \"店\", setting = \"店\", needed = \"cash\" },",
        "3行目「店」：needed = \"cash\" は field の列にだけ書けます。",
    ),
    ("", "name と columns を書いてください。"),
];

#[test]
fn an_error_says_which_column_and_what() {
    for (columns, expected) in WRONG {
        assert_eq!(read(columns).err().as_deref(), Some(*expected), "{columns}");
    }
}

#[test]
fn a_text_that_is_no_toml_says_its_line() {
    let error = read("{ title = \"品名\", full = },").unwrap_err();
    assert!(error.starts_with("3行目「品名」：TOMLとして読めません（"), "{error}");
    let unused =
        "name = \"a\"\ncolumns = [{ title = \"b\", fixed = \"\" }]\n[codes.c]\n\"d\" = \"\"\n";
    let unused = Layout::read(unused).unwrap_err();
    assert_eq!(unused.to_string(), "対応表「c」を使う列がありません。");
    let strange = Layout::read("name = \"a\"\nheadr = true\ncolumns = [\"b\"]\n").unwrap_err();
    assert_eq!(strange.to_string(), "2行目：「headr」という書き方はありません。");
}

#[test]
fn a_copy_may_be_edited() {
    let layout = read(
        "\"空\",\n{ title = \"クール\", field = \"cool\", codes = \"cool\", half = 1 },\n\
         { title = \"品名\", full = 25, field = \"goods\", unconfirmed = true },",
    );
    let layout = layout.unwrap();
    let widths: Vec<_> = layout.columns().iter().map(|column| column.width).collect();
    assert_eq!(widths, [None, Some(Width::Half(1)), Some(Width::Full(25))]);
    assert_eq!(layout.unconfirmed().collect::<Vec<_>>(), ["品名"]);
}
