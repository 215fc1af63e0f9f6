//! ご登録カード管理: a member registers or changes the card, over 3-D Secure where the shop
//! uses it, or deletes it.

use paygent::telegram::PaymentRef;
use paygent::telegram::three_ds::{Card, Request};
use paygent::{Outcome, ThreeDsReturn, Unknown, error_code};
use store::{Tx, sql};

use super::from::From;
use super::limit::limited_until;
use super::row::{Whose, find, holder_place, key_of, token_place};
use super::told;
use super::want::{Wanted, drop_card, find_or_make, fresh_customer, want};
use crate::attempt::challenge::{JAPAN, NO_THREE_DS_FOR_BRAND, address, cardholder};
use crate::checkout::Buyer;
use crate::clock::{Timestamp, dated_hex};
use crate::id::{MemberId, MerchantId, ShopId};
use crate::payment::account::{self, AccountError};
use crate::payment::{Account, ThreeDs};
use crate::profile::Shop;
use crate::secret::Secret;
use crate::settings::{self, CardSettings, card};
use crate::world::World;

/// What the browser's tokeniser made of the card that was typed.
#[derive(Clone, Debug)]
pub struct NewCard {
    /// The card token.
    pub token: Secret,
    /// Nothing is sent after this.
    pub valid_until: Timestamp,
    /// カード名義人.
    pub holder_name: String,
}

/// The name of a registration; public in URLs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration(pub String);

/// Why no registration began.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// Too many cards were registered; ends then.
    #[error("too many cards until {0:?}")]
    Limited(Timestamp),
    /// The card method is not set up.
    #[error("no card is taken")]
    NotOffered,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Where a registration stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// On its way.
    Working,
    /// The member goes on to the card issuer.
    HandOff,
    /// The card is registered.
    Done,
    /// It is not; a sentence for the member.
    Failed(String),
}

/// Why a return from the card issuer changes nothing.
#[derive(Debug, thiserror::Error)]
pub enum ReturnError {
    /// Nothing waits for this return.
    #[error("no registration waits for this return")]
    Unknown,
    /// The hash is not Paygent's.
    #[error("the return is not Paygent's")]
    Forged,
    /// Account or database.
    #[error(transparent)]
    Account(#[from] AccountError),
}

impl std::convert::From<store::Error> for ReturnError {
    fn from(error: store::Error) -> ReturnError {
        ReturnError::Account(error.into())
    }
}

/// Commits that this card is to be registered; calls nobody. Give the answer to [`drive`].
pub async fn begin(
    world: &World,
    shop: &Shop,
    member: MemberId,
    new: &NewCard,
    from_address: &str,
) -> Result<Registration, BeginError> {
    let (now, random) = (world.now(), &*world.random);
    let id = dated_hex(now, random, 16);
    let return_id = dated_hex(now, random, 16);
    let key = key_of(shop.id, &id);
    let token = world.cipher.seal(random, &token_place(&key), &new.token);
    let holder = Secret::new(new.holder_name.as_str());
    let holder = world.cipher.seal(random, &holder_place(&key), &holder);
    let (shop, until, made) = (shop.id, new.valid_until, id.clone());
    let from_address = from_address.to_owned();
    let write = world.store.write_on(shop.0, move |tx| {
        let settings = settings::current::<CardSettings>(tx, shop)?;
        let settings = settings.ok_or(BeginError::NotOffered)?;
        // 12-3: without the contract for it no card is kept.
        if !settings.body.linking.needs_vault() {
            return Err(BeginError::NotOffered);
        }
        if let Some(until) = limited_until(tx, shop, member, &from_address, now)? {
            return Err(BeginError::Limited(until));
        }
        tx.exec(
            sql!(
                "insert into card_registration (shop_id, registration_id, member_id, merchant_id,
                   settings_version, state, card_token, token_valid_until, holder_name, return_id,
                   address, created_at)
                 values ($1, $2, $3, $4, $5, 'created', $6, $7, $8, $9, $10, $11)"
            ),
            &[
                shop.into(),
                made.as_str().into(),
                member.into(),
                (&settings.body.merchant).into(),
                settings.number.into(),
                token.as_slice().into(),
                until.into(),
                holder.as_slice().into(),
                return_id.as_str().into(),
                from_address.as_str().into(),
                now.into(),
            ],
        )?;
        Ok(())
    });
    write.await?;
    Ok(Registration(id))
}

