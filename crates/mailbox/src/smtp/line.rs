//! Reading lines and mails from a socket within limits.
//!
//! Only CR LF "." CR LF ends a mail: a reader that also takes a bare LF can be fed two mails as one
//! (SMTP smuggling).

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt};

/// Longest command line in bytes, its end included (RFC 5321 asks for 512; SMTPUTF8 addresses are
/// longer).
pub(crate) const COMMAND_MAX: usize = 2_048;
/// Longest line of a mail in bytes, its end included (RFC 5321, 4.5.3.1.6).
pub(crate) const TEXT_MAX: usize = 1_000;
/// Longest mail in bytes.
pub(crate) const MAIL_MAX: usize = 10 << 20;

/// A line as it came, its end included.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Whole(Vec<u8>),
    /// Read to its end and dropped.
    TooLong,
    /// The client has hung up.
    End,
}

/// Reads to the next LF; keeps at most `max` bytes.
pub(crate) async fn read_line(
    reader: &mut (impl AsyncBufRead + Unpin),
    max: usize,
) -> io::Result<Line> {
    let mut line = Vec::new();
    let mut length = 0;
    loop {
        let buffer = reader.fill_buf().await?;
        if buffer.is_empty() {
            return Ok(Line::End);
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(buffer.len(), |at| at + 1);
        length += taken;
        if length <= max {
            line.extend_from_slice(&buffer[..taken]);
        }
        reader.consume(taken);
        if end.is_some() {
            return Ok(if length <= max { Line::Whole(line) } else { Line::TooLong });
        }
    }
}

/// What came between DATA and the final dot.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// The mail, dots unstuffed.
    Whole(Vec<u8>),
    /// It is read to its end, but has a line above [`TEXT_MAX`].
    LineTooLong,
    /// It is read to its end, but above [`MAIL_MAX`].
    TooLarge,
    /// The client hung up before the final dot.
    End,
}

/// Reads a mail up to and including its final dot.
pub(crate) async fn read_body(reader: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Body> {
    let mut mail = Vec::new();
    let (mut line_too_long, mut too_large, mut after_crlf) = (false, false, true);
    loop {
        let line = match read_line(reader, TEXT_MAX).await? {
            Line::End => return Ok(Body::End),
            Line::TooLong => {
                (line_too_long, after_crlf) = (true, true);
                continue;
            }
            Line::Whole(line) => line,
        };
        if after_crlf && line == b".\r\n" {
            break;
        }
        let unstuffed = match line.as_slice() {
            [b'.', rest @ ..] if after_crlf => rest,
            whole => whole,
        };
        after_crlf = line.ends_with(b"\r\n");
        too_large |= mail.len() + unstuffed.len() > MAIL_MAX;
        if too_large || line_too_long {
            mail = Vec::new();
        } else {
            mail.extend_from_slice(unstuffed);
        }
    }
    Ok(match (too_large, line_too_long) {
        (true, _) => Body::TooLarge,
        (_, true) => Body::LineTooLong,
        _ => Body::Whole(mail),
    })
}

#[cfg(test)]
mod tests {
    use super::{Body, Line, MAIL_MAX, read_body, read_line};

    #[tokio::test]
    async fn a_line_is_kept_up_to_its_limit_and_dropped_to_its_end_beyond() {
        for (input, lines) in [
            ("abc\r\nd\n", vec![Line::Whole(b"abc\r\n".into()), Line::Whole(b"d\n".into())]),
            ("abcdefg\r\nxy\r\n", vec![Line::TooLong, Line::Whole(b"xy\r\n".into())]),
            ("abc", vec![Line::End]),
        ] {
            // A buffer of two bytes: every line comes in pieces.
            let mut reader = tokio::io::BufReader::with_capacity(2, input.as_bytes());
            for expected in lines {
                assert_eq!(read_line(&mut reader, 5).await.unwrap(), expected, "{input:?}");
            }
        }
    }

    #[tokio::test]
    async fn a_mail_ends_at_its_final_dot_and_nowhere_else() {
        let long = format!("{}\r\nmore\r\n.\r\n", "x".repeat(999));
        let huge = format!("{}.\r\n", "0123456\r\n".repeat(MAIL_MAX / 9 + 1));
        let whole = |text: &str| Body::Whole(text.into());
        for (input, body) in [
            ("a\r\nb\r\n.\r\n", whole("a\r\nb\r\n")),
            (".\r\n", whole("")),
            ("..\r\n...a\r\n.b\r\n.\r\n", whole(".\r\n..a\r\nb\r\n")),
            ("a\n.\r\nb\r\n.\r\n", whole("a\n.\r\nb\r\n")),
            ("a\r\n.\nb\r\n.\r\n", whole("a\r\n\nb\r\n")),
            ("a\n.\nb\r\n.\r\n", whole("a\n.\nb\r\n")),
            ("a\r\n", Body::End),
            (&long, Body::LineTooLong),
            (&huge, Body::TooLarge),
        ] {
            let mut reader = tokio::io::BufReader::with_capacity(3_000, input.as_bytes());
            let read = read_body(&mut reader).await.unwrap();
            assert!(read == body, "{:?}", &input[..input.len().min(40)]);
        }
    }
}
