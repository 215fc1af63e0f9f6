use paygent::codec::TELEGRAM_BYTES_MAX;

/// More bytes than a name may have, or than a thousand short fields have.
const LARGE: usize = 9_000;

/// Something posted, made of an input: the query up to the first line end, then the body. Without a
/// line end all is body.
pub struct Posted<'a> {
    pub query: Option<&'a str>,
    pub body: Vec<u8>,
}

impl<'a> Posted<'a> {
    /// Reads any input.
    pub fn of(input: &'a [u8]) -> Self {
        let line = input.iter().position(|&byte| byte == b'\n');
        let query = line.and_then(|end| std::str::from_utf8(&input[..end]).ok());
        let body = query.map_or(input, |query| &input[query.len() + 1..]);
        Self { query, body: body.to_vec() }
    }

    /// The same after a first letter that repeats the body, `a` twice, `b` four times: what has too
    /// many fields or too long a name comes from small inputs. `z` repeats it to above what a
    /// telegram may have; anything else repeats nothing.
    pub fn repeated(input: &'a [u8]) -> Self {
        let (&how, rest) = input.split_first().unwrap_or((&b'0', &[]));
        let Self { query, body } = Self::of(rest);
        let (times, most) = match how {
            b'z' => (usize::MAX, TELEGRAM_BYTES_MAX),
            b'a'..=b'y' => (2 << (how - b'a'), LARGE),
            _ => (1, LARGE),
        };
        let times = times.min(most / body.len().max(1) + 1);
        Self { query, body: body.repeat(times) }
    }

    /// Bytes of both.
    pub fn len(&self) -> usize {
        self.query.unwrap_or_default().len() + self.body.len()
    }
}
