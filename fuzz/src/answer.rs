use std::fmt::Debug;

use paygent::{Answer, Charset, Fields, Incoming, Outcome, Refusal, Telegram, Unknown, reply};

use super::text;

/// An answer as the client reads it, as one to every kind of telegram. The input: a digit, of which
/// an odd one says that the answer is in UTF-8; then a line, the form of the request; then the
/// answer.
pub fn answer(input: &[u8]) {
    let case = Case::of(input);
    let mut said = Said::default();
    for_each_telegram!(read(&case, &mut said));
    said.assert_one();
}

struct Case<'a> {
    charset: Charset,
    request: Fields,
    body: &'a [u8],
}

impl<'a> Case<'a> {
    fn of(input: &'a [u8]) -> Self {
        let (&how, rest) = input.split_first().unwrap_or((&b'0', &[]));
        let charset = if how & 1 == 1 { Charset::Utf8 } else { Charset::Windows31j };
        let end = rest.iter().position(|&byte| byte == b'\n').unwrap_or(0);
        let request = Incoming::parse(None, &rest[..end]);
        let request = request.map(|request| request.fields().clone()).unwrap_or_default();
        Self { charset, request, body: rest.get(end + 1..).unwrap_or_default() }
    }

    fn says(&self, text: &str) -> bool {
        self.body.windows(text.len()).any(|part| part == text.as_bytes())
    }
}

/// What the answer said, read as lines: kinds do not differ in that.
#[derive(Default)]
pub struct Said {
    /// By one kind at least.
    pub accepted: bool,
    /// The same.
    pub refused: bool,
}

impl Said {
    /// Panics if it said both.
    pub fn assert_one(&self) {
        assert!(!(self.accepted && self.refused), "both accepted and refused");
    }
}

fn read<T: Telegram<Answer: Debug>>(case: &Case<'_>, said: &mut Said) {
    match reply::read::<T>(&case.request, case.charset, case.body.to_vec()) {
        Outcome::Accepted(answer) => {
            said.accepted |= !T::TABLE;
            assert!(case.says("result=0") || T::TABLE, "accepted without a word");
            assert_accepted::<T>(&answer, case);
        }
        Outcome::Refused(refusal) => {
            said.refused |= !T::TABLE;
            assert!(case.says("result=1") || T::TABLE, "refused without a word");
            assert_refused::<T>(&refusal, case);
        }
        Outcome::Unknown(unknown) => assert_unknown(&unknown, case),
        Outcome::NotSent(why) => panic!("an answer, but not sent: {why}"),
    }
}

/// An answer is to our request, and what it says can be said again.
fn assert_accepted<T: Telegram<Answer: Debug>>(answer: &T::Answer, case: &Case<'_>) {
    let (fields, rows) = (answer.fields(), answer.rows());
    for name in T::ECHOED {
        if let (Some(ours), Some(theirs)) = (case.request.filled(name), fields.filled(name)) {
            assert_eq!(ours, theirs, "the answer to another request");
        }
    }
    // Of 091 `success_detail` is ours.
    let values = rows.iter().flat_map(Fields::iter).chain(fields.iter());
    let theirs = values.filter(|(name, _)| *name != "success_detail");
    text::assert_sound(theirs.map(|(_, value)| value), case.body.len());

    let written = match reply::accepted::<T>(answer) {
        Ok(written) => written,
        Err(error) => return assert!(case.charset != T::CHARSET, "{error}"),
    };
    match reply::read::<T>(&case.request, T::CHARSET, written) {
        Outcome::Accepted(again) => {
            assert_eq!(again.fields(), as_written(&fields), "of {answer:?}");
            let rows: Vec<_> = rows.iter().map(as_written).collect();
            assert_eq!(again.rows(), rows, "of {answer:?}");
        }
        other => panic!("{answer:?} came back as {other:?}"),
    }
}

/// What lines do to values: line ends become blanks, and HTML ends with one.
fn as_written(fields: &Fields) -> Fields {
    let written = |(name, value): (&str, &str)| {
        let html = name.ends_with("_html") && value.trim_start().starts_with('<');
        let value = match html {
            true if value.ends_with("\r\n") => value.to_owned(),
            true => format!("{value}\r\n"),
            false => value.replace(['\r', '\n'], " "),
        };
        (name.to_owned(), value)
    };
    fields.iter().map(written).collect()
}

/// A refusal is for certain, by a code that can be one, and can be said again.
fn assert_refused<T: Telegram<Answer: Debug>>(refusal: &Refusal, case: &Case<'_>) {
    let Refusal { code, detail, payment_id, trading_id } = refusal;
    assert!((1..=5).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric()));
    assert!(paygent::error_code::is_final(code), "{code}");
    let texts = [Some(code), Some(detail), payment_id.as_ref(), trading_id.as_ref()];
    text::assert_sound(texts.into_iter().flatten().map(String::as_str), case.body.len());

    let written = match reply::refused::<T>(refusal) {
        Ok(written) => written,
        Err(error) => return assert!(case.charset != T::CHARSET, "{error}"),
    };
    match reply::read::<T>(&case.request, T::CHARSET, written) {
        Outcome::Refused(again) => {
            assert_eq!((&again.code, again.detail), (code, detail.replace(['\r', '\n'], " ")));
        }
        other => panic!("{refusal:?} came back as {other:?}"),
    }
}

/// The bytes are kept as they came; the sentence quotes them at most.
fn assert_unknown(unknown: &Unknown, case: &Case<'_>) {
    assert_eq!(unknown.raw, case.body);
    let request = text::size(&case.request);
    // `{:?}` writes six bytes for one at worst.
    assert!(unknown.why.len() <= 6 * case.body.len() + request + 256, "{}", unknown.why.len());
    assert!(!unknown.why.contains('\0'));
}
