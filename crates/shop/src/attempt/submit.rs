//! 注文する: RP0 in one commit, before anybody is called. An order that needs no gateway is placed in
//! the same commit.

use store::{Tx, sql};

use super::advance::{AdvanceError, end_before_sending};
use super::fresh::{Fresh, fresh, insert};
use super::reserve;
use super::row::{self, End};
use super::state::{Attempt, ClientNote, State};
use crate::card_testing::{self, Admission};
use crate::cart::{self, Cart};
use crate::checkout::{self, CardChoice, CardPay, Checkout, Choices, Method, Pay, Paying, Quote};
use crate::clock::Timestamp;
use crate::id::{AttemptId, CartId, MemberId, ShopId, SubmitKey};
use crate::money::Yen;
use crate::order;
use crate::order::place::Chance;
use crate::payment::ThreeDs;
use crate::profile::Shop;
use crate::settings::{MethodSettings, Version};
use crate::stored_card::{self, Charged};
use crate::world::World;

/// What the buyer sends with 注文する.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The browser's cart.
    pub cart: CartId,
    /// The key of the cart's version that the buyer saw.
    pub submit_key: SubmitKey,
    /// The total the buyer saw and agreed to.
    pub shown_total: Yen,
    /// Whether the shipping was to be agreed on after the order (別途連絡): the total says it not.
    pub shown_open: bool,
    /// Everything decided.
    pub checkout: Checkout,
    /// The browser.
    pub client: ClientNote,
    /// The member who is signed in.
    pub member: Option<MemberId>,
}

/// Why there is no attempt.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// Cart or price are not what the buyer saw: show the form again with the new total.
    #[error("the cart changed")]
    CartChanged,
    /// Too few are left of these.
    #[error("sold out: {0:?}")]
    SoldOut(Vec<String>),
    /// The method cannot be chosen now; the sentence says why.
    #[error("{0}")]
    NotOffered(String),
    /// Too many cards were refused to this browser, or at its address. Says no more: whoever tries
    /// stolen cards is not to learn what is counted.
    #[error("no card for this browser now")]
    CardLimited,
    /// The registered card is not what the page showed: it was changed or deleted meanwhile.
    #[error("the registered card changed")]
    CardChanged,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<AdvanceError> for SubmitError {
    fn from(error: AdvanceError) -> SubmitError {
        match error {
            AdvanceError::Store(error) => SubmitError::Store(error),
            // Superseded by two at once: the loser looks again.
            _ => SubmitError::Store(store::Error::Unique("attempt_live".into())),
        }
    }
}

/// Commits RP0, or finds the attempt that this submit key already has under way or placed. Calls no
/// gateway: give the answer to [`super::drive`] on a task of its own.
pub async fn submit(
    world: &World,
    shop: &Shop,
    submission: Submission,
) -> Result<AttemptId, SubmitError> {
    let fresh = std::sync::Arc::new(fresh(world, shop.id, &submission).await?);
    let mut tries = 0;
    loop {
        let (at, asked, fresh) = (shop.clone(), submission.clone(), fresh.clone());
        let run = move |tx: &mut dyn Tx| commit(tx, &at, &asked, &fresh);
        match world.store.write_on(shop.id.0, run).await {
            // Two submits at once, or a commit whose fate is unknown: what is there decides.
            Err(SubmitError::Store(store::Error::Unique(_) | store::Error::CommitUnknown(_)))
                if tries < 3 =>
            {
                tries += 1;
            }
            // A click that another node took a moment earlier has the stock, or the cart: it was
            // committed while this one waited.
            Err(refused @ (SubmitError::SoldOut(_) | SubmitError::CartChanged)) => {
                let Submission { cart, submit_key, .. } = &submission;
                return find_live(world, shop, cart, submit_key).await?.ok_or(refused);
            }
            answer => {
                world.bell.notify_one();
                return answer;
            }
        }
    }
}

