//! What a placed order does to the member's card, in the order's own commit (M3).

use store::{Tx, sql};

use super::asked_by::AskedBy;
use super::row::{Whose, find, key_of};
use super::told;
use super::want::{Wanted, drop_card, find_or_make, want};
use crate::attempt::Attempt;
use crate::checkout::{CardChoice, CardPay, Pay};
use crate::clock::Timestamp;
use crate::id::OrderId;
use crate::order::history;
use crate::profile::Shop;
use crate::settings::card::{self, Holder, Link, Linking, PaidWith};
use crate::settings::{self, CardSettings};

/// Links, keeps or drops the card, by the settings that the order was made under. Call it while the
/// attempt still holds its tokens.
pub(crate) fn after_order(
    tx: &mut dyn Tx,
    shop: &Shop,
    attempt: &Attempt,
    order: OrderId,
    fresh_customer: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    let (Some(member), Some(merchant)) = (attempt.member, attempt.merchant.clone()) else {
        return Ok(());
    };
    let Pay::Card(pay) = &attempt.checkout.pay else { return Ok(()) };
    let settings = settings::at_version::<CardSettings>(tx, shop.id, attempt.settings_version)?;
    let Some(settings) = settings else { return Ok(()) };
    let whose = Whose { shop: shop.id, member, merchant };
    let customer = find(tx, &whose)?;
    let linked = customer.as_ref().is_some_and(|one| one.kept.is_some() || one.waiting.is_some());
    // The next payment of a subscription needs the card, whatever was in force at 注文する.
    let linking =
        if card::subscriptions_run(tx, shop.id)? { Linking::Always } else { settings.body.linking };
    match linking.after(Holder::Member { linked }, paid_with(pay), pay.keep) {
        Link::Stays => Ok(()),
        Link::Made => link(tx, shop, attempt, &whose, fresh_customer, order, now),
        Link::Dropped => {
            drop_card(tx, &whose, now)?;
            let what = "ご登録のクレジットカードの紐づけを外しました。";
            history::write(tx, shop.id, order, now, history::SYSTEM, what)?;
            match customer {
                Some(customer) if customer.kept.is_some() => {
                    told::removed(tx, shop, &customer, now)
                }
                _ => Ok(()),
            }
        }
    }
}

fn paid_with(card: &CardPay) -> PaidWith {
    match &card.choice {
        CardChoice::Typed => PaidWith::Typed,
        CardChoice::Registered { .. } => PaidWith::Registered,
    }
}

/// The second token moves, as it is sealed, from the attempt into what is wanted.
fn link(
    tx: &mut dyn Tx,
    shop: &Shop,
    attempt: &Attempt,
    whose: &Whose,
    fresh_customer: &str,
    order: OrderId,
    now: Timestamp,
) -> Result<(), store::Error> {
    let row = tx.row(
        sql!(
            "select save_token, save_holder, save_valid_until from attempt
             where shop_id = $1 and attempt_id = $2"
        ),
        &[shop.id.into(), (&attempt.id).into()],
    )?;
    let sealed = match row {
        Some(row) => (row.opt_bytes(0)?, row.opt_bytes(1)?, row.opt_int(2)?),
        None => (None, None, None),
    };
    let (Some(token), Some(holder), Some(until)) = sealed else {
        // The browser got no second token: the order goes before.
        return told::not_linked(tx, shop, whose.member, order, "", now);
    };
    find_or_make(tx, whose, fresh_customer)?;
    let wanted = Wanted {
        token: &token,
        until: Timestamp(until),
        holder: &holder,
        key: &key_of(shop.id, attempt.id.as_str()),
        from: &AskedBy::Order(order).text(),
    };
    want(tx, whose, &wanted, now)
}
