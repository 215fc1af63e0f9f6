//! A settings form as rows: number, label, controls, and what they say in words. The form's page
//! draws them, the confirmation compares them.

use shop::checkout::FieldError;

/// Rows under one heading.
#[derive(Debug)]
pub(crate) struct Group {
    pub id: &'static str,
    pub title: &'static str,
    pub note: &'static str,
    pub rows: Vec<Row>,
}

/// One setting.
#[derive(Debug)]
pub(crate) struct Row {
    /// ① to ⑰, or nothing.
    pub no: &'static str,
    pub label: &'static str,
    pub required: bool,
    pub parts: Vec<Part>,
    pub hints: Vec<&'static str>,
    pub errors: Vec<String>,
    /// What is known of the value that is kept; may be empty.
    pub kept: String,
    /// What it says, for comparing and for the confirmation.
    pub said: String,
}

/// One control.
#[derive(Debug)]
pub(crate) enum Part {
    /// A line; `data-w` is `s`, `m` or nothing.
    Line { name: &'static str, value: String, width: &'static str, placeholder: &'static str },
    /// A line whose value is never shown.
    Secret { name: &'static str, placeholder: &'static str },
    /// Several lines.
    Lines { name: &'static str, value: String, placeholder: &'static str, pem: bool },
    /// One of a choice.
    Radio { name: &'static str, value: String, text: String, checked: bool },
    /// A box to tick; without a name it cannot be changed.
    Tick { name: &'static str, text: &'static str, checked: bool },
    /// 商品金額が [amount] 円… with its box.
    Bound {
        tick: &'static str,
        checked: bool,
        name: &'static str,
        value: String,
        after: &'static str,
    },
    /// Something to read and to hand on, not to change.
    Told { text: String },
    /// A link to what has to be done elsewhere first.
    Leads { href: &'static str, text: &'static str },
    /// A file with the text of the lines above it.
    PemFile { name: &'static str },
    /// ⑯: a picture to upload, the kept one, its ALT, 画像削除.
    Picture { name: &'static str, kept: String, alt: String, removed: bool },
    /// A picture for papers: the file's field, the field of its name, the one that removes it.
    PaperPicture { file: &'static str, name: &'static str, kept: String, removed: bool },
    /// Short lines in a row, each between its words. The first has the part's name as its id.
    Cells { name: &'static str, cells: Vec<Cell> },
    /// A button that draws the form anew, with everything typed.
    Reshape { text: &'static str },
    /// [amount] 円未満は手数料 [amount] 円.
    Step { below: &'static str, below_value: String, fee: &'static str, fee_value: String },
}

/// One of [`Part::Cells`].
#[derive(Debug)]
pub(crate) struct Cell {
    pub before: String,
    pub name: String,
    pub value: String,
    pub after: &'static str,
    /// What it is, for those who do not see what stands around it.
    pub aria: String,
}

impl Cell {
    pub(super) fn new(
        before: &str,
        name: &str,
        value: &str,
        after: &'static str,
        aria: &str,
    ) -> Cell {
        Cell {
            before: before.to_owned(),
            name: name.to_owned(),
            value: value.to_owned(),
            after,
            aria: aria.to_owned(),
        }
    }
}

impl Row {
    pub(crate) fn new(no: &'static str, label: &'static str) -> Row {
        Row {
            no,
            label,
            required: false,
            parts: Vec::new(),
            hints: Vec::new(),
            errors: Vec::new(),
            kept: String::new(),
            said: String::new(),
        }
    }

    pub(super) fn required(mut self) -> Row {
        self.required = true;
        self
    }

    pub(super) fn keeping(mut self, kept: &str) -> Row {
        kept.clone_into(&mut self.kept);
        self
    }

    pub(crate) fn hint(mut self, hint: &'static str) -> Row {
        self.hints.push(hint);
        self
    }

    pub(super) fn line(self, name: &'static str, value: &str, width: &'static str) -> Row {
        let said = value.trim().to_owned();
        let part = Part::Line { name, value: value.to_owned(), width, placeholder: "" };
        self.part(part).saying(&said)
    }

    pub(crate) fn lines(self, name: &'static str, value: &str) -> Row {
        let said = value.trim().to_owned();
        let part = Part::Lines { name, value: value.to_owned(), placeholder: "", pem: false };
        self.part(part).saying(&said)
    }

    /// A choice of which one is ticked.
    pub(super) fn choice(
        mut self,
        name: &'static str,
        value: &str,
        choices: &[(&str, &str)],
    ) -> Row {
        for (word, text) in choices {
            let checked = *word == value;
            let (value, said) = ((*word).to_owned(), (*text).to_owned());
            self = self.part(Part::Radio { name, value, text: said, checked });
            if checked {
                self = self.saying(text);
            }
        }
        self
    }

    pub(super) fn tick(self, name: &'static str, value: &str, text: &'static str) -> Row {
        let checked = !value.is_empty();
        let row = self.part(Part::Tick { name, text, checked });
        if checked { row.saying(text) } else { row }
    }

    /// A secret: what is kept, what was typed, what neither is.
    pub(super) fn secret(self, name: &'static str, kept: bool, typed: bool) -> Row {
        let part = Part::Secret { name, placeholder: placeholder(kept, typed) };
        self.part(part).saying(secret_said(kept, typed))
    }

    pub(super) fn part(mut self, part: Part) -> Row {
        self.parts.push(part);
        self
    }

    pub(super) fn saying(mut self, said: &str) -> Row {
        if !self.said.is_empty() && !said.is_empty() {
            self.said.push('／');
        }
        self.said.push_str(said);
        self
    }

    /// What the page jumps to.
    pub(crate) fn id(&self) -> &'static str {
        self.parts.iter().find_map(Part::name).unwrap_or_default()
    }

    fn has(&self, field: &str) -> bool {
        self.parts.iter().any(|part| part.has(field))
    }
}

/// What stands in a secret's empty field.
pub(super) fn placeholder(kept: bool, typed: bool) -> &'static str {
    match (kept, typed) {
        (_, true) => "入力済み（変更するときだけ入力）",
        (true, false) => "設定済み（変更するときだけ入力）",
        (false, false) => "",
    }
}

/// What the confirmation says of a secret.
pub(super) fn secret_said(kept: bool, typed: bool) -> &'static str {
    match (kept, typed) {
        (_, true) => "新しい値",
        (true, false) => "設定済み",
        (false, false) => "",
    }
}

impl Part {
    fn has(&self, field: &str) -> bool {
        match self {
            Part::Step { fee, .. } if *fee == field => true,
            Part::Picture { .. } if field == "logo_alt" => true,
            Part::Cells { cells, .. } if cells.iter().any(|cell| cell.name == field) => true,
            part => part.name() == Some(field),
        }
    }

    /// The name of what one types or chooses here.
    pub(crate) fn name(&self) -> Option<&'static str> {
        match self {
            Part::Line { name, .. }
            | Part::Secret { name, .. }
            | Part::Lines { name, .. }
            | Part::Radio { name, .. }
            | Part::Tick { name, .. }
            | Part::Bound { name, .. }
            | Part::PemFile { name }
            | Part::Picture { name, .. }
            | Part::PaperPicture { file: name, .. }
            | Part::Cells { name, .. }
            | Part::Step { below: name, .. } => Some(name).filter(|name| !name.is_empty()).copied(),
            Part::Told { .. } | Part::Leads { .. } | Part::Reshape { .. } => None,
        }
    }
}

/// Puts each sentence beside its field.
pub(super) fn mark(groups: &mut [Group], errors: &[FieldError]) {
    for error in errors {
        let rows = groups.iter_mut().flat_map(|group| &mut group.rows);
        if let Some(row) = rows.into_iter().find(|row| row.has(error.field)) {
            row.errors.push(error.message.clone());
        }
    }
}

/// A setting that will say something else.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub no: &'static str,
    pub label: &'static str,
    pub before: String,
    pub after: String,
}

/// The rows that differ. A form may have other rows after than before: what has gone says nothing
/// any more, and what is new said nothing.
pub(super) fn changes(before: &[Group], after: &[Group]) -> Vec<Change> {
    let rows = |groups: &[Group]| -> Vec<(&'static str, &'static str, String)> {
        let rows = groups.iter().flat_map(|group| &group.rows);
        rows.map(|row| (row.no, row.label, row.said.clone())).collect()
    };
    let mut gone = rows(before);
    let mut changes = Vec::new();
    for (no, label, after) in rows(after) {
        let same = gone.iter().position(|(one, of, _)| (*one, *of) == (no, label));
        let before = same.map_or_else(String::new, |place| gone.remove(place).2);
        if before != after {
            changes.push(Change { no, label, before, after });
        }
    }
    let gone = gone.into_iter().filter(|(_, _, said)| !said.is_empty());
    changes.extend(gone.map(|(no, label, before)| Change {
        no,
        label,
        before,
        after: String::new(),
    }));
    changes
}

#[cfg(test)]
mod tests {
    use super::{Group, Row, changes};

    #[test]
    fn rows_are_compared_by_what_they_are_called() {
        let form = |rows: &[(&'static str, &str)]| {
            let rows = rows.iter().map(|(label, said)| Row::new("", label).saying(said)).collect();
            vec![Group { id: "g", title: "", note: "", rows }]
        };
        let before = form(&[("計算", "都道府県ごと"), ("北海道", "980円"), ("沖縄県", "")]);
        let after = form(&[("計算", "全国一律"), ("全国", "500円")]);
        let said: Vec<_> = changes(&before, &after)
            .into_iter()
            .map(|change| (change.label, change.before, change.after))
            .collect();
        let one = |label, before: &str, after: &str| (label, before.to_owned(), after.to_owned());
        assert_eq!(
            said,
            [
                one("計算", "都道府県ごと", "全国一律"),
                one("全国", "", "500円"),
                one("北海道", "980円", "")
            ]
        );
        assert!(changes(&before, &before).is_empty());
    }
}
