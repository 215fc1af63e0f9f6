//! What staff find a member by: name, kana, 会員ID, mail address and phone number, each folded so
//! that width, case, kana, spaces and hyphens are no matter.

use store::{Tx, sql};
use unicode_normalization::UnicodeNormalization;

use super::{Member, account, login};
use crate::checkout::normalise;
use crate::id::{MemberId, ShopId};

/// A text as it is compared: half width, lower case, katakana, without spaces and hyphens. What
/// lengthens a kana is a hyphen too where it follows a digit.
pub(crate) fn fold(text: &str) -> String {
    let wide: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let mut folded = String::with_capacity(wide.len());
    for letter in wide.chars().map(normalise::katakana) {
        let lengthens = letter == 'ー' && !folded.ends_with(|last: char| last.is_ascii_digit());
        if lengthens || !(letter.is_whitespace() || normalise::is_dash(letter)) {
            folded.push(letter);
        }
    }
    folded
}

/// Writes what this member is found by, in the commit that changes any of it; nothing of one who
/// has left, or is not confirmed.
pub(crate) fn refresh(tx: &mut dyn Tx, shop: ShopId, member: MemberId) -> Result<(), store::Error> {
    tx.exec(
        sql!("delete from member_term where shop_id = $1 and member_id = $2"),
        &[shop.into(), member.into()],
    )?;
    let Some(account) = account::by_id(tx, shop, member)? else { return Ok(()) };
    for term in terms(&account.member) {
        tx.exec(
            sql!("insert into member_term (shop_id, member_id, term) values ($1, $2, $3)"),
            &[shop.into(), member.into(), term.into()],
        )?;
    }
    Ok(())
}

/// Each once.
fn terms(member: &Member) -> Vec<String> {
    let buyer = &member.buyer;
    let mut terms: Vec<String> = [
        buyer.name(),
        buyer.given.clone(),
        buyer.kana(),
        buyer.given_kana.clone(),
        login::key(&member.login),
        buyer.email.clone(),
        buyer.phone_digits(),
    ]
    .iter()
    .map(|text| fold(text))
    .filter(|term| !term.is_empty())
    .collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn width_case_kana_spaces_and_hyphens_are_no_matter() {
        for (typed, folded) in [
            ("小林　葵", "小林葵"),
            (" こばやし あおい", "コバヤシアオイ"),
            ("ｺﾊﾞﾔｼ", "コバヤシ"),
            ("Ａｏｉ-Ｋ", "aoik"),
            ("aoi@Example.JP", "aoi@example.jp"),
            ("０７５-０００-０１２３", "0750000123"),
            ("075ー000−01‐2–3", "0750000123"),
            ("コーヒー 200g", "コーヒー200g"),
            ("　", ""),
        ] {
            assert_eq!(fold(typed), folded, "{typed:?}");
        }
    }
}
