use std::fmt;

/// What became of a telegram (DESIGN's four answers; a payment depends on keeping them apart).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<A> {
    /// `result=0`: done.
    Accepted(A),
    /// `result=1` with a code that says for certain that nothing happened.
    Refused(Refusal),
    /// Not one byte of the request left us. The sentence says why.
    NotSent(String),
    /// It may have happened or not: only telegram 094 can tell.
    Unknown(Unknown),
}

/// `result=1`: the gateway says no.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// `response_code`, such as `2003`; see [`crate::error_code`].
    pub code: String,
    /// `response_detail`, the gateway's own (Japanese) words.
    pub detail: String,
    /// `payment_id`, which code 2003 carries.
    pub payment_id: Option<String>,
    /// `trading_id` as echoed.
    pub trading_id: Option<String>,
}

impl Refusal {
    /// A refusal that names no payment.
    pub fn new(code: &str, detail: &str) -> Self {
        Self { code: code.into(), detail: detail.into(), ..Self::default() }
    }
}

/// No final answer: why, and what was read, byte for byte, for the person who will look into it.
#[derive(Clone, PartialEq, Eq)]
pub struct Unknown {
    /// One sentence for the log.
    pub why: String,
    /// The answer's bytes as far as they came; empty if none did.
    pub raw: Vec<u8>,
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unknown {{ why: {:?}, raw: {} bytes }}", self.why, self.raw.len())
    }
}
