//! What a page may show of an attempt: everything to the browser that placed it, and number, state
//! and total to everybody else who has the address (DESIGN section 4).

use store::{Tx, sql};

use super::row;
use super::state::{Attempt, State};
use crate::checkout::{self, CardPay, Checkout, Choices, Method, Pay, Quote};
use crate::clock::Timestamp;
use crate::id::{AttemptId, CartId, MemberId, OrderId, ShopId};
use crate::money::Yen;
use crate::profile::Shop;
use crate::settings::MethodSettings;
use crate::token::Token;
use crate::world::World;

/// A placed order, for its own buyer.
#[derive(Clone, Debug)]
pub struct PlacedView {
    /// 内部番号.
    pub order: OrderId,
    /// 注文番号.
    pub number: String,
    /// ご購入日.
    pub placed_at: Timestamp,
    /// The price snapshot; shipping, total and carrier as they are now.
    pub quote: Quote,
    /// What the buyer decided.
    pub checkout: Checkout,
    /// The method's name ⑬.
    pub method_name: String,
    /// How it is paid; none when there is nothing to pay.
    pub method: Option<Method>,
    /// What is paid.
    pub total: Yen,
    /// Where and to whom to pay, with its heading, as the settings said when it was placed.
    pub details: Option<(&'static str, String)>,
}

/// Why there is no order, for its own buyer.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The code as it came; empty for our own rules.
    pub code: String,
    /// A sentence for the buyer.
    pub text: String,
    /// What was chosen of the card, without token and name: the form is asked for again.
    pub card: Option<CardPay>,
}

/// What the attempt's page shows.
#[derive(Clone, Debug)]
pub enum AttemptView {
    /// On its way, for a moment.
    Working,
    /// The buyer goes on to the card issuer.
    HandOff,
    /// 確認中: the outcome is unknown and settles by itself.
    Checking {
        /// What was asked for.
        total: Yen,
    },
    /// 完了画面.
    Placed(Box<PlacedView>),
    /// Refused or not sent: back to the filled form.
    Failed(Failure),
    /// 「ご注文は成立していません。請求はありません」
    NotPlaced,
    /// No order, but money may have moved: the shop looks into it.
    Mismatched,
    /// The buyer submitted again; the newer attempt counts.
    Superseded {
        /// The newest attempt of the same cart.
        by: AttemptId,
    },
    /// Another browser: number, state and total only.
    Limited {
        /// 注文番号, once there is an order.
        number: Option<String>,
        /// Whether the outcome is open.
        open: bool,
        /// What was asked for.
        total: Yen,
        /// It is the browser that placed it, and its member is not signed in.
        by_member: bool,
    },
}

/// Who looks.
#[derive(Clone, Debug, Default)]
pub struct Viewer {
    /// The cart of the browser.
    pub cart: Option<CartId>,
    /// Who is signed in there.
    pub member: Option<MemberId>,
}

impl Viewer {
    /// What a member ordered is shown to nobody else, though others come to the same browser.
    fn owns(&self, attempt: &Attempt) -> bool {
        let is_theirs = attempt.member.is_none() || attempt.member == self.member;
        is_theirs && self.cart.as_ref() == Some(&attempt.cart)
    }
}

/// What the page of an attempt shows to this viewer.
pub async fn view(
    world: &World,
    shop: &Shop,
    id: &AttemptId,
    viewer: &Viewer,
) -> Result<Option<AttemptView>, store::Error> {
    let (shop, id, viewer) = (shop.id, id.clone(), viewer.clone());
    world.store.read(move |tx| view_in(tx, shop, &id, &viewer)).await
}

/// The same inside a transaction.
pub fn view_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: &AttemptId,
    viewer: &Viewer,
) -> Result<Option<AttemptView>, store::Error> {
    let Some(attempt) = row::find(tx, shop, id)? else { return Ok(None) };
    if viewer.owns(&attempt) {
        own(tx, attempt).map(Some)
    } else {
        limited(tx, &attempt, viewer).map(Some)
    }
}

/// What the page of a placed order shows to whoever has the link of one of its mails.
pub fn view_by_key_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: &AttemptId,
    key: &Token,
) -> Result<Option<AttemptView>, store::Error> {
    let found = tx.row(
        sql!(
            "select 1 from orders where shop_id = $1 and attempt_id = $2 and view_hash = $3
             union all
             select 1 from order_link where shop_id = $1 and attempt_id = $2 and hash = $3"
        ),
        &[shop.into(), id.into(), key.hash().into()],
    )?;
    match (found, row::find(tx, shop, id)?) {
        (Some(_), Some(attempt)) => own(tx, attempt).map(Some),
        _ => Ok(None),
    }
}

/// The hand-off page of Paygent, byte for byte, while the buyer's turn lasts.
pub async fn hand_off(
    world: &World,
    shop: &Shop,
    id: &AttemptId,
    session: Option<&CartId>,
) -> Result<Option<Vec<u8>>, store::Error> {
    let (shop, id) = (shop.id, id.clone());
    let Some(session) = session.cloned() else { return Ok(None) };
    world
        .store
        .read(move |tx| {
            let row = tx.row(
                sql!(
                    "select acs_html from attempt where shop_id = $1 and attempt_id = $2
                       and cart_id = $3 and state = 'challenge'"
                ),
                &[shop.into(), (&id).into(), (&session).into()],
            )?;
            row.map_or(Ok(None), |row| row.opt_bytes(0))
        })
        .await
}

