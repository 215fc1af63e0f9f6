//! What staff find an order by: the beginning of a name, a kana, a mail address or a phone number
//! of whoever buys or gets it, folded so that width, case, kana, spaces and hyphens are no matter.
//! Each is a row of its own, so that a million orders are one step in an index away.

use store::{Tx, sql};

use crate::checkout::{Checkout, ERASED, normalise};
use crate::id::{OrderId, ShopId};
use crate::member::term::fold;

/// Letters of a search; a mail address fits in.
const SEARCH_MAX: usize = 254;
/// Terms of one statement: all that a buyer has.
const BATCH: usize = 6;

/// The letters before the terms of each kind.
const NAME: char = 'n';
const MAIL: char = 'm';
const PHONE: char = 'p';

/// The beginning of a term, of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix(String);

impl Prefix {
    /// The beginning of a family name, a given name or both, in kanji or kana; nothing typed is
    /// none.
    pub fn name(typed: &str) -> Option<Prefix> {
        Prefix::of(NAME, &folded(typed))
    }

    /// The beginning of a mail address.
    pub fn mail(typed: &str) -> Option<Prefix> {
        Prefix::of(MAIL, &folded(typed))
    }

    /// The beginning of a phone number, with or without brackets and whatever is typed for a
    /// hyphen; `None` too where other letters stand in it.
    pub fn phone(typed: &str) -> Option<Prefix> {
        let digits = phone_digits(&cut(typed));
        let is_phone = digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_phone { Prefix::of(PHONE, &digits) } else { None }
    }

    fn of(kind: char, folded: &str) -> Option<Prefix> {
        (!folded.is_empty()).then(|| Prefix(format!("{kind}{folded}")))
    }

    /// Terms that begin with it lie from here …
    pub(super) fn start(&self) -> &str {
        &self.0
    }

    /// … to here; `text` compares byte by byte on both engines.
    pub(super) fn end(&self) -> String {
        format!("{}{}", self.0, char::MAX)
    }

    /// Whether the order of this checkout is found by it.
    #[cfg(test)]
    pub(super) fn finds(&self, checkout: &Checkout) -> bool {
        terms(checkout).iter().any(|term| term.starts_with(&self.0))
    }
}

fn cut(typed: &str) -> String {
    typed.chars().take(SEARCH_MAX).filter(|c| *c != '\0').collect()
}

fn folded(typed: &str) -> String {
    fold(&cut(typed))
}

/// A phone number as it is compared.
fn phone_digits(phone: &str) -> String {
    normalise::phone(phone).replace('-', "")
}

/// Writes what a new order is found by.
pub(crate) fn write(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    checkout: &Checkout,
) -> Result<(), store::Error> {
    for batch in terms(checkout).chunks(BATCH) {
        let term = |at: usize| batch.get(at).or(batch.last()).map(String::as_str);
        let mut params = vec![shop.into(), order.into()];
        params.extend((0..BATCH).map(|at| term(at).into()));
        // A short batch says its last term again.
        tx.exec(
            sql!(
                "insert into order_term (shop_id, order_id, term)
                 values ($1, $2, $3), ($1, $2, $4), ($1, $2, $5), ($1, $2, $6), ($1, $2, $7),
                   ($1, $2, $8)
                 on conflict (shop_id, term, order_id) do nothing"
            ),
            &params,
        )?;
    }
    Ok(())
}

/// Writes anew what an order is found by, in the commit that changes who buys or gets it.
pub(crate) fn rewrite(tx: &mut dyn Tx, shop: ShopId, order: OrderId) -> Result<(), store::Error> {
    tx.exec(
        sql!("delete from order_term where shop_id = $1 and order_id = $2"),
        &[shop.into(), order.into()],
    )?;
    let row = tx.row(
        sql!("select checkout from orders where shop_id = $1 and order_id = $2"),
        &[shop.into(), order.into()],
    )?;
    let Some(row) = row else { return Ok(()) };
    // One that could not be read was emptied altogether: it names nobody.
    match serde_json::from_str::<Checkout>(&row.text(0)?) {
        Ok(checkout) => write(tx, shop, order, &checkout),
        Err(_) => Ok(()),
    }
}

/// Each once.
fn terms(checkout: &Checkout) -> Vec<String> {
    let buyer = &checkout.buyer;
    let mut terms: Vec<String> = Vec::with_capacity(2 * BATCH);
    let mut add = |kind: char, text: &str| {
        let term = format!("{kind}{}", fold(text));
        if term.len() > kind.len_utf8() && !terms.contains(&term) {
            terms.push(term);
        }
    };
    let mut person = |names: [&str; 4], phone: &str| {
        let [family, given, family_kana, given_kana] = names;
        if family != ERASED {
            add(NAME, &format!("{family}{given}"));
        }
        add(NAME, given);
        add(NAME, &format!("{family_kana}{given_kana}"));
        add(NAME, given_kana);
        add(PHONE, &phone_digits(phone));
    };
    person([&buyer.family, &buyer.given, &buyer.family_kana, &buyer.given_kana], &buyer.phone);
    if let Some(to) = &checkout.recipient {
        person([&to.family, &to.given, &to.family_kana, &to.given_kana], &to.phone);
    }
    add(MAIL, &buyer.email);
    terms
}

#[cfg(test)]
mod tests {
    use super::Prefix;

    #[test]
    fn what_is_typed_is_folded_like_what_is_kept() {
        for (prefix, start) in [
            (Prefix::name("小林　葵"), Some("n小林葵")),
            (Prefix::name("こばやし"), Some("nコバヤシ")),
            (Prefix::name(" 　"), None),
            (Prefix::mail("Aoi-K@Example.JP"), Some("maoik@example.jp")),
            (Prefix::phone("（０７５）０００-０１２３"), Some("p0750000123")),
            (Prefix::phone("075ー000ー0123"), Some("p0750000123")),
            (Prefix::phone("075−000‐01–2—3"), Some("p0750000123")),
            (Prefix::phone("０７５－０００ｰ"), Some("p075000")),
            (Prefix::phone("+81 75 000"), Some("p075000")),
            (Prefix::phone("075内線"), None),
            (Prefix::phone(""), None),
        ] {
            assert_eq!(prefix.as_ref().map(Prefix::start), start);
        }
    }
}
