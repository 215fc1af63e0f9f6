//! The row of one customer at Paygent.

use sha2::{Digest, Sha256};
use store::{Row, Tx, sql};

use crate::checkout::RegisteredCard;
use crate::clock::Timestamp;
use crate::id::{MemberId, MerchantId, ShopId};
use crate::secret::{Cipher, NotOurs, Secret};

/// Whose card: the key of the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Whose {
    pub(super) shop: ShopId,
    pub(super) member: MemberId,
    pub(super) merchant: MerchantId,
}

impl Whose {
    pub(super) fn key(&self) -> [store::Val; 3] {
        [self.shop.into(), self.member.into(), (&self.merchant).into()]
    }
}

/// What is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// `customer_card_id`.
    pub(super) id: String,
    pub(super) brand: String,
    pub(super) last4: String,
    pub(super) stored_at: Option<Timestamp>,
}

/// A card that waits to be registered; its token and holder's name are read when they are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    /// No 025 leaves after this.
    pub(super) until: Timestamp,
    /// Who asked for it.
    pub(super) from: String,
}

/// A 025 whose answer is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) at: Timestamp,
    /// What was wanted then.
    pub(super) version: i64,
}

/// One customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Customer {
    pub(super) whose: Whose,
    /// `customer_id` at Paygent.
    pub(super) id: String,
    pub(super) version: i64,
    pub(super) kept: Option<Kept>,
    pub(super) waiting: Option<Waiting>,
    pub(super) sent: Option<Sent>,
    /// What Paygent has beyond `kept` is to go.
    pub(super) tidy: bool,
    /// The member has left.
    pub(super) gone: bool,
    pub(super) fence: i64,
    pub(super) tries: i64,
}

/// Token and holder's name of a card that waits.
pub(super) struct Secrets {
    pub(super) token: Secret,
    pub(super) holder: Secret,
}

/// The customer, if this member ever had a card at this account.
pub(super) fn find(tx: &mut dyn Tx, whose: &Whose) -> Result<Option<Customer>, store::Error> {
    let row = tx.row(
        sql!(
            "select customer_id, version, card_id, brand, last4, stored_at, new_until, new_from,
               sent_at, sent_version, tidy, gone, fence, tries
             from stored_card where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &whose.key(),
    )?;
    row.map(|row| read(whose.clone(), &row)).transpose()
}

fn read(whose: Whose, row: &Row) -> Result<Customer, store::Error> {
    let kept = match row.opt_text(2)? {
        Some(id) => Some(Kept {
            id,
            brand: row.text(3)?,
            last4: row.text(4)?,
            stored_at: row.opt_int(5)?.map(Timestamp),
        }),
        None => None,
    };
    let waiting = match (row.opt_int(6)?, row.opt_text(7)?) {
        (Some(until), Some(from)) => Some(Waiting { until: Timestamp(until), from }),
        _ => None,
    };
    let sent = match (row.opt_int(8)?, row.opt_int(9)?) {
        (Some(at), Some(version)) => Some(Sent { at: Timestamp(at), version }),
        _ => None,
    };
    Ok(Customer {
        whose,
        id: row.text(0)?,
        version: row.int(1)?,
        kept,
        waiting,
        sent,
        tidy: row.int(10)? == 1,
        gone: row.int(11)? == 1,
        fence: row.int(12)?,
        tries: row.int(13)?,
    })
}

/// What waits, opened; `None` when nothing does.
pub(super) fn secrets(
    tx: &mut dyn Tx,
    cipher: &Cipher,
    whose: &Whose,
) -> Result<Option<Result<Secrets, NotOurs>>, store::Error> {
    let row = tx.row(
        sql!(
            "select new_token, new_holder, new_key from stored_card
             where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &whose.key(),
    )?;
    let Some(row) = row else { return Ok(None) };
    let (Some(token), Some(holder), Some(key)) =
        (row.opt_bytes(0)?, row.opt_bytes(1)?, row.opt_text(2)?)
    else {
        return Ok(None);
    };
    let opened = cipher.open(&token_place(&key), &token).and_then(|token| {
        let holder = cipher.open(&holder_place(&key), &holder)?;
        Ok(Secrets { token, holder })
    });
    Ok(Some(opened))
}

/// Where the token of a card that is to be registered is sealed for; `key` is one of
/// [`key_of`].
pub(crate) fn token_place(key: &str) -> String {
    format!("{key}.save_token")
}

/// Where the holder's name beside it is sealed for.
pub(crate) fn holder_place(key: &str) -> String {
    format!("{key}.save_holder")
}

/// What the secrets of one order, or of one registration, are sealed for.
pub(crate) fn key_of(shop: ShopId, id: &str) -> String {
    format!("stored_card/{shop}/{id}")
}

/// The card that a page shows, if one is registered and nothing else is wanted meanwhile.
pub(super) fn face(customer: &Customer) -> Option<RegisteredCard> {
    let kept = customer.kept.as_ref()?;
    Some(RegisteredCard {
        mark: mark(customer),
        brand: kept.brand.clone(),
        last4: kept.last4.clone(),
    })
}

/// Short, and tells nothing of customer or card.
fn mark(customer: &Customer) -> String {
    let text = format!("{}/{}", customer.id, customer.version);
    hex::encode(&Sha256::digest(text.as_bytes())[..8])
}

/// Which card an attempt charges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Charged {
    /// `customer_id`.
    pub(crate) customer: String,
    /// `customer_card_id`.
    pub(crate) card: String,
}

/// The registered card, if it still is the one of this mark.
pub(crate) fn registered_for_attempt(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: MemberId,
    merchant: &MerchantId,
    shown: &str,
) -> Result<Option<Charged>, store::Error> {
    let found = find(tx, &Whose { shop, member, merchant: merchant.clone() })?;
    Ok(found
        .filter(|customer| mark(customer) == shown)
        .and_then(|customer| Some(Charged { card: customer.kept?.id, customer: customer.id })))
}

/// カード名義人 of the registered card: 450 asks for it. `None`: no card, or it cannot be opened.
pub(crate) fn holder_of(
    tx: &mut dyn Tx,
    cipher: &Cipher,
    shop: ShopId,
    member: MemberId,
    merchant: &MerchantId,
) -> Result<Option<Secret>, store::Error> {
    let row = tx.row(
        sql!(
            "select holder, holder_key from stored_card
             where shop_id = $1 and member_id = $2 and merchant_id = $3 and card_id is not null"
        ),
        &[shop.into(), member.into(), merchant.into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (Some(holder), Some(key)) = (row.opt_bytes(0)?, row.opt_text(1)?) else { return Ok(None) };
    Ok(cipher.open(&holder_place(&key), &holder).ok())
}
