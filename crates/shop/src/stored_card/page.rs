//! What pages show of a registered card.

use store::{Tx, sql};

use super::limit::limited_until;
use super::row::{self, Whose, find};
use crate::checkout::RegisteredCard;
use crate::clock::Timestamp;
use crate::id::{MemberId, MerchantId, ShopId};
use crate::payment::PaymentFront;
use crate::profile::Shop;
use crate::settings::{self, CardSettings, card};
use crate::world::World;

/// What is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// `JCB 下4桁 ************1111`
    pub text: String,
    /// When.
    pub stored_at: Option<Timestamp>,
}

/// ご登録カード管理 of one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// What is registered.
    pub card: Option<Card>,
    /// A card waits to be registered; Paygent's answer is not there yet.
    pub pending: bool,
    /// No card is taken until then: too many were.
    pub limited_until: Option<Timestamp>,
}

/// The page; `None` where the card method is not set up, and there is none.
pub async fn page(
    world: &World,
    shop: &Shop,
    member: MemberId,
    address: &str,
) -> Result<Option<Page>, store::Error> {
    let (shop, address, now) = (shop.id, address.to_owned(), world.now());
    let read = world.store.read(move |tx| {
        let Some(settings) = settings::current::<CardSettings>(tx, shop)? else { return Ok(None) };
        let (most, merchant) = (settings.body.changes, settings.body.merchant);
        let whose = Whose { shop, member, merchant };
        let customer = find(tx, &whose)?;
        let card = customer.as_ref().and_then(|customer| {
            let text = row::face(customer)?.text();
            Some(Card { text, stored_at: customer.kept.as_ref()?.stored_at })
        });
        let pending = customer.is_some_and(|customer| customer.waiting.is_some());
        let limited_until = limited_until(tx, shop, member, &address, most, now)?;
        Ok::<_, store::Error>(Some(Page { card, pending, limited_until }))
    });
    read.await
}

/// The registered card at this account, if there is one.
pub fn registered_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: MemberId,
    merchant: &MerchantId,
) -> Result<Option<RegisteredCard>, store::Error> {
    let found = find(tx, &Whose { shop, member, merchant: merchant.clone() })?;
    Ok(found.as_ref().and_then(row::face))
}

/// Every card of a member, whichever account has it.
pub fn cards_of(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: MemberId,
) -> Result<Vec<Card>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select brand, last4, stored_at from stored_card
             where shop_id = $1 and member_id = $2 and card_id is not null order by merchant_id"
        ),
        &[shop.into(), member.into()],
    )?;
    let card = |row: &store::Row| {
        let face = RegisteredCard { mark: String::new(), brand: row.text(0)?, last4: row.text(1)? };
        Ok(Card { text: face.short(), stored_at: row.opt_int(2)?.map(Timestamp) })
    };
    rows.iter().map(card).collect()
}

/// Whether the member has a card that subscriptions may need: then no member can take it away
///
pub fn is_needed(tx: &mut dyn Tx, shop: ShopId, member: MemberId) -> Result<bool, store::Error> {
    Ok(card::subscriptions_run(tx, shop)? && !cards_of(tx, shop, member)?.is_empty())
}

/// How many members have a card registered at this account.
pub fn count_registered(
    tx: &mut dyn Tx,
    shop: ShopId,
    merchant: &MerchantId,
) -> Result<i64, store::Error> {
    let row = tx.row(
        sql!(
            "select count(*) from stored_card
             where shop_id = $1 and merchant_id = $2 and card_id is not null"
        ),
        &[shop.into(), merchant.into()],
    )?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Whether a member may delete the card: not while the shop runs subscriptions, whose next payment
/// needs it.
pub fn can_remove(payment: &PaymentFront) -> bool {
    !payment.choices.card.subscriptions_run
}