/// What a registration needs on its way.
struct Packed {
    id: Registration,
    member: MemberId,
    state: String,
    auth_id: String,
    return_id: String,
    token: Secret,
    holder: Secret,
    valid_until: Timestamp,
    settings: CardSettings,
    account: Account,
}

/// To the card issuer's page with 3-D Secure, else straight to 025. Run it on a task of its own.
pub async fn drive(
    world: &World,
    shop: &Shop,
    id: &Registration,
    buyer: &Buyer,
) -> Result<(), AccountError> {
    let Some(packed) = pack(world, shop.id, id).await? else { return Ok(()) };
    if packed.state != "created" {
        return Ok(());
    }
    if !packed.settings.three_ds {
        return store_it(world, shop, packed).await;
    }
    let outcome = world.gateway.start_three_ds(&packed.account, ask(shop, &packed, buyer)).await;
    match outcome {
        Outcome::Accepted(answer) => {
            hand_over(world, shop.id, id, answer.auth_id, answer.html).await
        }
        Outcome::Refused(refusal) => {
            let goes_on = refusal.code == NO_THREE_DS_FOR_BRAND
                && packed.settings.attempt_level.goes_on_with(ThreeDs::NotUsed);
            if goes_on {
                return store_it(world, shop, packed).await;
            }
            fail(world, shop.id, id, &refusal.code, &refusal.detail).await
        }
        Outcome::NotSent(why) | Outcome::Unknown(Unknown { why, .. }) => {
            tracing::warn!(%why, "3-D Secure could not be asked for");
            fail(world, shop.id, id, "", &why).await
        }
    }
}

/// 450 for a card that is only stored: nothing is charged.
fn ask(shop: &Shop, packed: &Packed, buyer: &Buyer) -> Request {
    let mut request = Request::new(
        // There is no payment: the id names this registration in Paygent's log.
        PaymentRef::by_trading_id(packed.id.0.get(..24).unwrap_or(&packed.id.0)),
        Card::Token(packed.token.clone()),
        0,
        format!("{}/member/card/3ds/{}", shop.base_url, packed.return_id),
        packed.settings.merchant_name.as_str(),
        cardholder(packed.holder.expose(), buyer),
    );
    request.currency_code = Some(JAPAN.to_owned());
    request.bill_address = address(&buyer.address);
    request
}

async fn hand_over(
    world: &World,
    shop: ShopId,
    id: &Registration,
    auth_id: String,
    html: String,
) -> Result<(), AccountError> {
    let id = id.clone();
    let write = world.store.write_on(shop.0, move |tx| {
        tx.exec(
            sql!(
                "update card_registration set state = 'challenge', three_ds_auth_id = $3,
                   acs_html = $4
                 where shop_id = $1 and registration_id = $2 and state = 'created'"
            ),
            &[shop.into(), id.0.as_str().into(), auth_id.as_str().into(), html.as_bytes().into()],
        )
    });
    Ok(write.await.map(drop)?)
}

/// The card is wanted from now on; then Paygent is told.
async fn store_it(world: &World, shop: &Shop, packed: Packed) -> Result<(), AccountError> {
    let Packed { id, member, account, valid_until, .. } = packed;
    let merchant = account.merchant;
    if world.now() >= valid_until {
        return fail(world, shop.id, &id, "", "").await;
    }
    let (whose, now) = (Whose { shop: shop.id, member, merchant: merchant.clone() }, world.now());
    let fresh = fresh_customer(&*world.random);
    let write = world.store.write_on(shop.id.0, move |tx| to_storing(tx, &whose, &id, &fresh, now));
    write.await?;
    super::settle(world, shop.id, member, &merchant).await
}