fn commit(
    tx: &mut dyn Tx,
    shop: &Shop,
    submission: &Submission,
    fresh: &Fresh,
) -> Result<AttemptId, SubmitError> {
    if let Some(attempt) = live(tx, shop.id, &submission.submit_key)? {
        if attempt.cart != submission.cart {
            return Err(SubmitError::CartChanged);
        }
        if !matches!(attempt.state(), State::Challenge { .. }) {
            return Ok(attempt.id);
        }
    }
    let method = submission.checkout.pay.method();
    let settings = match method {
        Some(method) => MethodSettings::in_use(tx, shop.id, method)?,
        None => None,
    };
    let agreed = agreed(tx, shop.id, submission, settings.as_ref())?;
    let others = others(tx, shop.id, &submission.cart)?;
    let mut attempt = attempt(shop.id, submission, agreed, settings.as_ref(), fresh);
    attempt.charged = charged(tx, &attempt)?;
    let is_card = attempt.method == Some(Method::Card);
    if is_card {
        match card_testing::admit(tx, &attempt, &others.tell(), fresh.now)? {
            Admission::Welcome => {}
            Admission::Limited => return Err(SubmitError::CardLimited),
            Admission::Paused => return Err(SubmitError::NotOffered(checkout::PAUSED.to_owned())),
        }
    }
    others.supersede(tx, shop.id, fresh.now)?;
    if is_card {
        reserve::reserve(tx, shop.id, &attempt.id, &attempt.quote)?
            .map_err(SubmitError::SoldOut)?;
        insert(tx, &attempt, fresh, None)?;
    } else {
        reserve::sell_at_once(tx, shop.id, &attempt.quote)?.map_err(SubmitError::SoldOut)?;
        let chance = Chance { next_key: &fresh.next_key, view_key: &fresh.view_key };
        let order = order::place::place(tx, shop, &attempt, None, chance, fresh.now)?;
        insert(tx, &attempt, fresh, Some(order))?;
    }
    Ok(attempt.id)
}

/// What a cart has under way besides, whatever the key.
struct Others {
    /// Begun and not sent: a new submit takes their place.
    recalled: Vec<AttemptId>,
    /// Sent and not settled.
    beyond_recall: i64,
}

fn others(tx: &mut dyn Tx, shop: ShopId, cart: &CartId) -> Result<Others, store::Error> {
    let open = tx.rows(
        sql!(
            "select attempt_id, state from attempt where shop_id = $1 and cart_id = $2
               and state in ('created', 'challenge', 'sending', 'unknown')"
        ),
        &[shop.into(), cart.into()],
    )?;
    let mut others = Others { recalled: Vec::new(), beyond_recall: 0 };
    for row in open {
        match row.text(1)?.as_str() {
            "sending" | "unknown" => others.beyond_recall += 1,
            _ => others.recalled.push(AttemptId(row.text(0)?)),
        }
    }
    Ok(others)
}

impl Others {
    /// What the limits against card testing want to know of them.
    fn tell(&self) -> card_testing::Others {
        let recalled = i64::try_from(self.recalled.len()).unwrap_or(i64::MAX);
        card_testing::Others { recalled, beyond_recall: self.beyond_recall }
    }

    /// The stock moves over, and a late return from the card issuer will send nothing.
    fn supersede(&self, tx: &mut dyn Tx, shop: ShopId, now: Timestamp) -> Result<(), SubmitError> {
        for id in &self.recalled {
            if let Some(old) = row::find(tx, shop, id)? {
                // Also where 450 is still on its way.
                let end = End { left: true, ..End::plain("superseded") };
                end_before_sending(tx, &old, &end, now)?;
            }
        }
        Ok(())
    }
}

/// Where every submit of this browser's submit key leads: the attempt that is under way beyond
/// recall, or placed. A buyer at the card issuer may still choose otherwise.
pub async fn find_live(
    world: &World,
    shop: &Shop,
    cart: &CartId,
    key: &SubmitKey,
) -> Result<Option<AttemptId>, store::Error> {
    let (shop, cart, key) = (shop.id, cart.clone(), key.clone());
    world.store.read(move |tx| find_live_in(tx, shop, &cart, &key)).await
}

/// The same inside a transaction.
pub fn find_live_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    cart: &CartId,
    key: &SubmitKey,
) -> Result<Option<AttemptId>, store::Error> {
    let found = live(tx, shop, key)?.filter(|attempt| {
        attempt.cart == *cart && !matches!(attempt.state(), State::Challenge { .. })
    });
    Ok(found.map(|attempt| attempt.id))
}

