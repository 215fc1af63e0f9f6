//! RP0's row: everything that comes from outside the transaction, and the insert.

use store::{Tx, sql};

use super::row;
use super::state::Attempt;
use super::submit::Submission;
use crate::checkout::{CardChoice, CardPay, Method, Pay};
use crate::clock::{Timestamp, dated_hex};
use crate::id::{AttemptId, OrderId, ShopId, SubmitKey, TradeId};
use crate::secret::Secret;
use crate::settings::{self, CardSettings};
use crate::stored_card;
use crate::token::Token;
use crate::world::World;

/// Everything that comes from outside the transaction.
pub(super) struct Fresh {
    pub(super) id: AttemptId,
    pub(super) trade: TradeId,
    pub(super) return_id: String,
    pub(super) next_key: SubmitKey,
    pub(super) view_key: Token,
    pub(super) token: Vec<u8>,
    pub(super) holder_name: Vec<u8>,
    /// For the card's registration; none where none is wanted.
    pub(super) save: Option<Save>,
    pub(super) valid_until: Timestamp,
    pub(super) owner: String,
    pub(super) now: Timestamp,
    pub(super) due: Timestamp,
}

/// The second token, sealed with the holder's name as the linking will need them.
pub(super) struct Save {
    token: Vec<u8>,
    holder: Vec<u8>,
    valid_until: Timestamp,
}

/// Ids, and the tokens as they are sealed.
pub(super) async fn fresh(
    world: &World,
    shop: ShopId,
    submission: &Submission,
) -> Result<Fresh, store::Error> {
    let (now, random) = (world.now(), &*world.random);
    let id = AttemptId(dated_hex(now, random, 16));
    let seal = |place: &str, secret: &Secret| world.cipher.seal(random, place, secret);
    let in_attempt = |column, secret: &Secret| seal(&row::place(column, shop, &id), secret);
    let card = match &submission.checkout.pay {
        Pay::Card(card) => Some(card),
        Pay::Bank | Pay::Cod | Pay::InStore | Pay::Nothing => None,
    };
    let holder = match card {
        Some(card) => holder(world, shop, submission, card).await?,
        None => Secret::new(""),
    };
    let save = card.and_then(|card| card.save.as_ref()).map(|save| {
        let key = stored_card::key_of(shop, id.as_str());
        Save {
            token: seal(&stored_card::token_place(&key), &save.token),
            holder: seal(&stored_card::holder_place(&key), &holder),
            valid_until: save.valid_until,
        }
    });
    Ok(Fresh {
        token: in_attempt("card_token", card.map_or(&Secret::new(""), |card| &card.token)),
        holder_name: in_attempt("holder_name", &holder),
        save,
        valid_until: card.map_or(Timestamp(0), |card| card.valid_until),
        trade: TradeId::new(now, random),
        return_id: dated_hex(now, random, 16),
        next_key: SubmitKey(dated_hex(now, random, 16)),
        view_key: Token::new(random),
        owner: world.process.to_string(),
        due: now.after(world.pace.created_limit),
        now,
        id,
    })
}

/// カード名義人: as it was typed, or as it was when the card was registered.
async fn holder(
    world: &World,
    shop: ShopId,
    submission: &Submission,
    card: &CardPay,
) -> Result<Secret, store::Error> {
    let (CardChoice::Registered { .. }, Some(member)) = (&card.choice, submission.member) else {
        return Ok(Secret::new(card.holder_name.as_str()));
    };
    let cipher = world.cipher.clone();
    let read = world.store.read(move |tx| {
        let Some(settings) = settings::current::<CardSettings>(tx, shop)? else {
            return Ok(None);
        };
        stored_card::holder_of(tx, &cipher, shop, member, &settings.body.merchant)
    });
    Ok(read.await?.unwrap_or_default())
}

/// With an order the attempt is at its end already.
pub(super) fn insert(
    tx: &mut dyn Tx,
    attempt: &Attempt,
    fresh: &Fresh,
    order: Option<OrderId>,
) -> Result<(), store::Error> {
    let json = |value: Result<String, serde_json::Error>| {
        value.map_err(|error| store::Error::Engine(error.to_string()))
    };
    let card = attempt.method == Some(Method::Card);
    let save = fresh.save.as_ref().filter(|_| card);
    let sealed = |bytes: &Vec<u8>| card.then(|| bytes.clone()).into();
    tx.exec(
        sql!(
            "insert into attempt (shop_id, attempt_id, submit_key, cart_id, cart_version, method,
               state, amount, quote, checkout, client, settings_version, merchant_id, trading_id,
               card_token, token_valid_until, holder_name, return_id, owner, fence, created_at,
               due_at, looks, order_id, ended_at, address, member_id, customer_id,
               customer_card_id, save_token, save_holder, save_valid_until)
             values ($1, $2, $3, $4, $5, $6, $21, $7, $8, $9, $10, $11, $12, $13, $14, $15,
               $16, $17, $18, 0, $19, $20, 0, $22, $23, $24, $25, $26, $27, $28, $29, $30)"
        ),
        &[
            attempt.shop.into(),
            (&attempt.id).into(),
            (&attempt.submit_key).into(),
            (&attempt.cart).into(),
            attempt.cart_version.into(),
            Method::column(attempt.method).into(),
            attempt.amount.into(),
            json(serde_json::to_string(&attempt.quote))?.into(),
            json(serde_json::to_string(&attempt.checkout))?.into(),
            json(serde_json::to_string(&attempt.client))?.into(),
            attempt.settings_version.into(),
            attempt.merchant.clone().into(),
            attempt.trade.clone().into(),
            sealed(&fresh.token),
            card.then_some(fresh.valid_until).into(),
            sealed(&fresh.holder_name),
            card.then(|| fresh.return_id.clone()).into(),
            fresh.owner.as_str().into(),
            fresh.now.into(),
            order.is_none().then_some(fresh.due).into(),
            if order.is_some() { "placed" } else { "created" }.into(),
            order.into(),
            order.map(|_| fresh.now).into(),
            card.then(|| attempt.client.address.clone()).into(),
            attempt.member.into(),
            attempt.charged.as_ref().map(|charged| charged.customer.clone()).into(),
            attempt.charged.as_ref().map(|charged| charged.card.clone()).into(),
            save.map(|save| save.token.clone()).into(),
            save.map(|save| save.holder.clone()).into(),
            save.map(|save| save.valid_until).into(),
        ],
    )?;
    Ok(())
}
