//! ⑬ to ⑯, which every payment method has: name, conditions, note, logo.

use super::Place::{Checkout, Confirmation, Mail, Order, Thanks};
use super::{Effect, effect};

const NAME: &str = "まちのお支払い";
const NOTE: &str = "お早めにお願いします";

/// ⑭ looks at the goods alone, 972円: with their shipping they would be past all of these bounds.
pub(super) const TERMS: &[Effect] = &[
    effect(
        &[("name", NAME)],
        &[(Checkout, NAME), (Confirmation, NAME), (Thanks, NAME), (Mail, NAME), (Order, NAME)],
        &[],
    ),
    effect(
        &[("note", NOTE), ("note_in_choice", ""), ("note_in_mail", "")],
        &[(Confirmation, NOTE)],
        &[(Checkout, NOTE), (Mail, NOTE)],
    ),
    effect(&[("note_in_choice", "on")], &[(Checkout, NOTE), (Confirmation, NOTE)], &[(Mail, NOTE)]),
    effect(
        &[("note_in_choice", ""), ("note_in_mail", "on")],
        &[(Confirmation, NOTE), (Mail, NOTE)],
        &[(Checkout, NOTE)],
    ),
    effect(&[("below", "on"), ("hide_below", "973")], &[], &[(Checkout, NAME)]),
    effect(&[("hide_below", "972")], &[(Checkout, NAME)], &[]),
    effect(&[("below", ""), ("from", "on"), ("hide_from", "972")], &[], &[(Checkout, NAME)]),
    effect(&[("hide_from", "973")], &[(Checkout, NAME)], &[]),
    effect(
        &[("logo", "dot.png"), ("logo_alt", "まちの印")],
        &[(Checkout, "src=\"/uploads/"), (Checkout, "alt=\"まちの印\"")],
        &[],
    ),
    effect(&[("logo_remove", "on")], &[(Checkout, NAME)], &[(Checkout, "/uploads/")]),
];
