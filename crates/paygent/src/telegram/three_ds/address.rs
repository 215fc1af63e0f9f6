use crate::telegram::shape::{Shape, optional};
use crate::{FieldError, Fields};

/// An address as card schemes want it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// City, up to 50 characters.
    pub city: Option<String>,
    /// ISO 3166-1 number: 392 is Japan.
    pub country: Option<String>,
    /// Up to 50 characters.
    pub line1: Option<String>,
    /// Up to 50 characters.
    pub line2: Option<String>,
    /// Up to 50 characters.
    pub line3: Option<String>,
    /// Up to 16 characters.
    pub post_code: Option<String>,
    /// ISO 3166-2 without the country: `13` is Tokyo.
    pub state: Option<String>,
}

impl Address {
    pub(super) fn write(&self, prefix: &str, fields: &mut Fields) {
        for (name, value) in [
            ("city", &self.city),
            ("country", &self.country),
            ("line1", &self.line1),
            ("line2", &self.line2),
            ("line3", &self.line3),
            ("post_code", &self.post_code),
            ("state", &self.state),
        ] {
            fields.push_opt(&format!("{prefix}_{name}"), value.as_deref());
        }
    }

    pub(super) fn read(prefix: &str, fields: &Fields) -> Result<Self, FieldError> {
        let field = |name: &str, shape| optional(fields, &format!("{prefix}_{name}"), shape);
        Ok(Self {
            city: field("city", Shape::Text(50))?,
            country: field("country", Shape::Digits(3, 3))?,
            line1: field("line1", Shape::Text(50))?,
            line2: field("line2", Shape::Text(50))?,
            line3: field("line3", Shape::Text(50))?,
            post_code: field("post_code", Shape::Text(16))?,
            state: field("state", Shape::Word(3))?,
        })
    }
}
