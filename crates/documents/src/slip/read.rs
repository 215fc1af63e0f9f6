//! A layout from its text. Shops copy and edit these texts, so every error says where and what, in
//! their words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use toml::Spanned;

use super::cell;
use super::column::{Column, Form, Needed, Source, Width};
use super::field::{Field, Part};
use super::layout::{Layout, Quotes};
use crate::charset;

/// Why a text is no layout.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{what}", place(*.line, .column.as_deref()))]
pub struct LayoutError {
    /// The line of the text, from 1.
    pub line: Option<usize>,
    /// The title of the column.
    pub column: Option<String>,
    /// What is wrong.
    pub what: String,
}

fn place(line: Option<usize>, column: Option<&str>) -> String {
    let line = line.map(|line| format!("{line}行目")).unwrap_or_default();
    let column = column.map(|title| format!("「{title}」")).unwrap_or_default();
    if line.is_empty() && column.is_empty() { line } else { format!("{line}{column}：") }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLayout {
    name: String,
    #[serde(default)]
    header: bool,
    #[serde(default)]
    quotes: Quotes,
    columns: Vec<Spanned<Entry>>,
    #[serde(default)]
    codes: BTreeMap<String, BTreeMap<String, String>>,
}

/// A column is a table, or only its title where it stays empty.
enum Entry {
    Blank(String),
    Column(Box<RawColumn>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    title: String,
    full: Option<usize>,
    half: Option<usize>,
    fixed: Option<String>,
    field: Option<Field>,
    line: Option<usize>,
    codes: Option<String>,
    setting: Option<String>,
    usual: Option<String>,
    #[serde(default)]
    needed: Needed,
    #[serde(default)]
    form: Form,
    max: Option<i64>,
    parts: Option<[usize; 3]>,
    #[serde(default)]
    prepaid: bool,
    #[serde(default)]
    droppable: bool,
    #[serde(default)]
    unconfirmed: bool,
}

/// Untagged enums of serde lose which key was wrong, and where.
impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Entry, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Entry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("列の名前か { title = … }")
            }

            fn visit_str<E>(self, title: &str) -> Result<Entry, E> {
                Ok(Entry::Blank(title.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Entry, A::Error> {
                let column = RawColumn::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Entry::Column(Box::new(column)))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

pub(super) fn layout(text: &str) -> Result<Layout, LayoutError> {
    let raw: RawLayout = toml::from_str(text).map_err(|error| {
        let span = error.span();
        let line = span.clone().map(|span| line_at(text, &span));
        let column = span.and_then(|span| title_at(text, &span));
        LayoutError { line, column, what: in_japanese(error.message()) }
    })?;
    let mut columns: Vec<Column> = Vec::with_capacity(raw.columns.len());
    let mut used = BTreeSet::new();
    for entry in raw.columns {
        let line = line_at(text, &entry.span());
        let entry = entry.into_inner();
        let title = match &entry {
            Entry::Blank(title) => title.clone(),
            Entry::Column(column) => column.title.clone(),
        };
        if let Entry::Column(column) = &entry {
            used.extend(column.codes.clone());
        }
        let read = column(entry, &raw.codes).and_then(|column| {
            follows(&columns, &column)?;
            Ok(column)
        });
        columns.push(read.map_err(|what| LayoutError {
            line: Some(line),
            column: Some(title),
            what,
        })?);
    }
    let whole = |what: String| LayoutError { line: None, column: None, what };
    if let Some(table) = raw.codes.keys().find(|name| !used.contains(*name)) {
        return Err(whole(format!("対応表「{table}」を使う列がありません。")));
    }
    if raw.name.trim().is_empty() || columns.is_empty() {
        return Err(whole("name と columns を書いてください。".to_owned()));
    }
    Ok(Layout { name: raw.name, has_header: raw.header, quotes: raw.quotes, columns })
}

type Codes = BTreeMap<String, BTreeMap<String, String>>;

fn column(entry: Entry, codes: &Codes) -> Result<Column, String> {
    let raw = match entry {
        Entry::Column(raw) => *raw,
        Entry::Blank(title) => return blank(title),
    };
    titled(&raw.title)?;
    let column = Column {
        width: width(&raw)?,
        source: source(&raw, codes)?,
        title: raw.title,
        needed: raw.needed,
        form: raw.form,
        max: raw.max,
        parts: raw.parts,
        is_prepaid_only: raw.prepaid,
        may_drop: raw.droppable,
        is_unconfirmed: raw.unconfirmed,
    };
    check(&column)?;
    Ok(column)
}

fn blank(title: String) -> Result<Column, String> {
    titled(&title)?;
    Ok(Column {
        title,
        source: Source::Blank,
        width: None,
        needed: Needed::Never,
        form: Form::Plain,
        max: None,
        parts: None,
        is_prepaid_only: false,
        may_drop: false,
        is_unconfirmed: false,
    })
}

fn titled(title: &str) -> Result<(), String> {
    if title.trim().is_empty() {
        return Err("列の名前が空です。".to_owned());
    }
    let missing = charset::missing(title);
    match missing.first() {
        Some(character) => Err(format!("列の名前の「{character}」は使えません。")),
        None => Ok(()),
    }
}

fn width(raw: &RawColumn) -> Result<Option<Width>, String> {
    match (raw.full, raw.half) {
        (Some(_), Some(_)) => Err("full と half は、どちらか一つだけ書いてください。".to_owned()),
        (Some(0), _) | (_, Some(0)) => Err("幅は1以上にしてください。".to_owned()),
        (full, half) => Ok(full.map(Width::Full).or(half.map(Width::Half))),
    }
}

fn source(raw: &RawColumn, codes: &Codes) -> Result<Source, String> {
    let error = |what: &str| Err(what.to_owned());
    if raw.usual.is_some() && raw.setting.is_none() {
        return error("usual は setting といっしょに書きます。");
    }
    if raw.field.is_none() && (raw.line.is_some() || raw.codes.is_some()) {
        return error("line と codes は field といっしょに書きます。");
    }
    match (&raw.fixed, raw.field, &raw.setting) {
        (Some(fixed), None, None) => Ok(Source::Fixed(fixed.clone())),
        (None, None, Some(name)) if name.trim().is_empty() => error("setting の名前が空です。"),
        (None, None, Some(name)) => {
            let usual = raw.usual.clone().unwrap_or_default();
            Ok(Source::Setting { name: name.clone(), usual })
        }
        (None, Some(field), None) => match (field.coded(), &raw.codes, raw.line) {
            (None, None, None) => Ok(Source::Field(field)),
            (None, None, Some(0)) => error("line は1から数えます。"),
            (None, None, Some(line)) => Ok(Source::Line(field, line - 1)),
            (None, Some(_), _) => error("この項目に対応表（codes）は使えません。"),
            (Some(_), _, Some(_)) => error("この項目に line は使えません。"),
            (Some(_), None, _) => error("この項目には対応表（codes）が要ります。"),
            (Some(words), Some(name), None) => Ok(Source::Coded(field, table(words, name, codes)?)),
        },
        _ => error("fixed、field、setting のうち一つだけ書いてください。"),
    }
}

fn table(words: &[&str], name: &str, codes: &Codes) -> Result<BTreeMap<String, String>, String> {
    let Some(table) = codes.get(name) else {
        return Err(format!("対応表 [codes.{name}] がありません。"));
    };
    let strange = table.keys().find(|key| !words.is_empty() && !words.contains(&key.as_str()));
    match strange {
        Some(key) => {
            let known = words.join("、");
            Err(format!("対応表「{name}」の「{key}」は使えません（{known}のどれか）。"))
        }
        None => Ok(table.clone()),
    }
}

/// What can be known before there is a parcel.
fn check(column: &Column) -> Result<(), String> {
    let texts: Vec<&str> = match &column.source {
        Source::Fixed(text) | Source::Setting { usual: text, .. } => vec![text],
        Source::Coded(_, codes) => codes.values().map(String::as_str).collect(),
        Source::Blank | Source::Field(_) | Source::Line(..) => Vec::new(),
    };
    for text in texts {
        cell::fitting(column, text).map_err(|why| format!("書く値{why}"))?;
    }
    let field = column.source.field();
    let is_number =
        matches!(field, Some(Field::Pieces | Field::Copies | Field::CashAmount | Field::CashTax));
    if column.max.is_some() && !is_number {
        return Err("max は数の項目にだけ書けます。".to_owned());
    }
    let is_address = matches!(column.source, Source::Field(Field::Of(_, Part::Address)));
    if column.parts.is_some() && !is_address {
        return Err("parts は住所を一つの列に書くときだけです。".to_owned());
    }
    if column.needed == Needed::Cash && field.is_none() {
        return Err("needed = \"cash\" は field の列にだけ書けます。".to_owned());
    }
    if matches!(column.source, Source::Line(..)) && column.width.is_none() {
        return Err("line の列には幅（full か half）が要ります。".to_owned());
    }
    Ok(())
}

/// Lines of one field come in order, written alike.
fn follows(before: &[Column], column: &Column) -> Result<(), String> {
    let Source::Line(field, line) = column.source else { return Ok(()) };
    let lines =
        before.iter().filter(|other| matches!(other.source, Source::Line(of, _) if of == field));
    let lines: Vec<&Column> = lines.collect();
    if line != lines.len() {
        let next = lines.len() + 1;
        return Err(format!("line は順に書きます。ここは {next} です。"));
    }
    if lines.first().is_some_and(|first| first.form != column.form) {
        return Err("form を、同じ項目のほかの行とそろえてください。".to_owned());
    }
    Ok(())
}

fn line_at(text: &str, span: &Range<usize>) -> usize {
    text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1
}

/// Layouts have a column in a line: its title is there.
fn title_at(text: &str, span: &Range<usize>) -> Option<String> {
    let line = text.lines().nth(line_at(text, span) - 1)?;
    let (_, after) = line.split_once("title")?;
    let (_, title) = after.split_once('"')?;
    Some(title.split_once('"')?.0.to_owned())
}

/// The messages of serde and of the TOML reader that a shop's edits meet.
fn in_japanese(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default();
    let named = message.split('`').nth(1).unwrap_or_default();
    if !message.is_ascii() {
        format!("{}。", message.trim_end_matches('。'))
    } else if message.starts_with("unknown field") {
        format!("「{named}」という書き方はありません。")
    } else if message.starts_with("missing field") {
        format!("「{named}」が要ります。")
    } else if message.starts_with("unknown variant") {
        let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        format!("「{named}」は使えません（{}のどれか）。", known.join("、"))
    } else if message.starts_with("duplicate key") {
        "同じ書き方が2度あります。".to_owned()
    } else {
        format!("TOMLとして読めません（{message}）。")
    }
}
