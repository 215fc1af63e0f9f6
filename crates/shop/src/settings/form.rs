//! What the settings forms of all payment methods share: ⑬ to ⑮, and how values are typed and
//! checked.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{Logo, MethodTerms};
use crate::checkout::{CARD_MAX, FieldError, normalise};
use crate::id::PictureId;
use crate::money::Yen;

/// Longest name of a method.
const NAME_MAX: usize = 40;
/// Longest note.
const NOTE_MAX: usize = 500;

/// What a ticked box sends.
pub const TICKED: &str = "on";

/// A box's value.
pub fn ticked(is_ticked: bool) -> String {
    if is_ticked { TICKED.to_owned() } else { String::new() }
}

/// Values with their words in a form.
pub(crate) type Words<T> = &'static [(&'static str, T)];

/// The word of a value.
pub(super) fn word<T: PartialEq>(words: Words<T>, value: &T) -> String {
    let found = words.iter().find(|(_, one)| one == value);
    found.map_or_else(String::new, |(word, _)| (*word).to_owned())
}

/// An amount as it is typed.
pub(super) fn amount(yen: Option<Yen>) -> String {
    yen.map(|yen| yen.0.to_string()).unwrap_or_default()
}

/// ⑬ to ⑯, of any method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TermsForm {
    /// ⑬ 支払方法の名称設定.
    pub name: String,
    /// ⑭ whether the lower bound counts.
    pub below: String,
    /// ⑭ 商品金額が … 円未満の場合は表示しない.
    pub hide_below: String,
    /// ⑭ whether the upper bound counts.
    pub from: String,
    /// ⑭ 商品金額が … 円以上の場合は表示しない.
    pub hide_from: String,
    /// ⑮ 注意書き.
    pub note: String,
    /// ⑮ 支払方法画面.
    pub note_in_choice: String,
    /// ⑮ サンクスメール.
    pub note_in_mail: String,
    /// ⑯ the picture that was uploaded.
    pub logo: String,
    /// ⑯ ALT属性.
    pub logo_alt: String,
    /// ⑯ 画像削除: picture and ALT go.
    pub logo_remove: String,
}

impl TermsForm {
    /// What is in force.
    pub fn of(terms: &MethodTerms) -> TermsForm {
        TermsForm {
            name: terms.name.clone(),
            below: ticked(terms.hide_below.is_some()),
            hide_below: amount(terms.hide_below),
            from: ticked(terms.hide_from.is_some()),
            hide_from: amount(terms.hide_from),
            note: terms.note.clone(),
            note_in_choice: ticked(terms.note_in_choice),
            note_in_mail: ticked(terms.note_in_mail),
            logo: terms.logo.as_ref().map_or_else(String::new, |logo| logo.picture.0.clone()),
            logo_alt: terms.logo.as_ref().map_or_else(String::new, |logo| logo.alt.clone()),
            logo_remove: String::new(),
        }
    }
}

/// Whole yen as people type them: `1,480円` in any width. A sign or a fraction is none.
pub(crate) fn read_yen(typed: &str) -> Option<Yen> {
    let text: String = typed.nfkc().filter(|c| !c.is_whitespace() && *c != ',').collect();
    let digits = text.strip_suffix('円').unwrap_or(&text);
    let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { digits.parse().ok().map(Yen) } else { None }
}

/// The uploaded picture that a form names, unless it is to go.
pub(super) fn picture(named: &str, remove: &str) -> Option<PictureId> {
    let is_id = named.len() == 64 && named.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_id && remove != TICKED).then(|| PictureId(named.to_owned()))
}

/// Collects what is wrong with a form. Its readers always give a value, which counts only if
/// nothing was wrong ([`Checks::end`]).
#[derive(Default)]
pub(crate) struct Checks(Vec<FieldError>);

