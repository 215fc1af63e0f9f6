//! What became of a card, told where it was asked for: the order's history, the registration, the
//! member. A mail goes with every change of a card: whoever did not do it learns of it.

use store::{Tx, sql};

use super::asked_by::AskedBy;
use super::row::{self, Customer, Kept, Whose};
use crate::clock::Timestamp;
use crate::id::{MemberId, OrderId, ShopId};
use crate::mail::{self, About, CardMail, Kind, Letter};
use crate::member;
use crate::member::log::Deed;
use crate::order::history;
use crate::profile::Shop;

/// How the order's line about a card that is kept begins; the card's last digits follow.
pub(crate) const KEPT_CARD: &str = "次回のご注文のために、カード";

/// The card that waited is registered.
pub(super) fn registered(
    tx: &mut dyn Tx,
    shop: &Shop,
    customer: &Customer,
    kept: &Kept,
    now: Timestamp,
) -> Result<(), store::Error> {
    match asked_by(customer) {
        Some(AskedBy::Order(order)) => {
            let what = format!("{KEPT_CARD}（下4桁 {}）を登録しました。", kept.last4);
            history::write(tx, shop.id, order, now, history::SYSTEM, &what)?;
        }
        Some(AskedBy::Page(id)) => end_registration(tx, shop.id, &id, ("done", "", ""), now)?,
        None => {}
    }
    log(tx, customer, Deed::CardRegistered, now)?;
    mail(tx, shop, customer, CardMail::Registered { last4: &kept.last4 }, now)
}

/// The card that waited will not be registered; `said` is Paygent's code and detail, empty when the
/// token's term was over.
pub(super) fn failed(
    tx: &mut dyn Tx,
    shop: &Shop,
    customer: &Customer,
    said: (&str, &str),
    now: Timestamp,
) -> Result<(), store::Error> {
    log(tx, customer, Deed::CardNotRegistered, now)?;
    match asked_by(customer) {
        Some(AskedBy::Order(order)) => {
            not_linked(tx, shop, customer.whose.member, order, said.0, now)
        }
        Some(AskedBy::Page(id)) => {
            end_registration(tx, shop.id, &id, ("failed", said.0, said.1), now)
        }
        None => Ok(()),
    }
}

/// The order stands, its card is not kept; history and buyer are told.
pub(super) fn not_linked(
    tx: &mut dyn Tx,
    shop: &Shop,
    member: MemberId,
    order: OrderId,
    code: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    let code = if code.is_empty() { String::new() } else { format!("（{code}）") };
    let what = format!("次回のご注文のためのカードの登録はできませんでした。{code}");
    history::write(tx, shop.id, order, now, history::SYSTEM, &what)?;
    let Some((name, email)) = address(tx, shop.id, member)? else { return Ok(()) };
    let said = mail::card(shop, &name, &CardMail::NotRegistered { order });
    send(tx, shop, member, &format!("order-{order}"), &email, said, now)
}

/// What waited is wanted no longer: another card is, or none.
pub(super) fn superseded(
    tx: &mut dyn Tx,
    whose: &Whose,
    now: Timestamp,
) -> Result<(), store::Error> {
    let Some(customer) = row::find(tx, whose)? else { return Ok(()) };
    match asked_by(&customer) {
        Some(AskedBy::Order(order)) => {
            let what = "次回のご注文のためのカードの登録は、あとの操作のため行いませんでした。";
            history::write(tx, whose.shop, order, now, history::SYSTEM, what)
        }
        Some(AskedBy::Page(id)) => end_registration(tx, whose.shop, &id, ("failed", "", ""), now),
        None => Ok(()),
    }
}

/// An order or the member took the card away, or Paygent has it no longer. What only waited was
/// never there.
pub(super) fn removed(
    tx: &mut dyn Tx,
    shop: &Shop,
    customer: &Customer,
    now: Timestamp,
) -> Result<(), store::Error> {
    let Some(kept) = &customer.kept else { return Ok(()) };
    let last4 = kept.last4.as_str();
    log(tx, customer, Deed::CardRemoved, now)?;
    mail(tx, shop, customer, CardMail::Removed { last4 }, now)
}

/// 操作履歴: the browser is not at hand here.
fn log(
    tx: &mut dyn Tx,
    customer: &Customer,
    deed: Deed,
    now: Timestamp,
) -> Result<(), store::Error> {
    let whose = (customer.whose.shop, customer.whose.member);
    member::log::write(tx, whose, deed, "", now)
}

fn asked_by(customer: &Customer) -> Option<AskedBy> {
    AskedBy::parse(&customer.waiting.as_ref()?.from)
}

fn mail(
    tx: &mut dyn Tx,
    shop: &Shop,
    customer: &Customer,
    what: CardMail<'_>,
    now: Timestamp,
) -> Result<(), store::Error> {
    let member = customer.whose.member;
    let Some((name, email)) = address(tx, shop.id, member)? else { return Ok(()) };
    let said = mail::card(shop, &name, &what);
    send(tx, shop, member, &customer.version.to_string(), &email, said, now)
}

fn send(
    tx: &mut dyn Tx,
    shop: &Shop,
    member: MemberId,
    which: &str,
    to: &str,
    said: mail::Mail,
    now: Timestamp,
) -> Result<(), store::Error> {
    // With the time: another database counts from 1 again.
    let about = About::Card(format!("{member}-{which}-{}", now.0));
    mail::enqueue(tx, shop, &Letter::first(Kind::Card, about, to, said), now)
}

/// Name and address of a member who has not left.
fn address(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: MemberId,
) -> Result<Option<(String, String)>, store::Error> {
    let row = tx.row(
        sql!(
            "select family, given, email from member
             where shop_id = $1 and member_id = $2 and withdrawn_at is null"
        ),
        &[shop.into(), member.into()],
    )?;
    row.map(|row| Ok((format!("{} {}", row.text(0)?, row.text(1)?), row.text(2)?))).transpose()
}

/// `to`: the state, Paygent's code and detail.
pub(super) fn end_registration(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: &str,
    to: (&str, &str, &str),
    now: Timestamp,
) -> Result<(), store::Error> {
    let (state, code, detail) = to;
    tx.exec(
        sql!(
            "update card_registration set state = $3, code = $4, detail = $5, ended_at = $6,
               card_token = null, token_valid_until = null, holder_name = null, acs_html = null
             where shop_id = $1 and registration_id = $2 and ended_at is null"
        ),
        &[shop.into(), id.into(), state.into(), code.into(), detail.into(), now.into()],
    )?;
    Ok(())
}
