//! One collection, written in two ways: what is in the one is in the other.

use serde_json::{Map, Value, json};

use crate::clock::Timestamp;

/// All that the shop holds of one person.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// Of which shop.
    pub(super) shop: String,
    /// When it was collected.
    pub(super) made_at: Timestamp,
    pub(super) sections: Vec<Section>,
}

/// Records of one kind.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// Its name in JSON …
    key: &'static str,
    /// … and for people.
    title: &'static str,
    records: Vec<Vec<Cell>>,
}

/// A value with its names, in JSON and for people.
pub(super) type Cell = (&'static str, &'static str, Value);

impl Section {
    pub(super) fn new(key: &'static str, title: &'static str, records: Vec<Vec<Cell>>) -> Section {
        Section { key, title, records }
    }
}

impl Dossier {
    pub(super) fn is_empty(&self) -> bool {
        self.sections.iter().all(|section| section.records.is_empty())
    }

    /// An object with a list a section.
    pub fn json(&self) -> String {
        let record = |cells: &Vec<Cell>| {
            let pairs = cells.iter().map(|(key, _, value)| ((*key).to_owned(), value.clone()));
            Value::Object(pairs.collect::<Map<_, _>>())
        };
        let mut all = Map::new();
        all.insert("shop".to_owned(), json!(self.shop));
        all.insert("made_at".to_owned(), json!(self.made_at.to_seconds_text()));
        for section in &self.sections {
            let records = section.records.iter().map(record).collect();
            all.insert(section.key.to_owned(), Value::Array(records));
        }
        serde_json::to_string_pretty(&Value::Object(all)).expect("texts and numbers become JSON")
    }

    /// 区分, 番号, 項目, 内容: a line a value, in UTF-8 with the mark that Excel looks for.
    pub fn csv(&self) -> String {
        let mut lines = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{feff}".to_owned().into_bytes());
        let mut line = |fields: [&str; 4]| {
            lines.write_record(fields).expect("memory takes every line");
        };
        line(["区分", "番号", "項目", "内容"]);
        for section in &self.sections {
            for (number, record) in (1..).zip(&section.records) {
                for (_, label, value) in record {
                    line([section.title, &number.to_string(), label, &cell(value)]);
                }
            }
        }
        let bytes = lines.into_inner().expect("memory takes every line");
        String::from_utf8(bytes).expect("made of texts")
    }
}

/// A value as a spreadsheet shows it. What it would take for a formula is made a text.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => return other.to_string(),
    };
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Dossier, Section};
    use crate::clock::Timestamp;

    #[test]
    fn both_ways_hold_the_same_and_no_cell_is_a_formula() {
        let said = "=HYPERLINK(\"http://evil.example\"),\n二行目";
        let record = vec![("note", "備考", json!(said)), ("total", "合計", json!(1_200))];
        let sections = vec![Section::new("orders", "ご注文", vec![record])];
        let dossier = Dossier { shop: "みなも".into(), made_at: Timestamp(0), sections };
        let told: Value = serde_json::from_str(&dossier.json()).unwrap();
        assert_eq!(told["orders"], json!([{ "note": said, "total": 1_200 }]));
        assert_eq!(
            dossier.csv(),
            "\u{feff}区分,番号,項目,内容\r\n\
             ご注文,1,備考,\"'=HYPERLINK(\"\"http://evil.example\"\"),\n二行目\"\r\n\
             ご注文,1,合計,1200\r\n"
        );
    }
}
