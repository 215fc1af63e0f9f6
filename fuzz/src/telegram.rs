use std::fmt::Debug;

use paygent::client::encode_request;
use paygent::codec::{CodecError, FIELDS_MAX, TELEGRAM_BYTES_MAX, encode_form};
use paygent::kana::{HALF_WIDTH_FIELDS, half_width};
use paygent::telegram::inquire;
use paygent::{Charset, FieldError, Fields, Incoming, Outcome, Problem, Refusal, Telegram, reply};

use super::posted::Posted;
use super::text;

/// The most characters of `response_detail`, less those of the sentence that stands before.
const DETAIL_MAX: usize = 256 - 12;

/// A telegram as the sandbox takes it in. What is read is written again and read the same; what
/// cannot be read is refused in words that the other side can read.
pub fn telegram(input: &[u8]) {
    let posted = Posted::repeated(input);
    let (query, body) = (posted.query, posted.body.as_slice());
    let charset = Incoming::charset_of_unreadable(query, body);
    match Incoming::parse(query, body) {
        Ok(incoming) => {
            assert_eq!(incoming.charset(), charset);
            assert_sound(&incoming, posted.len());
            assert_written_again(&incoming);
            for_each_telegram!(understand(&incoming));
        }
        Err(error) => assert_refused(&error, charset),
    }
}

fn assert_sound(incoming: &Incoming, bytes: usize) {
    let (fields, header) = (incoming.fields(), incoming.header());
    assert!(bytes <= TELEGRAM_BYTES_MAX && fields.len() <= FIELDS_MAX);
    text::assert_sound(fields.iter().flat_map(|(name, value)| [name, value]), bytes);
    assert_eq!(header.kind, fields.get("telegram_kind").unwrap_or_default());
    assert_eq!(header.version, fields.get("telegram_version").unwrap_or_default());
    let merchant = fields.get("merchant_id").unwrap_or_default();
    assert_eq!(header.credentials.merchant_id, merchant);
    assert_eq!(incoming.charset(), Charset::of_kind(&header.kind));
}

/// The form comes back as it was, kana fields half-width.
fn assert_written_again(incoming: &Incoming) {
    let half = |name, value: &str| {
        if HALF_WIDTH_FIELDS.contains(&name) { half_width(value) } else { value.to_owned() }
    };
    let wanted: Fields =
        incoming.fields().iter().map(|(name, value)| (name, half(name, value))).collect();
    match encode_form(incoming.fields(), incoming.charset()) {
        Ok(body) => {
            let again = Incoming::parse(None, &body).expect("our own form");
            assert_eq!(again.fields(), &wanted);
            assert_eq!(again.header(), incoming.header());
        }
        Err(error) => assert_too_large(&error, incoming.fields()),
    }
}

/// Nothing but its size may keep from being written what was read.
fn assert_too_large(error: &FieldError, fields: &Fields) {
    assert_eq!(error.problem, Problem::Length, "{error}");
    // Three bytes for each that is escaped, `=` and `&`.
    assert!(3 * text::size(fields) + 2 * fields.len() > TELEGRAM_BYTES_MAX);
}

/// Reads the telegram of one kind, and writes it as our client does if it is of that kind.
fn understand<T: Telegram + Debug + PartialEq>(incoming: &Incoming) {
    let request = match incoming.telegram::<T>() {
        Ok(request) => request,
        Err(error) => return assert!(error.code().len() <= 5 && error.field.len() <= 30),
    };
    let fields = request.fields();
    assert_eq!(T::read(&fields).as_ref(), Ok(&request));
    let header = incoming.header();
    if header.kind != T::KIND {
        return;
    }
    match encode_request::<T>(&header.credentials, &fields) {
        Ok(body) => {
            let again = Incoming::parse(None, &body).expect("our own request");
            assert_eq!(again.telegram::<T>().as_ref(), Ok(&request));
            assert_eq!(again.header().credentials, header.credentials);
        }
        Err(error) => assert_too_large(&error, incoming.fields()),
    }
}

/// What the sandbox answers is read by our client as it was meant.
fn assert_refused(error: &CodecError, charset: Charset) {
    let detail = error.to_string();
    assert!(detail.chars().count() <= DETAIL_MAX, "{detail}");
    let refusal = Refusal::new("P008", &detail);
    let body = reply::refused_in(charset, &refusal).expect("words of the charset");
    let read = reply::read::<inquire::Request>(&Fields::new(), charset, body);
    assert_eq!(read, Outcome::Refused(refusal));
}
