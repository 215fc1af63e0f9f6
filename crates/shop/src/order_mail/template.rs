//! A mail's text with 差し込み項目. It is read once into pieces, so that what an order says is never
//! read as a template: a name that looks like one stays a name (X1).

use super::placeholder::{Placeholder, find};
use crate::checkout::FieldError;
use crate::mail::{Mail, one_line};

/// Letters of a subject.
pub const SUBJECT_MAX: usize = 100;
/// Letters of a body.
pub const BODY_MAX: usize = 10_000;

const OPEN: &str = "{{";
const CLOSE: &str = "}}";
/// What an input method makes of the braces.
const WIDE: [&str; 2] = ["｛｛", "｝｝"];

/// A text as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// 件名.
    pub subject: String,
    /// 本文.
    pub body: String,
}

/// A text that can be written for any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    subject: Vec<Piece>,
    body: Vec<Vec<Piece>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Said(String),
    Value(Placeholder),
}

impl Template {
    /// Reads a text, or tells everything that is wrong with it, by line.
    pub fn parse(text: &Text) -> Result<Template, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut wrong = |field, message: String| {
            errors.push(FieldError { field, message, more: String::new() });
        };
        let subject = one_line(&text.subject);
        let body = text.body.replace("\r\n", "\n").replace('\r', "\n");
        for (field, name, said, most) in
            [("subject", "件名", &subject, SUBJECT_MAX), ("body", "本文", &body, BODY_MAX)]
        {
            let letters = said.chars().count();
            if said.trim().is_empty() {
                wrong(field, format!("{name}を入れてください。"));
            } else if letters > most {
                wrong(field, format!("{name}を{most}字までにしてください（いま{letters}字）。"));
            }
        }
        let subject = pieces(&subject, true).unwrap_or_else(|message| {
            wrong("subject", format!("件名：{message}"));
            Vec::new()
        });
        let mut lines = Vec::new();
        for (number, line) in (1..).zip(body.lines()) {
            match pieces(line, false) {
                Ok(pieces) => lines.push(pieces),
                Err(message) => wrong("body", format!("{number}行目：{message}")),
            }
        }
        if errors.is_empty() { Ok(Template { subject, body: lines }) } else { Err(errors) }
    }

    /// Whether it says this anywhere.
    pub fn says(&self, placeholder: Placeholder) -> bool {
        let is_it = |piece: &Piece| *piece == Piece::Value(placeholder);
        self.subject.iter().chain(self.body.iter().flatten()).any(is_it)
    }

    /// The mail for one order. A line whose values are all empty is left out, so that 「追跡URL：」
    /// does not stand there alone.
    pub fn write(&self, value: impl Fn(Placeholder) -> String) -> Mail {
        let mut body = String::new();
        let mut is_after_left_out = false;
        for line in &self.body {
            // What was left out takes one of the two empty lines around it along.
            if line.is_empty() && is_after_left_out && (body.is_empty() || body.ends_with("\n\n")) {
                continue;
            }
            let values: Vec<String> = line.iter().map(|piece| written(piece, &value)).collect();
            let mut told = line.iter().zip(&values).filter(|(piece, _)| piece.is_value());
            let is_bare = !line.iter().any(Piece::is_value);
            if is_bare || told.any(|(_, said)| !said.trim().is_empty()) {
                // A block ends its own last line.
                body.push_str(values.concat().trim_end_matches('\n'));
                body.push('\n');
                is_after_left_out = false;
            } else {
                is_after_left_out = true;
            }
        }
        let subject: String = self.subject.iter().map(|piece| written(piece, &value)).collect();
        Mail::new(&subject, &body)
    }
}

impl Piece {
    fn is_value(&self) -> bool {
        matches!(self, Piece::Value(_))
    }
}

fn written(piece: &Piece, value: impl Fn(Placeholder) -> String) -> String {
    match piece {
        Piece::Said(text) => text.clone(),
        Piece::Value(placeholder) => value(*placeholder),
    }
}