/// The attempt that a submit key has under way or placed.
fn live(tx: &mut dyn Tx, shop: ShopId, key: &SubmitKey) -> Result<Option<Attempt>, store::Error> {
    let found = tx.row(
        sql!(
            "select attempt_id from attempt where shop_id = $1 and submit_key = $2
               and state in ('created', 'challenge', 'sending', 'unknown', 'placed')"
        ),
        &[shop.into(), key.into()],
    )?;
    match found {
        Some(found) => row::find(tx, shop, &AttemptId(found.text(0)?)),
        None => Ok(None),
    }
}

/// Cart and price of this moment, if they are still what the buyer agreed to.
fn agreed(
    tx: &mut dyn Tx,
    shop: ShopId,
    submission: &Submission,
    settings: Option<&Version<MethodSettings>>,
) -> Result<(Cart, Quote), SubmitError> {
    let checkout = &submission.checkout;
    let cart = cart::load_in(tx, shop, &submission.cart)?;
    let choices = Choices::only(settings.map(|version| version.body.clone()));
    let (quote, carriers) = checkout::priced_in(tx, shop, &cart, checkout.wish(), &choices)?;
    let same = cart.submit_key == submission.submit_key
        && !cart.is_empty()
        && quote.carrier_id == Some(checkout.carrier_id)
        && quote.total_so_far() == submission.shown_total
        && quote.is_shipping_undecided() == submission.shown_open;
    if !same {
        return Err(SubmitError::CartChanged);
    }
    let short = cart.lines.iter().filter(|line| line.obstacle().is_some());
    let short: Vec<String> = short.map(|line| line.product.name.clone()).collect();
    if !short.is_empty() {
        return Err(SubmitError::SoldOut(short));
    }
    // Nothing to pay: no method is needed (DESIGN section 10).
    if quote.is_free() {
        return Ok((cart, quote));
    }
    let Some(method) = checkout.pay.method() else { return Err(SubmitError::CartChanged) };
    match checkout::enabled(method, &quote, &carriers, &choices) {
        Some(Ok(())) => Ok((cart, quote)),
        Some(Err(reason)) => Err(SubmitError::NotOffered(reason)),
        None => {
            Err(SubmitError::NotOffered("このお支払方法は、いまお選びいただけません。".to_owned()))
        }
    }
}

/// The registered card, where that is the one to pay with.
fn charged(tx: &mut dyn Tx, attempt: &Attempt) -> Result<Option<Charged>, SubmitError> {
    let Pay::Card(CardPay { choice: CardChoice::Registered { mark }, .. }) = &attempt.checkout.pay
    else {
        return Ok(None);
    };
    let (Some(member), Some(merchant)) = (attempt.member, &attempt.merchant) else {
        return Err(SubmitError::CardChanged);
    };
    let found = stored_card::registered_for_attempt(tx, attempt.shop, member, merchant, mark)?;
    found.map(Some).ok_or(SubmitError::CardChanged)
}

fn attempt(
    shop: ShopId,
    submission: &Submission,
    (cart, quote): (Cart, Quote),
    settings: Option<&Version<MethodSettings>>,
    fresh: &Fresh,
) -> Attempt {
    let amount = quote.total_so_far();
    let method = submission.checkout.pay.method().filter(|_| !quote.is_free());
    let card = method == Some(Method::Card);
    Attempt {
        shop,
        id: fresh.id.clone(),
        submit_key: submission.submit_key.clone(),
        cart: submission.cart.clone(),
        member: submission.member,
        charged: None,
        cart_version: cart.version,
        method,
        amount,
        quote,
        checkout: submission.checkout.clone(),
        client: submission.client.clone(),
        settings_version: settings.map_or(0, |version| version.number),
        merchant: settings.filter(|_| card).and_then(|version| version.body.merchant()),
        trade: card.then(|| fresh.trade.clone()),
        three_ds: ThreeDs::NotUsed,
        created_at: fresh.now,
        looks: 0,
        watch_until: None,
        fence: 0,
        state: State::Created,
    }
}
