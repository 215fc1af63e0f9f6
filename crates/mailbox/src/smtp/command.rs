//! The commands of RFC 5321 that a sink needs, parsed.

/// One line of a client.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// EHLO or HELO.
    Hello {
        extended: bool,
    },
    /// MAIL FROM; an empty address is a bounce's.
    Mail {
        from: String,
        size: Option<u64>,
        utf8: bool,
    },
    /// RCPT TO.
    Rcpt {
        to: String,
    },
    Data,
    Rset,
    Noop,
    Quit,
    Help,
    Vrfy,
    /// A command of SMTP that is not offered (STARTTLS, AUTH, EXPN, BDAT …).
    NotOffered,
    /// Known, but its words make no sense; the reply to give.
    Wrong(&'static str),
    Unknown,
}

/// Reads one line (without its end).
pub(crate) fn parse(line: &[u8]) -> Command {
    let Ok(line) = str::from_utf8(line) else { return Command::Unknown };
    let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
    let rest = rest.trim();
    match (verb.to_ascii_uppercase().as_str(), rest.is_empty()) {
        ("EHLO", false) => Command::Hello { extended: true },
        ("HELO", false) => Command::Hello { extended: false },
        ("EHLO" | "HELO", true) => Command::Wrong("501 5.5.4 tell your name"),
        ("MAIL", _) => mail(rest).unwrap_or_else(Command::Wrong),
        ("RCPT", _) => rcpt(rest).unwrap_or_else(Command::Wrong),
        ("DATA", true) => Command::Data,
        ("RSET", true) => Command::Rset,
        ("QUIT", true) => Command::Quit,
        ("DATA" | "RSET" | "QUIT", false) => Command::Wrong("501 5.5.4 no words after this"),
        ("NOOP", _) => Command::Noop,
        ("HELP", _) => Command::Help,
        ("VRFY", _) => Command::Vrfy,
        ("STARTTLS" | "AUTH" | "EXPN" | "BDAT" | "ETRN" | "TURN", _) => Command::NotOffered,
        _ => Command::Unknown,
    }
}

const SYNTAX: &str = "501 5.5.4 say MAIL FROM:<address> or RCPT TO:<address>";
const PARAMETER: &str = "555 5.5.4 this parameter is not known";

fn mail(rest: &str) -> Result<Command, &'static str> {
    let (from, parameters) = path(rest, "FROM:")?;
    let (mut size, mut utf8) = (None, false);
    for parameter in parameters.split_ascii_whitespace() {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        match (name.to_ascii_uppercase().as_str(), value.to_ascii_uppercase().as_str()) {
            ("SIZE", digits) => size = Some(digits.parse().map_err(|_| PARAMETER)?),
            ("BODY", "7BIT" | "8BITMIME") => {}
            ("SMTPUTF8", "") => utf8 = true,
            _ => return Err(PARAMETER),
        }
    }
    if !from.is_ascii() && !utf8 {
        return Err("553 5.6.7 this address needs SMTPUTF8");
    }
    Ok(Command::Mail { from: from.to_owned(), size, utf8 })
}

fn rcpt(rest: &str) -> Result<Command, &'static str> {
    let (to, parameters) = path(rest, "TO:")?;
    match (to, parameters) {
        ("", _) => Err("501 5.1.3 a recipient is missing"),
        (to, "") => Ok(Command::Rcpt { to: to.to_owned() }),
        _ => Err(PARAMETER),
    }
}

/// The address between `<` and `>` after `keyword`, and what follows it.
fn path<'a>(rest: &'a str, keyword: &str) -> Result<(&'a str, &'a str), &'static str> {
    let (head, tail) = rest.split_at_checked(keyword.len()).ok_or(SYNTAX)?;
    if !head.eq_ignore_ascii_case(keyword) {
        return Err(SYNTAX);
    }
    let inner = tail.trim_start().strip_prefix('<').ok_or(SYNTAX)?;
    let end = closing_bracket(inner).ok_or(SYNTAX)?;
    let address = &inner[..end];
    let well_formed = address.is_empty() || address.rfind('@').is_some_and(|at| at > 0);
    if !well_formed || address.chars().any(char::is_control) {
        return Err("553 5.1.3 this is not an address");
    }
    Ok((address, inner[end + 1..].trim()))
}

/// Where the first `>` outside quotes is.
fn closing_bracket(text: &str) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '>' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Command, parse};

    #[test]
    fn commands_are_read_as_rfc_5321_writes_them() {
        let mail = |from: &str, size, utf8| Command::Mail { from: from.into(), size, utf8 };
        let rcpt = |to: &str| Command::Rcpt { to: to.into() };
        for (line, command) in [
            ("EHLO client.example", Command::Hello { extended: true }),
            ("helo client", Command::Hello { extended: false }),
            ("MAIL FROM:<a@b.jp>", mail("a@b.jp", None, false)),
            ("mail from: <a@b.jp> size=12 BODY=8BITMIME", mail("a@b.jp", Some(12), false)),
            ("MAIL FROM:<>", mail("", None, false)),
            ("MAIL FROM:<葵@例え.jp> SMTPUTF8", mail("葵@例え.jp", None, true)),
            ("RCPT TO:<\"a > b\\\"\"@c.jp>", rcpt("\"a > b\\\"\"@c.jp")),
            ("DATA", Command::Data),
            ("rset", Command::Rset),
            ("NOOP anything", Command::Noop),
            ("QUIT", Command::Quit),
            ("STARTTLS", Command::NotOffered),
            ("GET / HTTP/1.1", Command::Unknown),
            ("", Command::Unknown),
        ] {
            assert_eq!(parse(line.as_bytes()), command, "{line}");
        }
    }

    #[test]
    fn nonsense_is_told_by_its_reply() {
        for (line, code) in [
            ("EHLO", "501"),
            ("MAIL FROM:a@b.jp", "501"),
            ("MAIL TO:<a@b.jp>", "501"),
            ("MAIL FROM:<a@b.jp", "501"),
            ("MAIL FROM:<a@b.jp> SIZE=x", "555"),
            ("MAIL FROM:<a@b.jp> AUTH=<>", "555"),
            ("MAIL FROM:<葵@b.jp>", "553"),
            ("RCPT TO:<>", "501"),
            ("RCPT TO:<nobody>", "553"),
            ("RCPT TO:<@b.jp>", "553"),
            ("RCPT TO:<a\t@b.jp>", "553"),
            ("RCPT TO:<a@b.jp> NOTIFY=NEVER", "555"),
            ("DATA now", "501"),
        ] {
            match parse(line.as_bytes()) {
                Command::Wrong(reply) => assert!(reply.starts_with(code), "{line}: {reply}"),
                other => panic!("{line}: {other:?}"),
            }
        }
        assert_eq!(parse(b"\xff\xfe"), Command::Unknown);
    }
}