/// Token and name move, as they are sealed, into what is wanted.
fn to_storing(
    tx: &mut dyn Tx,
    whose: &Whose,
    id: &Registration,
    fresh: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    let row = tx.row(
        sql!(
            "select card_token, holder_name, token_valid_until from card_registration
             where shop_id = $1 and registration_id = $2 and state in ('created', 'challenge')"
        ),
        &[whose.shop.into(), id.0.as_str().into()],
    )?;
    let Some(row) = row else { return Ok(()) };
    let (Some(token), Some(holder), Some(until)) =
        (row.opt_bytes(0)?, row.opt_bytes(1)?, row.opt_int(2)?)
    else {
        return Ok(());
    };
    // 12-3 was set while the member was at the card issuer.
    let settings = settings::current::<CardSettings>(tx, whose.shop)?;
    if !settings.is_some_and(|settings| settings.body.linking.needs_vault()) {
        return told::end_registration(tx, whose.shop, &id.0, ("failed", "", ""), now);
    }
    find_or_make(tx, whose, fresh)?;
    let wanted = Wanted {
        token: &token,
        until: Timestamp(until),
        holder: &holder,
        key: &key_of(whose.shop, &id.0),
        from: &From::Page(id.0.clone()).text(),
    };
    want(tx, whose, &wanted, now)?;
    tx.exec(
        sql!(
            "update card_registration set state = 'storing', card_token = null,
               holder_name = null, token_valid_until = null, acs_html = null
             where shop_id = $1 and registration_id = $2"
        ),
        &[whose.shop.into(), id.0.as_str().into()],
    )?;
    Ok(())
}

async fn fail(
    world: &World,
    shop: ShopId,
    id: &Registration,
    code: &str,
    detail: &str,
) -> Result<(), AccountError> {
    let (id, code, detail) = (id.0.clone(), code.to_owned(), detail.to_owned());
    let now = world.now();
    let write = world.store.write_on(shop.0, move |tx| {
        told::end_registration(tx, shop, &id, ("failed", &code, &detail), now)
    });
    Ok(write.await?)
}

async fn pack(
    world: &World,
    shop: ShopId,
    id: &Registration,
) -> Result<Option<Packed>, AccountError> {
    let (cipher, id) = (world.cipher.clone(), id.clone());
    let read = world.store.read(move |tx| {
        let row = tx.row(
            sql!(
                "select member_id, merchant_id, settings_version, state, card_token,
                   token_valid_until, holder_name, return_id, three_ds_auth_id
                 from card_registration where shop_id = $1 and registration_id = $2"
            ),
            &[shop.into(), id.0.as_str().into()],
        )?;
        let Some(row) = row else { return Ok(None) };
        let (Some(token), Some(until), Some(holder)) =
            (row.opt_bytes(4)?, row.opt_int(5)?, row.opt_bytes(6)?)
        else {
            return Ok(None);
        };
        let merchant = MerchantId(row.text(1)?);
        let settings = settings::at_version::<CardSettings>(tx, shop, row.int(2)?)?;
        let settings = settings.ok_or_else(|| AccountError::Missing(merchant.clone()))?;
        let key = key_of(shop, &id.0);
        Ok(Some(Packed {
            member: MemberId(row.int(0)?),
            state: row.text(3)?,
            auth_id: row.opt_text(8)?.unwrap_or_default(),
            return_id: row.text(7)?,
            token: cipher.open(&token_place(&key), &token)?,
            holder: cipher.open(&holder_place(&key), &holder)?,
            valid_until: Timestamp(until),
            settings: settings.body,
            account: account::find(tx, &cipher, shop, &merchant)?,
            id: id.clone(),
        }))
    });
    read.await
}

/// The registration that waits, or waited, for this return.
pub async fn find_by_return_id(
    world: &World,
    shop: &Shop,
    return_id: &str,
) -> Result<Option<Registration>, store::Error> {
    let (shop, wanted) = (shop.id, return_id.to_owned());
    let read = world.store.read(move |tx| {
        let row = tx.row(
            sql!(
                "select registration_id from card_registration
                 where shop_id = $1 and return_id = $2"
            ),
            &[shop.into(), wanted.as_str().into()],
        )?;
        row.map(|row| Ok::<_, store::Error>(Registration(row.text(0)?))).transpose()
    });
    read.await
}

