//! RP3: an attempt becomes an order. Order, lines, payment, history, both mails and the emptied
//! cart are written by the caller's one commit (DESIGN section 4; R-126).

use store::{Tx, sql};

use super::list::term;
use super::{List, history, number};
use crate::attempt::{Approval, Attempt};
use crate::cart;
use crate::checkout::{Method, Paying, Split};
use crate::clock::Timestamp;
use crate::id::{OrderId, SubmitKey};
use crate::mail::{self, About, HowPaid, Kind, Letter, Placed, PlacedPay};
use crate::payment::state::{Parts, State};
use crate::payment::{Payment, Settled, row};
use crate::profile::Shop;
use crate::settings::{CardSettings, MethodSettings};
use crate::token::Token;

/// What an order takes of chance.
#[derive(Clone, Copy)]
pub(crate) struct Chance<'a> {
    /// The cart's next submit key.
    pub(crate) next_key: &'a SubmitKey,
    /// Opens the order's page from the buyer's mail; the database keeps its hash.
    pub(crate) view_key: &'a Token,
}

/// Writes the order of an attempt; `approval` is the payment, where a gateway takes part. Stock and
/// the attempt's own end are the caller's.
pub(crate) fn place(
    tx: &mut dyn Tx,
    shop: &Shop,
    attempt: &Attempt,
    approval: Option<&Approval>,
    chance: Chance<'_>,
    now: Timestamp,
) -> Result<OrderId, store::Error> {
    let settings = match attempt.method {
        Some(method) => MethodSettings::at_version(tx, shop.id, method, attempt.settings_version)?,
        None => None,
    };
    let settings = settings.map(|version| version.body);
    let pay = placed_pay(settings.as_ref(), attempt);
    let order = number::next(tx, shop.id)?;
    insert_order(tx, attempt, order, (pay.name, chance.view_key), now)?;
    insert_lines(tx, attempt, order)?;
    term::write(tx, shop.id, order, &attempt.checkout)?;
    history::write(tx, shop.id, order, now, history::BUYER, "注文を受け付けました。")?;
    if let (Some(approval), Some(MethodSettings::Card(card))) = (approval, &settings) {
        insert_payment(tx, attempt, approval, card, order, now)?;
    }
    cart::clear_in(tx, shop.id, &attempt.cart, attempt.cart_version, chance.next_key, now)?;
    enqueue_mails(tx, shop, attempt, order, (pay, chance.view_key), now)?;
    Ok(order)
}

/// Name, texts and note that the order keeps as they were.
fn placed_pay<'a>(settings: Option<&'a MethodSettings>, attempt: &Attempt) -> PlacedPay<'a> {
    let Some(settings) = settings else {
        return PlacedPay { name: "お支払いなし", note: "", how: HowPaid::Nothing };
    };
    let terms = settings.terms();
    PlacedPay {
        name: &terms.name,
        note: terms.mail_note(),
        how: match settings {
            MethodSettings::Card(_) => {
                HowPaid::Card(attempt.checkout.pay.split().unwrap_or(Split::Once))
            }
            MethodSettings::Bank(bank) => HowPaid::Bank(&bank.account),
            MethodSettings::Cod(_) => HowPaid::Cod,
            MethodSettings::InStore(in_store) => HowPaid::InStore(&in_store.place),
        },
    }
}

