//! An attempt as it is kept. Each update names the state it leaves, so that of two that act at once
//! one finds nothing to update and looks again.

use serde::de::DeserializeOwned;
use store::{Row, Tx, sql};

use super::state::{Attempt, State};
use crate::checkout::Method;
use crate::clock::Timestamp;
use crate::id::{
    AttemptId, CartId, MemberId, MerchantId, OrderId, PaymentId, ShopId, SubmitKey, TradeId,
};
use crate::money::Yen;
use crate::payment::ThreeDs;
use crate::payment::row::odd;
use crate::secret::{Cipher, NotOurs, Secret};
use crate::stored_card::Charged;

/// One attempt, if there is one of that name.
pub(super) fn find(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: &AttemptId,
) -> Result<Option<Attempt>, store::Error> {
    let row = tx.row(
        sql!(
            "select submit_key, cart_id, cart_version, method, state, amount, quote, checkout,
               client, settings_version, merchant_id, trading_id, three_ds, three_ds_auth_id,
               code, detail, fence, created_at, sent_at, looks, watch_until, order_id,
               member_id, customer_id, customer_card_id
             from attempt where shop_id = $1 and attempt_id = $2"
        ),
        &[shop.into(), id.into()],
    )?;
    row.map(|row| read(shop, id.clone(), &row)).transpose()
}

fn read(shop: ShopId, id: AttemptId, row: &Row) -> Result<Attempt, store::Error> {
    let three_ds = row.opt_text(12)?;
    let three_ds = match three_ds.as_deref() {
        None => ThreeDs::NotUsed,
        Some(word) => ThreeDs::from_word(word).ok_or_else(|| odd("attempt", "three_ds", word))?,
    };
    let charged = match (row.opt_text(23)?, row.opt_text(24)?) {
        (Some(customer), Some(card)) => Some(Charged { customer, card }),
        _ => None,
    };
    Ok(Attempt {
        shop,
        id,
        submit_key: SubmitKey(row.text(0)?),
        cart: CartId(row.text(1)?),
        member: row.opt_int(22)?.map(MemberId),
        charged,
        cart_version: row.int(2)?,
        method: Method::find(&row.text(3)?),
        amount: Yen(row.int(5)?),
        quote: json(&row.text(6)?, "quote")?,
        checkout: json(&row.text(7)?, "checkout")?,
        client: json(&row.text(8)?, "client")?,
        settings_version: row.int(9)?,
        merchant: row.opt_text(10)?.map(MerchantId),
        trade: row.opt_text(11)?.map(TradeId),
        three_ds,
        created_at: Timestamp(row.int(17)?),
        looks: row.int(19)?,
        watch_until: row.opt_int(20)?.map(Timestamp),
        fence: row.int(16)?,
        state: state(row)?,
    })
}

fn state(row: &Row) -> Result<State, store::Error> {
    let word = row.text(4)?;
    let sent = || {
        let missing = || store::Error::Engine("attempt.sent_at is missing after RP2".into());
        Ok::<_, store::Error>(Timestamp(row.opt_int(18)?.ok_or_else(missing)?))
    };
    let text = |column| Ok::<_, store::Error>(row.opt_text(column)?.unwrap_or_default());
    Ok(match word.as_str() {
        "created" => State::Created,
        "challenge" => State::Challenge { auth_id: text(13)? },
        "sending" => State::Sending { since: sent()? },
        "unknown" => State::Unknown { since: sent()? },
        "placed" => State::Placed { order: OrderId(row.int(21)?) },
        "refused" => State::Refused { code: text(14)?, detail: text(15)? },
        "not_sent" => State::NotSent { why: text(15)? },
        "expired" => State::Expired,
        "superseded" => State::Superseded,
        "none" => State::None,
        "mismatch" => State::Mismatch,
        other => return Err(odd("attempt", "state", other)),
    })
}

pub(super) fn json<T: DeserializeOwned>(text: &str, column: &str) -> Result<T, store::Error> {
    serde_json::from_str(text)
        .map_err(|error| store::Error::Engine(format!("attempt.{column}: {error}")))
}

/// What waits sealed in the attempt until it ends.
pub(super) struct Sealed {
    /// The card token.
    pub(super) token: Secret,
    /// No 020 after this.
    pub(super) valid_until: Timestamp,
    /// カード名義人.
    pub(super) holder_name: Secret,
    /// The single-use id of the 3-D Secure return.
    pub(super) return_id: Option<String>,
}

/// Where a secret of an attempt is sealed for.
pub(super) fn place(column: &str, shop: ShopId, id: &AttemptId) -> String {
    format!("attempt.{column}/{shop}/{id}")
}