/// Goes on after the card issuer's page, proven by hash ⑩ and the single-use id as an order's
/// return is. A second return does nothing.
pub async fn returned(
    world: &World,
    shop: &Shop,
    return_id: &str,
    back: &ThreeDsReturn,
) -> Result<Registration, ReturnError> {
    let id = find_by_return_id(world, shop, return_id).await?.ok_or(ReturnError::Unknown)?;
    let Some(packed) = pack(world, shop.id, &id).await? else { return Ok(id) };
    if packed.state != "challenge" {
        return Ok(id);
    }
    let key = packed.account.three_ds_key.as_ref().ok_or(ReturnError::Forged)?;
    if !back.is_of(&packed.auth_id, key.expose()) {
        return Err(ReturnError::Forged);
    }
    let level = packed.settings.attempt_level;
    match (back.result.as_str(), ThreeDs::from_attempt_kbn(&back.attempt)) {
        ("0", Some(three_ds)) if level.goes_on_with(three_ds) => {
            store_it(world, shop, packed).await?;
        }
        _ => fail(world, shop.id, &id, &back.code, &back.detail).await?,
    }
    Ok(id)
}

/// The hand-off page of Paygent, byte for byte, for its own member.
pub async fn hand_off(
    world: &World,
    shop: &Shop,
    member: MemberId,
    id: &Registration,
) -> Result<Option<Vec<u8>>, store::Error> {
    let (shop, id) = (shop.id, id.clone());
    let read = world.store.read(move |tx| {
        let row = tx.row(
            sql!(
                "select acs_html from card_registration
                 where shop_id = $1 and registration_id = $2 and member_id = $3
                   and state = 'challenge'"
            ),
            &[shop.into(), id.0.as_str().into(), member.into()],
        )?;
        row.map_or(Ok::<_, store::Error>(None), |row| row.opt_bytes(0))
    });
    read.await
}

/// Where a registration of this member stands.
pub async fn progress(
    world: &World,
    shop: &Shop,
    member: MemberId,
    id: &Registration,
) -> Result<Option<Progress>, store::Error> {
    let (shop, id) = (shop.id, id.clone());
    let read = world.store.read(move |tx| {
        let row = tx.row(
            sql!(
                "select state, code from card_registration
                 where shop_id = $1 and registration_id = $2 and member_id = $3"
            ),
            &[shop.into(), id.0.as_str().into(), member.into()],
        )?;
        row.map(|row| Ok::<_, store::Error>((row.text(0)?, row.opt_text(1)?))).transpose()
    });
    Ok(read.await?.map(|(state, code)| match state.as_str() {
        "challenge" => Progress::HandOff,
        "done" => Progress::Done,
        "failed" => Progress::Failed(sentence(&code.unwrap_or_default())),
        _ => Progress::Working,
    }))
}

/// Why no card was registered, for the member. Codes that nobody knows are shown as they came.
fn sentence(code: &str) -> String {
    match error_code::lookup(code) {
        Some(row) => format!("{}（{code}）", row.buyer_text),
        None if code.is_empty() => {
            "カードを登録できませんでした。時間をおいて、もう一度お試しください。".to_owned()
        }
        None => format!("カードを登録できませんでした。（{code}）"),
    }
}

/// 削除: no card is wanted any more. False: there was none.
pub async fn remove(world: &World, shop: &Shop, member: MemberId) -> Result<bool, AccountError> {
    let (at, now) = (shop.clone(), world.now());
    let write = world.store.write_on(shop.id.0, move |tx| {
        let settings = settings::current::<CardSettings>(tx, at.id)?;
        let Some(settings) = settings else { return Ok(None) };
        if card::subscriptions_run(tx, at.id)? {
            return Ok(None);
        }
        let whose = Whose { shop: at.id, member, merchant: settings.body.merchant };
        let Some(customer) = find(tx, &whose)? else { return Ok(None) };
        if customer.kept.is_none() && customer.waiting.is_none() {
            return Ok(None);
        }
        drop_card(tx, &whose, now)?;
        told::removed(tx, &at, &customer, now)?;
        Ok::<_, store::Error>(Some(whose.merchant))
    });
    let Some(merchant) = write.await? else { return Ok(false) };
    // Here and now if it can be; else the sweeper.
    if let Err(error) = super::settle(world, shop.id, member, &merchant).await {
        tracing::warn!(%error, "a card is to be deleted later");
    }
    world.bell.notify_one();
    Ok(true)
}
