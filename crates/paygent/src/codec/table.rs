use super::{Charset, CodecError, FIELDS_MAX, KEY_BYTES_MAX};
use crate::{FieldError, Fields, Problem};

/// The kinds of a line: its first field.
const RESULT: &str = "1";
const NAMES: &str = "2";
const ROW: &str = "3";
const COUNT: &str = "4";

/// What line `1` has after its kind.
const RESULT_NAMES: [&str; 3] = ["result", "response_code", "response_detail"];

/// A CSV answer (reference 3.6): the result, then, if there are rows, their names and the rows,
/// then their number. Every field is quoted; lines end with CRLF. All rows have the same names.
pub fn encode_table(
    head: &Fields,
    rows: &[Fields],
    charset: Charset,
) -> Result<Vec<u8>, FieldError> {
    let mut text = String::new();
    let results = RESULT_NAMES.map(|name| head.get(name).unwrap_or_default());
    line(&mut text, RESULT, results);
    if let Some(first) = rows.first() {
        line(&mut text, NAMES, first.iter().map(|(name, _)| name));
    }
    for row in rows {
        line(&mut text, ROW, row.iter().map(|(_, value)| value));
    }
    line(&mut text, COUNT, [rows.len().to_string().as_str()]);
    let bytes = charset.encode(&text).map_err(|character| {
        FieldError::new("answer", Problem::Type)
            .noted(format!("「{character}」 (U+{:04X})", u32::from(character)))
    })?;
    Ok(bytes.to_vec())
}

fn line<'a>(text: &mut String, kind: &'a str, fields: impl IntoIterator<Item = &'a str>) {
    for (index, field) in [kind].into_iter().chain(fields).enumerate() {
        text.push_str(if index == 0 { "\"" } else { ",\"" });
        // A quote inside is doubled; a line end would end the record for readers that go by lines.
        text.push_str(&field.replace('"', "\"\"").replace(['\r', '\n'], " "));
        text.push('"');
    }
    text.push_str("\r\n");
}

/// The result and the rows of a CSV answer. Total. Every row holds the names, so that these are
/// limited: a small answer must not become a large one in memory.
pub fn decode_table(body: &[u8], charset: Charset) -> Result<(Fields, Vec<Fields>), CodecError> {
    let text = charset.decode(body).ok_or_else(|| CodecError::Charset("the answer".into()))?;
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let (mut head, mut names, mut rows) = (None, Vec::new(), Vec::new());
    let mut count: Option<usize> = None;
    for (index, record) in reader.records().enumerate() {
        let bad = || CodecError::Line(index + 1);
        let record = record.map_err(|_| bad())?;
        let mut fields = record.iter();
        match fields.next() {
            Some(RESULT) if head.is_none() => {
                head = Some(RESULT_NAMES.into_iter().zip(fields).collect::<Fields>());
            }
            Some(NAMES) if record.as_slice().len() > KEY_BYTES_MAX => {
                return Err(CodecError::TooLarge("the names of the answer".into()));
            }
            Some(NAMES) if names.is_empty() => names = fields.map(str::to_owned).collect(),
            // A row of another length would put values under the wrong names.
            Some(ROW) if fields.clone().count() == names.len() && rows.len() < FIELDS_MAX => {
                rows.push(names.iter().map(String::as_str).zip(fields).collect());
            }
            Some(COUNT) if count.is_none() => {
                count = Some(fields.next().and_then(|text| text.parse().ok()).ok_or_else(bad)?);
            }
            _ => return Err(bad()),
        }
    }
    match (head, count) {
        (Some(head), Some(count)) if count == rows.len() => Ok((head, rows)),
        // Cut off, or rows are missing.
        _ => Err(CodecError::Line(rows.len() + 2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().copied().collect()
    }

    #[test]
    fn a_table_comes_back() {
        let head = fields(&[("result", "0"), ("response_code", ""), ("response_detail", "")]);
        let rows = [
            fields(&[("customer_id", "c1"), ("add_info1", "a \"b\", c")]),
            fields(&[("customer_id", "c1"), ("add_info1", "山田")]),
        ];
        let body = encode_table(&head, &rows, Charset::Windows31j).expect("encodes");
        let want = b"\"1\",\"0\",\"\",\"\"\r\n\"2\",\"customer_id\",\"add_info1\"\r\n\
            \"3\",\"c1\",\"a \"\"b\"\", c\"\r\n\"3\",\"c1\",\"\x8eR\x93c\"\r\n\"4\",\"2\"\r\n";
        assert_eq!(body.escape_ascii().to_string(), want.escape_ascii().to_string());
        assert_eq!(decode_table(&body, Charset::Windows31j), Ok((head, rows.to_vec())));
    }

    #[test]
    fn without_rows_there_are_no_names() {
        let head = fields(&[("result", "1"), ("response_code", "P026"), ("response_detail", "x")]);
        let body = encode_table(&head, &[], Charset::Windows31j).expect("encodes");
        assert_eq!(body, b"\"1\",\"1\",\"P026\",\"x\"\r\n\"4\",\"0\"\r\n");
        assert_eq!(decode_table(&body, Charset::Windows31j), Ok((head, Vec::new())));
    }

    #[test]
    fn the_names_of_a_table_are_limited() {
        let read = |length| {
            let names = "a".repeat(length);
            let body = format!("\"1\",\"0\"\r\n\"2\",\"{names}\"\r\n\"4\",\"0\"\r\n");
            decode_table(body.as_bytes(), Charset::Windows31j)
        };
        // The `2` before them counts.
        assert!(read(KEY_BYTES_MAX - 1).is_ok());
        assert!(matches!(read(KEY_BYTES_MAX), Err(CodecError::TooLarge(_))));
    }

    #[test]
    fn what_is_no_table_is_an_error() {
        for (body, at) in [
            ("", 2),
            ("\"1\",\"0\",\"\",\"\"\r\n", 2),
            ("\"1\",\"0\"\r\n\"4\",\"1\"\r\n", 2),
            ("\"1\",\"0\"\r\n\"4\",\"x\"\r\n", 2),
            ("\"2\",\"a\"\r\n\"3\",\"b\",\"c\"\r\n", 2),
            ("\"1\",\"0\"\r\n\"1\",\"0\"\r\n", 2),
            ("result=0\r\n", 1),
        ] {
            assert_eq!(
                decode_table(body.as_bytes(), Charset::Windows31j),
                Err(CodecError::Line(at)),
                "{body:?}"
            );
        }
    }
}