/// Opens what waits in an attempt; `None` when it was wiped.
pub(super) fn sealed(
    tx: &mut dyn Tx,
    cipher: &Cipher,
    shop: ShopId,
    id: &AttemptId,
) -> Result<Option<Result<Sealed, NotOurs>>, store::Error> {
    let row = tx.row(
        sql!(
            "select card_token, token_valid_until, holder_name, return_id from attempt
             where shop_id = $1 and attempt_id = $2"
        ),
        &[shop.into(), id.into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (Some(token), Some(until), Some(holder)) =
        (row.opt_bytes(0)?, row.opt_int(1)?, row.opt_bytes(2)?)
    else {
        return Ok(None);
    };
    let return_id = row.opt_text(3)?;
    let open = |column, bytes: &[u8]| cipher.open(&place(column, shop, id), bytes);
    Ok(Some(open("card_token", &token).and_then(|token| {
        let holder_name = open("holder_name", &holder)?;
        Ok(Sealed { token, valid_until: Timestamp(until), holder_name, return_id })
    })))
}

/// RP1. Tells whether the attempt was still `created`.
pub(super) fn to_challenge(
    tx: &mut dyn Tx,
    attempt: &Attempt,
    auth_id: &str,
    html: &[u8],
    now: Timestamp,
    due: Timestamp,
) -> Result<bool, store::Error> {
    let changed = tx.exec(
        sql!(
            "update attempt set state = 'challenge', three_ds_auth_id = $4, acs_html = $5,
               challenged_at = $6, due_at = $7, fence = fence + 1
             where shop_id = $1 and attempt_id = $2 and fence = $3 and state = 'created'"
        ),
        &[
            attempt.shop.into(),
            (&attempt.id).into(),
            attempt.fence.into(),
            auth_id.into(),
            html.into(),
            now.into(),
            due.into(),
        ],
    )?;
    Ok(changed == 1)
}

/// RP2. Tells whether the attempt was still as it was read: only then may 020 leave.
pub(super) fn to_sending(
    tx: &mut dyn Tx,
    attempt: &Attempt,
    owner: &str,
    now: Timestamp,
    due: Timestamp,
) -> Result<bool, store::Error> {
    let changed = tx.exec(
        sql!(
            "update attempt set state = 'sending', three_ds = $4, sent_at = $5, due_at = $6,
               owner = $7, acs_html = null, fence = fence + 1
             where shop_id = $1 and attempt_id = $2 and fence = $3
               and state in ('created', 'challenge')"
        ),
        &[
            attempt.shop.into(),
            (&attempt.id).into(),
            attempt.fence.into(),
            attempt.three_ds.word().into(),
            now.into(),
            due.into(),
            owner.into(),
        ],
    )?;
    Ok(changed == 1)
}

/// The outcome is open: 094 will be asked at `due`.
pub(super) fn to_unknown(
    tx: &mut dyn Tx,
    attempt: &Attempt,
    why: &str,
    due: Timestamp,
) -> Result<bool, store::Error> {
    let changed = tx.exec(
        sql!(
            "update attempt set state = 'unknown', detail = $4, due_at = $5, fence = fence + 1
             where shop_id = $1 and attempt_id = $2 and fence = $3
               and state in ('sending', 'unknown')"
        ),
        &[attempt.shop.into(), (&attempt.id).into(), attempt.fence.into(), why.into(), due.into()],
    )?;
    Ok(changed == 1)
}

/// 094 was asked and told nothing yet.
pub(super) fn look_again(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: &AttemptId,
    due: Option<Timestamp>,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update attempt set due_at = $3, looks = looks + 1
             where shop_id = $1 and attempt_id = $2 and state in ('unknown', 'none')"
        ),
        &[shop.into(), id.into(), due.into()],
    )?;
    Ok(())
}

/// How an attempt ended.
pub(super) struct End<'a> {
    pub(super) word: &'static str,
    pub(super) code: &'a str,
    pub(super) detail: &'a str,
    pub(super) order: Option<OrderId>,
    pub(super) payment: Option<&'a PaymentId>,
    pub(super) watch_until: Option<Timestamp>,
    pub(super) due: Option<Timestamp>,
    /// It was the card: counts against card testing.
    pub(super) card_refused: bool,
    /// The browser left while the card issuer was asked: counted by itself.
    pub(super) left: bool,
}

impl End<'_> {
    /// An end with nothing to say.
    pub(super) fn plain(word: &'static str) -> End<'static> {
        End {
            word,
            code: "",
            detail: "",
            order: None,
            payment: None,
            watch_until: None,
            due: None,
            card_refused: false,
            left: false,
        }
    }
}

/// Ends an open attempt; token, holder's name and the issuer's page are wiped in the same commit.
/// An ended attempt never changes its state again. Tells whether it was still as it was read.
pub(super) fn end(
    tx: &mut dyn Tx,
    attempt: &Attempt,
    end: &End<'_>,
    now: Timestamp,
) -> Result<bool, store::Error> {
    let changed = tx.exec(
        sql!(
            "update attempt set state = $4, code = $5, detail = $6, order_id = $7,
               payment_id = $8, ended_at = $9, watch_until = $10, due_at = $11, looks = 0,
               card_token = null, token_valid_until = null, holder_name = null,
               save_token = null, save_holder = null, save_valid_until = null, acs_html = null,
               fence = fence + 1
             where shop_id = $1 and attempt_id = $2 and fence = $3
               and state in ('created', 'challenge', 'sending', 'unknown')"
        ),
        &[
            attempt.shop.into(),
            (&attempt.id).into(),
            attempt.fence.into(),
            end.word.into(),
            end.code.into(),
            end.detail.into(),
            end.order.into(),
            end.payment.into(),
            now.into(),
            end.watch_until.into(),
            end.due.into(),
        ],
    )?;
    Ok(changed == 1)
}