fn own(tx: &mut dyn Tx, attempt: Attempt) -> Result<AttemptView, store::Error> {
    Ok(match attempt.state() {
        State::Created | State::Sending { .. } => AttemptView::Working,
        State::Challenge { .. } => AttemptView::HandOff,
        State::Unknown { .. } => AttemptView::Checking { total: attempt.amount },
        State::Placed { order } => {
            let order = *order;
            AttemptView::Placed(Box::new(placed(tx, attempt, order)?))
        }
        State::Refused { code, detail } => {
            let card = card(&attempt);
            AttemptView::Failed(Failure { card, ..failure(code, detail) })
        }
        State::NotSent { .. } => AttemptView::Failed(Failure {
            code: String::new(),
            text: "決済サービスにつながりませんでした。しばらくしてから、もう一度お試しください。"
                .into(),
            card: card(&attempt),
        }),
        State::Expired | State::None => AttemptView::NotPlaced,
        State::Mismatch => AttemptView::Mismatched,
        State::Superseded => match newest(tx, &attempt)? {
            by if by == attempt.id => AttemptView::NotPlaced,
            by => AttemptView::Superseded { by },
        },
    })
}

fn failure(code: &str, detail: &str) -> Failure {
    let text = if code.is_empty() && detail.starts_with("決済状況") {
        "カード会社で決済できませんでした。別のカードか、別のお支払方法をお選びください。".into()
    } else if code.is_empty() {
        detail.to_owned()
    } else {
        paygent::error_code::buyer_text(code)
    };
    Failure { code: code.to_owned(), text, card: None }
}

fn card(attempt: &Attempt) -> Option<CardPay> {
    match &attempt.checkout.pay {
        Pay::Card(card) => Some(card.clone()),
        _ => None,
    }
}

/// The attempt that took the place of this one: the cart's newest that did not give way itself.
fn newest(tx: &mut dyn Tx, attempt: &Attempt) -> Result<AttemptId, store::Error> {
    let row = tx.row(
        sql!(
            "select attempt_id from attempt
             where shop_id = $1 and cart_id = $2 and created_at >= $3
             order by case when state = 'superseded' then 1 else 0 end, created_at desc limit 1"
        ),
        &[attempt.shop.into(), (&attempt.cart).into(), attempt.created_at.into()],
    )?;
    row.map_or_else(|| Ok(attempt.id.clone()), |row| Ok(AttemptId(row.text(0)?)))
}

/// What a buyer is shown of an order, as it stands: the shop may have changed it since.
struct Kept {
    number: String,
    placed_at: Timestamp,
    method: Option<Method>,
    method_name: String,
    shipping: Option<Yen>,
    total: Yen,
    carrier_name: Option<String>,
    checkout: Checkout,
}

fn order_row(tx: &mut dyn Tx, shop: ShopId, order: OrderId) -> Result<Kept, store::Error> {
    let row = tx.row(
        sql!(
            "select number, placed_at, method, method_name, shipping, total, carrier_name, checkout
             from orders where shop_id = $1 and order_id = $2"
        ),
        &[shop.into(), order.into()],
    )?;
    let row = row.ok_or_else(|| store::Error::Engine(format!("order {order} is missing")))?;
    let checkout = serde_json::from_str(&row.text(7)?);
    Ok(Kept {
        number: row.text(0)?,
        placed_at: Timestamp(row.int(1)?),
        method: Method::find(&row.text(2)?),
        method_name: row.text(3)?,
        shipping: row.opt_int(4)?.map(Yen),
        total: Yen(row.int(5)?),
        carrier_name: row.opt_text(6)?,
        checkout: checkout.map_err(|error| {
            store::Error::Engine(format!("orders.checkout of order {order}: {error}"))
        })?,
    })
}

fn placed(
    tx: &mut dyn Tx,
    mut attempt: Attempt,
    order: OrderId,
) -> Result<PlacedView, store::Error> {
    let kept = order_row(tx, attempt.shop, order)?;
    let details = details(tx, &attempt, kept.method)?;
    attempt.quote.shipping = kept.shipping;
    attempt.quote.total = kept.shipping.map(|_| kept.total);
    if let Some(name) = kept.carrier_name {
        attempt.quote.carrier_name = name;
    }
    Ok(PlacedView {
        order,
        details,
        number: kept.number,
        placed_at: kept.placed_at,
        method_name: kept.method_name,
        method: kept.method,
        total: kept.total,
        quote: attempt.quote,
        checkout: kept.checkout,
    })
}

/// A card's buyer has paid: nothing is read for it. A method that was agreed on later is as its
/// settings are now.
fn details(
    tx: &mut dyn Tx,
    attempt: &Attempt,
    method: Option<Method>,
) -> Result<Option<(&'static str, String)>, store::Error> {
    let Some(method) = method.filter(|method| *method != Method::Card) else {
        return Ok(None);
    };
    let number = attempt.settings_version;
    let settings = match attempt.method {
        Some(own) if own == method => MethodSettings::at_version(tx, attempt.shop, method, number)?,
        _ => MethodSettings::current(tx, attempt.shop, method)?,
    };
    Ok(checkout::details(method, &Choices::only(settings.map(|settings| settings.body))))
}

fn limited(
    tx: &mut dyn Tx,
    attempt: &Attempt,
    viewer: &Viewer,
) -> Result<AttemptView, store::Error> {
    if *attempt.state() == State::Mismatch {
        return Ok(AttemptView::Mismatched);
    }
    let (number, total) = match attempt.state() {
        State::Placed { order } => {
            let kept = order_row(tx, attempt.shop, *order)?;
            (Some(kept.number), kept.total)
        }
        _ => (None, attempt.amount),
    };
    let open = matches!(
        attempt.state(),
        State::Created | State::Challenge { .. } | State::Sending { .. } | State::Unknown { .. }
    );
    let by_member = viewer.member.is_none() && viewer.cart.as_ref() == Some(&attempt.cart);
    Ok(AttemptView::Limited { number, open, total, by_member })
}
