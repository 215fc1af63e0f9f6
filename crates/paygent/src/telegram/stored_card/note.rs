use crate::telegram::shape::{Shape, optional};
use crate::{FieldError, Fields};

/// What a merchant keeps beside a card. Paygent gives it back as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// `card_brand`, up to 24 characters; where it is not given Paygent finds the brand itself.
    pub brand: Option<String>,
    /// `cardholder_name`, up to 64 characters.
    pub holder: Option<String>,
    /// `add_info1` to `add_info4`, up to 64 characters each.
    pub more: [Option<String>; 4],
}

const MORE: [&str; 4] = ["add_info1", "add_info2", "add_info3", "add_info4"];

impl Note {
    pub(super) fn write(&self, fields: &mut Fields) {
        fields.push_opt("card_brand", self.brand.as_deref());
        fields.push_opt("cardholder_name", self.holder.as_deref());
        for (name, value) in MORE.into_iter().zip(&self.more) {
            fields.push_opt(name, value.as_deref());
        }
    }

    pub(super) fn read(fields: &Fields) -> Result<Self, FieldError> {
        let mut note = Self {
            brand: optional(fields, "card_brand", Shape::Text(24))?,
            holder: optional(fields, "cardholder_name", Shape::Text(64))?,
            more: Default::default(),
        };
        for (name, value) in MORE.into_iter().zip(&mut note.more) {
            *value = optional(fields, name, Shape::Text(64))?;
        }
        Ok(note)
    }
}