/// One line in pieces; `Err`: what is wrong with it.
fn pieces(line: &str, is_subject: bool) -> Result<Vec<Piece>, String> {
    if WIDE.iter().any(|wide| line.contains(wide)) {
        return Err("差し込み項目のかっこは、半角の {{ と }} にしてください。".to_owned());
    }
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some((said, after)) = rest.split_once(OPEN) {
        let Some((name, behind)) = after.split_once(CLOSE) else {
            return Err("「{{」を閉じる「}}」がありません。".to_owned());
        };
        let Some(found) = find(name) else {
            let name = one_line(name);
            return Err(format!("「{{{{{name}}}}}」という差し込み項目はありません。"));
        };
        if is_subject && found.is_block {
            return Err(format!("「{{{{{}}}}}」は本文だけで使えます。", found.name));
        }
        pieces.extend((!said.is_empty()).then(|| Piece::Said(said.to_owned())));
        pieces.push(Piece::Value(found.placeholder));
        rest = behind;
    }
    if rest.contains(CLOSE) {
        return Err("「}}」の前に「{{」がありません。".to_owned());
    }
    pieces.extend((!rest.is_empty()).then(|| Piece::Said(rest.to_owned())));
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::{BODY_MAX, Placeholder, Template, Text};

    fn text(subject: &str, body: &str) -> Text {
        Text { subject: subject.to_owned(), body: body.to_owned() }
    }

    fn value(placeholder: Placeholder) -> String {
        match placeholder {
            Placeholder::Number => "order02131".into(),
            Placeholder::Buyer => "{{合計金額}} <b>".into(),
            Placeholder::Goods => "湯のみ\nほうじ茶\n".into(),
            _ => String::new(),
        }
    }

    #[test]
    fn values_come_where_they_are_named_and_are_read_as_no_template() {
        let text = text(
            "ご注文{{注文番号}}",
            "{{購入者名}} 様\n\n■\n{{商品明細}}\n\n追跡：{{追跡URL}}\n\n\n{{追跡URL}}{{注文番号}}\n終わり",
        );
        let mail = Template::parse(&text).unwrap().write(value);
        assert_eq!(mail.subject(), "ご注文order02131");
        assert_eq!(
            mail.body(),
            "{{合計金額}} <b> 様\n\n■\n湯のみ\nほうじ茶\n\norder02131\n終わり\n"
        );
    }

    #[test]
    fn everything_wrong_is_told_with_its_line() {
        for (subject, body, told) in [
            ("", "x", vec!["件名を入れてください。"]),
            ("x", " \n", vec!["本文を入れてください。"]),
            (
                "{{商品明細}}",
                "a\n{{注文番号2}} {{x}}\n\n{{注文番号",
                vec![
                    "件名：「{{商品明細}}」は本文だけで使えます。",
                    "2行目：「{{注文番号2}}」という差し込み項目はありません。",
                    "4行目：「{{」を閉じる「}}」がありません。",
                ],
            ),
            ("x", "注文番号}}", vec!["1行目：「}}」の前に「{{」がありません。"]),
            (
                "x",
                "｛｛注文番号｝｝",
                vec!["1行目：差し込み項目のかっこは、半角の {{ と }} にしてください。"],
            ),
            ("x", "{{}}", vec!["1行目：「{{}}」という差し込み項目はありません。"]),
        ] {
            let errors = Template::parse(&text(subject, body)).unwrap_err();
            let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
            assert_eq!(messages, told, "{body}");
        }
        let long = "あ".repeat(BODY_MAX + 1);
        assert!(Template::parse(&text("x", &long)).is_err());
        assert!(Template::parse(&text("x", &long["あ".len()..])).is_ok());
    }

    #[test]
    fn braces_that_name_nothing_are_letters() {
        let mail = Template::parse(&text("a { b } c", "{ } }{ {x}")).unwrap().write(value);
        assert_eq!((mail.subject(), mail.body()), ("a { b } c", "{ } }{ {x}\n"));
    }
}
