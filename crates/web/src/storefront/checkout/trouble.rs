//! Codes of Paygent on the checkout: which field each is about. The sentences are
//! [`paygent::error_code`]'s.

use paygent::error_code::{self, ErrorCode, Move};

/// What the page's module says when the token script answers a code.
#[derive(Debug)]
pub(in crate::storefront) struct Trouble {
    pub code: &'static str,
    /// Id of the input.
    pub field: &'static str,
    pub text: &'static str,
}

/// The input that the codes of the token script are about, by how they begin.
const ABOUT: &[(&str, &str)] =
    &[("14", "cc-exp-year"), ("15", "cc-exp"), ("16", "cc-csc"), ("17", "holder_name")];
const OTHERWISE: &str = "cc-number";

/// Every code of the token script; last, without a code, what holds for all others.
pub(super) fn of_the_token_script() -> Vec<Trouble> {
    let known = error_code::of_the_token_script().iter().map(of);
    let unknown = Trouble { code: "", field: OTHERWISE, text: error_code::UNKNOWN_TO_BUYER };
    known.chain([unknown]).collect()
}

fn of(row: &ErrorCode) -> Trouble {
    let about = ABOUT.iter().find(|(begins, _)| row.code.starts_with(begins));
    Trouble {
        code: row.code,
        field: about.map_or(OTHERWISE, |(_, field)| field),
        text: row.buyer_text,
    }
}

/// The field of the form where a buyer who was refused with this code can do something about it:
/// the card if it is the buyer's move, else another method.
pub(super) fn remedy(code: &str) -> &'static str {
    let is_buyers = error_code::lookup(code).is_some_and(|row| row.whose_move == Move::Buyer);
    if is_buyers { "card" } else { "pay" }
}

#[cfg(test)]
mod tests {
    use super::{of_the_token_script, remedy};

    #[test]
    fn each_code_of_the_token_script_leads_to_its_input() {
        let all = of_the_token_script();
        for (code, field) in [
            ("1301", "cc-number"),
            ("1401", "cc-exp-year"),
            ("1502", "cc-exp"),
            ("1601", "cc-csc"),
            ("1700", "holder_name"),
            ("9000", "cc-number"),
        ] {
            let row = all.iter().find(|row| row.code == code).unwrap();
            assert_eq!(row.field, field, "{code}");
        }
        assert_eq!(all.last().unwrap().code, "", "for codes that nobody knows");
    }

    #[test]
    fn a_refusal_leads_to_what_helps() {
        for (code, field) in
            [("2003", "card"), ("31007", "card"), ("P017", "pay"), ("P007", "pay"), ("", "pay")]
        {
            assert_eq!(remedy(code), field, "{code}");
        }
    }
}
