use super::Answer;
use super::shape::{Shape, optional, required};
use crate::{FieldError, Fields};

macro_rules! card_answer {
    ($($(#[doc = $doc:literal])* $field:ident = $name:literal;)*) => {
        /// What 020 answers. 021, 022 and 023 answer the same keys, all but the ids empty.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct CardAnswer {
            /// `payment_id`, Paygent's number of the payment.
            pub payment_id: String,
            /// `trading_id`, the merchant's number, if echoed.
            pub trading_id: String,
            $($(#[doc = $doc])* pub $field: String,)*
        }

        impl Answer for CardAnswer {
            fn fields(&self) -> Fields {
                let mut fields = Fields::new();
                fields.push("payment_id", &self.payment_id);
                fields.push("trading_id", &self.trading_id);
                $(fields.push($name, &self.$field);)*
                fields
            }

            fn read(fields: &Fields) -> Result<Self, FieldError> {
                Ok(Self {
                    payment_id: required(fields, "payment_id", Shape::Digits(1, 18))?,
                    trading_id: optional(fields, "trading_id", Shape::Word(25))?
                        .unwrap_or_default(),
                    $($field: fields.get($name).unwrap_or_default().to_owned(),)*
                })
            }
        }
    };
}

card_answer! {
    /// `issur_class` (the spelling is Paygent's): `0` domestic, `1` overseas.
    issuer_class = "issur_class";
    /// `acq_id`, such as `50001`.
    acquirer_id = "acq_id";
    /// `acq_name`.
    acquirer_name = "acq_name";
    /// `issur_id`.
    issuer_id = "issur_id";
    /// `issur_name`.
    issuer_name = "issur_name";
    /// `fc_auth_umu`.
    fc_auth_umu = "fc_auth_umu";
    /// `daiko_code`.
    daiko_code = "daiko_code";
    /// `card_shu_code`.
    card_shu_code = "card_shu_code";
    /// `k_card_name`.
    k_card_name = "k_card_name";
    /// `attempt_kbn`, as in the 3-D Secure return.
    attempt = "attempt_kbn";
    /// `fingerprint`, 64 characters that stand for the card.
    fingerprint = "fingerprint";
    /// `masked_card_number`, 16 characters.
    masked_card_number = "masked_card_number";
    /// `card_valid_term`, MMYY.
    card_valid_term = "card_valid_term";
    /// `out_acs_html` (3-D Secure 1 only; empty since).
    out_acs_html = "out_acs_html";
}