impl Checks {
    /// The value if nothing was wrong, else everything that was, in the order of the page.
    pub fn end<T>(self, value: T) -> Result<T, Vec<FieldError>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }

    pub fn refuse(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push(FieldError { field, message: message.into(), more: String::new() });
    }

    /// `604-8136`, however it was typed; may be empty.
    pub fn postal(&mut self, field: &'static str, typed: &str) -> String {
        let digits: String =
            normalise::address(typed).chars().filter(char::is_ascii_digit).collect();
        match (digits.len(), typed.trim().is_empty()) {
            (7, _) => format!("{}-{}", &digits[..3], &digits[3..]),
            (_, true) => String::new(),
            _ => {
                self.refuse(field, "郵便番号は7桁の数字で入力してください。");
                String::new()
            }
        }
    }

    /// One of the words of a choice.
    pub fn choice<T: Copy>(
        &mut self,
        field: &'static str,
        label: &str,
        words: Words<T>,
        typed: &str,
    ) -> T {
        let found = words.iter().find(|(word, _)| *word == typed);
        if found.is_none() {
            self.refuse(field, format!("{label}を選んでください。"));
        }
        found.unwrap_or(&words[0]).1
    }

    /// One line that must be there.
    pub fn line(
        &mut self,
        field: &'static str,
        label: &str,
        typed: &str,
        longest: usize,
    ) -> String {
        let line = normalise::line(typed);
        if line.is_empty() {
            self.refuse(field, format!("{label}を入力してください。"));
        }
        self.not_longer(field, label, line, longest)
    }

    /// Printable ASCII without spaces, as ids and keys are.
    pub fn key(&mut self, field: &'static str, label: &str, typed: &str, longest: usize) -> String {
        let key = self.line(field, label, typed, longest);
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            self.refuse(field, format!("{label}は半角の英数字と記号で入力してください。"));
        }
        key
    }

    /// Text of several lines, which may be empty.
    pub fn text(
        &mut self,
        field: &'static str,
        label: &str,
        typed: &str,
        longest: usize,
    ) -> String {
        self.not_longer(field, label, normalise::paragraphs(typed), longest)
    }

    /// Whole yen, from 1 to the most that a card pays.
    pub fn yen(&mut self, field: &'static str, label: &str, typed: &str) -> Yen {
        read_yen(typed).filter(|yen| (Yen(1)..=CARD_MAX).contains(yen)).unwrap_or_else(|| {
            self.refuse(field, format!("{label}を1〜9,999,999の数字で入力してください。"));
            Yen::ZERO
        })
    }

    /// The same where the field may be left empty.
    pub fn maybe_yen(&mut self, field: &'static str, label: &str, typed: &str) -> Option<Yen> {
        (!typed.trim().is_empty()).then(|| self.yen(field, label, typed))
    }

    /// A number of times, from 1 to `most`.
    pub fn count(&mut self, field: &'static str, label: &str, typed: &str, most: i64) -> i64 {
        let digits = normalise::digits(typed);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let count = if is_number { digits.parse().ok() } else { None };
        count.filter(|count| (1..=most).contains(count)).unwrap_or_else(|| {
            self.refuse(field, format!("{label}を1〜{most}の数字で入力してください。"));
            1
        })
    }

    /// ⑬ to ⑯.
    pub fn terms(&mut self, form: &TermsForm) -> MethodTerms {
        let terms = MethodTerms {
            name: self.line("name", "⑬ 支払方法の名称", &form.name, NAME_MAX),
            hide_below: (form.below == TICKED)
                .then(|| self.yen("hide_below", "⑭ 下限の金額", &form.hide_below)),
            hide_from: (form.from == TICKED)
                .then(|| self.yen("hide_from", "⑭ 上限の金額", &form.hide_from)),
            note: self.text("note", "⑮ 注意書き", &form.note, NOTE_MAX),
            note_in_choice: form.note_in_choice == TICKED,
            note_in_mail: form.note_in_mail == TICKED,
            logo: self.logo(form),
        };
        if let (Some(below), Some(from)) = (terms.hide_below, terms.hide_from)
            && below >= from
            && from != Yen::ZERO
        {
            self.refuse("hide_from", NEVER_SHOWN);
        }
        terms
    }

    /// ⑯: an ALT without a picture says nothing.
    fn logo(&mut self, form: &TermsForm) -> Option<Logo> {
        let alt = normalise::line(&form.logo_alt);
        let alt = self.not_longer("logo_alt", "⑯ ALT属性", alt, NAME_MAX);
        picture(&form.logo, &form.logo_remove).map(|picture| Logo { picture, alt })
    }

    fn not_longer(
        &mut self,
        field: &'static str,
        label: &str,
        text: String,
        longest: usize,
    ) -> String {
        if text.chars().count() > longest {
            self.refuse(field, format!("{label}は{longest}文字までです。"));
        }
        text
    }
}

const NEVER_SHOWN: &str = "⑭ 上限の金額は、下限の金額より大きくしてください。\
                           いまのままでは、いつも表示されません。";
