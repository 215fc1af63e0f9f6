//! Why a form is shown again: the summary above it.

use shop::checkout::FieldError;

/// The summary of what is wrong.
#[derive(Debug)]
pub(crate) struct Alert {
    pub heading: String,
    /// Where each leads, and its sentence.
    pub items: Vec<(String, String)>,
}

impl Alert {
    /// The summary of field errors, if there are any.
    pub(super) fn of(errors: &[FieldError]) -> Option<Alert> {
        let items = errors.iter().map(|error| (target(error.field), error.message.clone()));
        (!errors.is_empty()).then(|| Alert {
            heading: format!("{}か所、ご確認いただきたい点があります", errors.len()),
            items: items.collect(),
        })
    }

    /// One sentence.
    pub(super) fn saying(heading: impl Into<String>) -> Alert {
        Alert { heading: heading.into(), items: Vec::new() }
    }
}

/// Where a click on an error leads.
pub(super) fn target(field: &str) -> String {
    match field {
        "card" => "cc-number".to_owned(),
        "card_code" => "cc-csc-registered".to_owned(),
        "pay" => "h-pay".to_owned(),
        "carrier" => "h-delivery".to_owned(),
        field => field.to_owned(),
    }
}