fn insert_order(
    tx: &mut dyn Tx,
    attempt: &Attempt,
    order: OrderId,
    (method_name, view_key): (&str, &Token),
    now: Timestamp,
) -> Result<(), store::Error> {
    let buyer = &attempt.checkout.buyer;
    let json = |value: Result<String, serde_json::Error>| {
        value.map_err(|error| store::Error::Engine(error.to_string()))
    };
    tx.exec(
        sql!(
            "insert into orders (shop_id, order_id, number, attempt_id, list, version, placed_at,
               buyer_name, buyer_kana, email, phone, checkout, method, method_name, goods,
               shipping, fee, total, client, member_id, view_hash, carrier_id, carrier_name)
             values ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
               $18, $19, $20, $21, $22)"
        ),
        &[
            attempt.shop.into(),
            order.into(),
            number::of(order).into(),
            (&attempt.id).into(),
            List::Open.word().into(),
            now.into(),
            buyer.name().into(),
            buyer.kana().into(),
            buyer.email.as_str().into(),
            buyer.phone_digits().into(),
            json(serde_json::to_string(&attempt.checkout))?.into(),
            Method::column(attempt.method).into(),
            method_name.into(),
            attempt.quote.goods.into(),
            attempt.quote.shipping.into(),
            attempt.quote.fee.into(),
            attempt.amount.into(),
            json(serde_json::to_string(&attempt.client))?.into(),
            attempt.member.into(),
            view_key.hash().into(),
            attempt.checkout.carrier_id.into(),
            attempt.quote.carrier_name.as_str().into(),
        ],
    )?;
    Ok(())
}

fn insert_lines(tx: &mut dyn Tx, attempt: &Attempt, order: OrderId) -> Result<(), store::Error> {
    for (line_no, line) in (1_i64..).zip(&attempt.quote.lines) {
        tx.exec(
            sql!(
                "insert into order_line (shop_id, order_id, line_no, product_id, code, name,
                   unit_price, quantity, tax_rate)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            ),
            &[
                attempt.shop.into(),
                order.into(),
                line_no.into(),
                line.product_id.into(),
                line.code.as_str().into(),
                line.name.as_str().into(),
                line.unit_price.into(),
                line.quantity.into(),
                line.tax_rate.percent().into(),
            ],
        )?;
    }
    Ok(())
}

fn insert_payment(
    tx: &mut dyn Tx,
    attempt: &Attempt,
    approval: &Approval,
    card: &CardSettings,
    order: OrderId,
    now: Timestamp,
) -> Result<(), store::Error> {
    let (Some(trade), Some(merchant)) = (attempt.trade.clone(), attempt.merchant.clone()) else {
        return Err(store::Error::Engine("an approval without a 取引ID".into()));
    };
    let settled = if approval.captured { Settled::Captured } else { Settled::Held };
    let what = match settled {
        Settled::Captured => format!("オーソリ+売上を行いました。取引ID {trade}"),
        Settled::Held | Settled::Cancelled => format!("オーソリOKになりました。取引ID {trade}"),
    };
    let payment = Payment::new(
        trade,
        approval.payment.clone(),
        order,
        merchant,
        card.timing,
        approval.authorized_at,
        Parts {
            amount: attempt.amount,
            three_ds: attempt.three_ds,
            state: State::Settled(settled),
        },
    );
    row::insert(tx, attempt.shop, &payment, attempt.settings_version, &approval.card, now)?;
    history::write(tx, attempt.shop, order, now, history::SYSTEM, &what)
}

/// サンクスメール and 受注通知: rows of the outbox, sent after the commit.
fn enqueue_mails(
    tx: &mut dyn Tx,
    shop: &Shop,
    attempt: &Attempt,
    order: OrderId,
    (pay, view_key): (PlacedPay<'_>, &Token),
    now: Timestamp,
) -> Result<(), store::Error> {
    let wish = attempt.checkout.arrival.text();
    let placed = Placed {
        shop,
        order,
        number: &number::of(order),
        attempt: &attempt.id,
        view_key: Some(view_key.expose()),
        placed_at: now,
        buyer_name: &attempt.checkout.buyer.name(),
        quote: &attempt.quote,
        wish: wish.as_deref(),
        pay,
        extras: &attempt.checkout.extras,
        note: &attempt.checkout.note,
    };
    let letters = [
        (Kind::Thanks, attempt.checkout.buyer.email.as_str(), mail::thanks(&placed)),
        (Kind::Copy, shop.notify_to.as_str(), mail::copy(&placed)),
    ];
    for (kind, to, mail) in letters {
        let letter = Letter::first(kind, About::Order(order, attempt.id.clone()), to, mail);
        mail::enqueue(tx, shop, &letter, now)?;
    }
    Ok(())
}
