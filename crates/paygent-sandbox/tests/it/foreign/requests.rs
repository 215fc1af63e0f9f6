//! Requests: every way in which public clients pack the same telegram.

use super::{CARD, Gateway, WHO, pays, php};

/// Packs a form.
type Pack = fn(form: &str) -> Vec<u8>;

fn post(version: &str, target: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let lines = format!("Content-Length: {length}\r\n{headers}");
    format!("POST {target} HTTP/{version}\r\n{lines}\r\n{body}").into_bytes()
}

/// HTTP/1.0 with these headers and nothing else.
fn old(headers: &str, form: &str) -> Vec<u8> {
    post("1.0", CARD, headers, form)
}

/// HTTP/1.1, a single request of the connection.
fn new(target: &str, headers: &str, body: &str) -> Vec<u8> {
    let headers = format!("Host: gateway\r\nConnection: close\r\n{headers}");
    post("1.1", target, &headers, body)
}

/// So much of the form goes into the query, the rest into the body.
fn halves(form: &str) -> Vec<u8> {
    let at = form[form.len() / 2..].find('&').expect("a field") + form.len() / 2;
    new(&format!("{CARD}?{}", &form[..at]), "", &form[at + 1..])
}

fn chunked(form: &str) -> Vec<u8> {
    let head = format!(
        "POST {CARD} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\
         Transfer-Encoding: chunked\r\n\r\n"
    );
    let (one, two) = form.split_at(form.len() / 3);
    let chunk = |text: &str| format!("{:x}\r\n{text}\r\n", text.len());
    format!("{head}{}{}0\r\n\r\n", chunk(one), chunk(two)).into_bytes()
}

/// Every character as `%xx`, in lower case.
fn lower(text: &str) -> String {
    let escaped: Vec<_> = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
    escaped.concat()
}

const PACKS: &[(&str, Pack)] = &[
    ("curl of PHP", |form| php(CARD, form.as_bytes())),
    ("no headers at all", |form| old("", form)),
    ("an empty Content-Type", |form| old("Content-Type: \r\n", form)),
    ("a Content-Type that is none", |form| {
        old("Content-Type: Content-Type=application/x-www-form-urlencoded\r\n", form)
    }),
    ("charset alone", |form| old("Content-Type: charset=Windows-31J\r\n", form)),
    ("plain text", |form| old("Content-Type: text/plain\r\n", form)),
    ("another charset", |form| {
        old("Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n", form)
    }),
    ("a head with LF only", |form| {
        let length = form.len();
        format!("POST {CARD} HTTP/1.0\nContent-Length: {length}\n\n{form}").into_bytes()
    }),
    ("CRLF after the body", |form| old("", &format!("{form}\r\n"))),
    ("LF after the body", |form| old("", &format!("{form}\n"))),
    ("HTTP/1.1", |form| new(CARD, "", form)),
    ("HTTP/1.1 in chunks", chunked),
    ("all in the query, as Ruby does", |form| new(&format!("{CARD}?{form}"), "", "")),
    ("all in the query, no length", |form| {
        format!("POST {CARD}?{form} HTTP/1.0\r\n\r\n").into_bytes()
    }),
    ("query and body", halves),
    ("the same in both", |form| new(&format!("{CARD}?{form}"), "", form)),
    ("fields that nobody knows", |form| {
        let more = "&partner=lockon&eccube_version=4.2&eccube_module_install_date=2026%2F01%2F01\
                    &limit_count=10&3dsecure=&=&&x";
        old("", &format!("{form}{more}"))
    }),
    ("the other way round", |form| {
        let mut fields: Vec<_> = form.split('&').collect();
        fields.reverse();
        old("", &fields.join("&"))
    }),
    ("every character escaped", |form| {
        let pair = |pair: &str| pair.split('=').map(lower).collect::<Vec<_>>().join("=");
        old("", &form.split('&').map(pair).collect::<Vec<_>>().join("&"))
    }),
    ("the last of two counts", |form| old("", &format!("payment_amount=9&{form}"))),
];

#[tokio::test]
async fn a_telegram_is_understood_however_it_is_packed() {
    let gateway = Gateway::open().await;
    for (number, (name, pack)) in PACKS.iter().enumerate() {
        let id = format!("T{number}");
        let answer = gateway.say(pack(&pays(&id))).await;
        assert_eq!(answer.status(), "200", "{name}: {}", answer.shown());
        assert_eq!(answer.line("result"), "0", "{name}: {}", answer.shown());
        assert_eq!(gateway.payments(&id).await, [(20, 1200)], "{name}");
    }
}

#[tokio::test]
async fn a_client_that_asks_before_it_sends_is_told_to_go_on() {
    let gateway = Gateway::open().await;
    let answer = gateway.say(new(CARD, "Expect: 100-continue\r\n", &pays("A"))).await;
    assert_eq!(answer.head, "HTTP/1.1 100 Continue");
    assert!(answer.body.starts_with(b"HTTP/1.1 200 OK\r\n"), "{}", answer.shown());
    assert_eq!(gateway.payments("A").await, [(20, 1200)]);
}

/// How a value is escaped, and its bytes in the answer of 027.
const VALUES: &[(&str, &[u8])] = &[
    ("TARO+YAMADA", b"TARO YAMADA"),
    ("TARO%20YAMADA", b"TARO YAMADA"),
    ("a%2bb%3dc%26d", b"a+b=c&d"),
    // Windows-31J, with a backslash and a bar for second bytes, and what only Microsoft has.
    ("%8ER%93c", b"\x8eR\x93c"),
    ("%8e%52%93%63", b"\x8eR\x93c"),
    ("%95%5C%83%5c%83%7c", b"\x95\\\x83\\\x83|"),
    ("%FB%FC%FA%B1%87%40", b"\xfb\xfc\xfa\xb1\x87\x40"),
    ("%D4%CF%C0%DE", b"\xd4\xcf\xc0\xde"),
    ("%22%2C%22", b"\"\",\"\""),
];

#[tokio::test]
async fn values_come_back_in_the_bytes_in_which_they_came() {
    let gateway = Gateway::open().await;
    for (number, (escaped, bytes)) in VALUES.iter().enumerate() {
        let who = format!("{WHO}&customer_id=c{number}");
        let stored = gateway
            .php(
                CARD,
                &format!(
                    "{who}&telegram_kind=025&card_number=4900000000010002&card_valid_term=1240\
                 &add_info1={escaped}"
                ),
            )
            .await;
        assert_eq!(stored.line("num_of_cards"), "1", "{escaped}: {}", stored.shown());
        let listed = gateway.php(CARD, &format!("{who}&telegram_kind=027")).await;
        let quoted = [b"\"\",\"".as_slice(), bytes, b"\",\"\""].concat();
        let there = listed.body.windows(quoted.len()).any(|window| window == quoted);
        assert!(there, "{escaped}: {}", listed.shown());
    }
}

#[tokio::test]
async fn what_is_not_in_the_charset_is_refused_in_the_charset() {
    let gateway = Gateway::open().await;
    for (kind, value, charset) in [
        ("025", "%FF%FF", "Windows-31J"),
        ("025", "%zz", "Windows-31J"),
        // Windows-31J where UTF-8 is asked for.
        ("450", "%8ER%93c", "UTF-8"),
    ] {
        let form = format!("{WHO}&telegram_kind={kind}&cardholder_name={value}");
        let answer = gateway.php(CARD, &form).await;
        assert_eq!(answer.line("response_code"), "P008", "{kind} {value}: {}", answer.shown());
        let kind = format!("text/plain; charset={charset}");
        assert_eq!(answer.header("content-type"), kind, "{value}");
    }
}
