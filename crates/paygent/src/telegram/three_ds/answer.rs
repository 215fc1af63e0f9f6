use crate::telegram::shape::{Shape, required};
use crate::{FieldError, Fields};

/// What 450 answers. The HTML goes to the browser as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// `3ds_auth_id`, 36 characters; goes into 020.
    pub auth_id: String,
    /// `out_acs_html`, the whole page, byte for byte.
    pub html: String,
    /// `card_brand`.
    pub card_brand: String,
    /// `acq_id`.
    pub acquirer_id: String,
    /// `acq_name`.
    pub acquirer_name: String,
    /// `issur_class`: `0` domestic, `1` overseas.
    pub issuer_class: String,
    /// `issur_name`.
    pub issuer_name: String,
    /// `issur_id`.
    pub issuer_id: String,
    /// `fingerprint`.
    pub fingerprint: String,
    /// `masked_card_number`.
    pub masked_card_number: String,
}

impl crate::telegram::Answer for Answer {
    fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        fields.push("card_brand", &self.card_brand);
        fields.push("acq_id", &self.acquirer_id);
        fields.push("acq_name", &self.acquirer_name);
        fields.push("3ds_auth_id", &self.auth_id);
        fields.push("issur_class", &self.issuer_class);
        fields.push("issur_name", &self.issuer_name);
        fields.push("issur_id", &self.issuer_id);
        fields.push("fingerprint", &self.fingerprint);
        fields.push("masked_card_number", &self.masked_card_number);
        fields.push("out_acs_html", &self.html);
        fields
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        let text = |name| fields.get(name).unwrap_or_default().to_owned();
        let html = text("out_acs_html");
        if html.trim().is_empty() {
            return Err(FieldError::new("out_acs_html", crate::Problem::Empty));
        }
        Ok(Self {
            auth_id: required(fields, "3ds_auth_id", Shape::Visible(36))?,
            html,
            card_brand: text("card_brand"),
            acquirer_id: text("acq_id"),
            acquirer_name: text("acq_name"),
            issuer_class: text("issur_class"),
            issuer_name: text("issur_name"),
            issuer_id: text("issur_id"),
            fingerprint: text("fingerprint"),
            masked_card_number: text("masked_card_number"),
        })
    }
}
