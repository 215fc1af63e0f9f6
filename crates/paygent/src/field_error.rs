/// What is wrong with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The field is not there.
    Absent,
    /// The field is there without a value.
    Empty,
    /// A character that does not belong there, or that the charset does not have.
    Type,
    /// Too long or too short.
    Length,
    /// Well formed, but not one of the values allowed.
    Value,
    /// An amount of zero or less.
    NotPositive,
    /// It does not go with the other fields; the gateway's own code says how (2024, 31002, …).
    Conflict(&'static str),
}

/// A field that cannot be sent, or that was received and cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem:?}{}{note}", if note.is_empty() { "" } else { " " })]
pub struct FieldError {
    /// The wire name of the field.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
    /// More to say to a person, such as the character that cannot be encoded. Never the value.
    pub note: String,
}

impl FieldError {
    pub(crate) fn new(field: impl Into<String>, problem: Problem) -> Self {
        Self { field: field.into(), problem, note: String::new() }
    }

    pub(crate) fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// The code Paygent answers for it (error table of the protocol: P005, P006, P008 …).
    pub fn code(&self) -> &'static str {
        match self.problem {
            Problem::Absent => "P005",
            Problem::Empty => "P006",
            Problem::Type => "P008",
            Problem::Length => "P009",
            Problem::Value => "P010",
            Problem::NotPositive => "P014",
            Problem::Conflict(code) => code,
        }
    }
}
