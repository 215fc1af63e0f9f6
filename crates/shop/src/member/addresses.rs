//! お届け先リスト: who gets a member's presents.

use store::{Row, Tx, sql};

use super::change::ChangeError;
use super::log::Deed;
use super::moment::Moment;
use super::{Browser, Member};
use crate::checkout::{self, Address, CheckoutForm, Recipient};
use crate::clock::Timestamp;
use crate::delivery::Prefecture;
use crate::id::{MemberId, ShopId};
use crate::mail::Notice;
use crate::profile::Shop;
use crate::world::World;

/// So many a member may keep.
pub const ADDRESSES_MAX: i64 = 50;

/// The number of one, within a member's list.
pub type AddressId = i64;

/// One of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedAddress {
    /// Its number.
    pub id: AddressId,
    /// Who and where.
    pub recipient: Recipient,
}

/// Why it was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveAddressError {
    /// The list holds [`ADDRESSES_MAX`].
    #[error("the list is full")]
    Full,
    /// The member has none of this number.
    #[error("no such address")]
    None,
    /// Another reason.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// All of them; there are no more than a page takes.
pub async fn addresses(
    world: &World,
    shop: &Shop,
    member: &Member,
) -> Result<Vec<SavedAddress>, store::Error> {
    let (shop, member) = (shop.id, member.id);
    world.store.read(move |tx: &mut dyn Tx| addresses_in(tx, shop, member)).await
}

/// The same inside a transaction.
pub fn addresses_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: MemberId,
) -> Result<Vec<SavedAddress>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select address_id, family, given, family_kana, given_kana, phone, postal, prefecture,
               city, street, building
             from member_address where shop_id = $1 and member_id = $2
             order by address_id limit $3"
        ),
        &[shop.into(), member.into(), ADDRESSES_MAX.into()],
    )?;
    rows.iter().map(saved).collect()
}

/// One of them.
pub async fn find_address(
    world: &World,
    shop: &Shop,
    member: &Member,
    id: AddressId,
) -> Result<Option<SavedAddress>, store::Error> {
    let (shop, member) = (shop.id, member.id);
    let found = world.store.read(move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!(
                "select address_id, family, given, family_kana, given_kana, phone, postal,
                   prefecture, city, street, building
                 from member_address where shop_id = $1 and member_id = $2 and address_id = $3"
            ),
            &[shop.into(), member.into(), id.into()],
        )?;
        row.as_ref().map(saved).transpose()
    });
    found.await
}

fn saved(row: &Row) -> Result<SavedAddress, store::Error> {
    let prefecture = Prefecture::try_from(row.int(7)?);
    let address = Address {
        postal: row.text(6)?,
        prefecture: prefecture.map_err(|error| store::Error::Engine(error.to_string()))?,
        city: row.text(8)?,
        street: row.text(9)?,
        building: row.text(10)?,
    };
    let recipient = Recipient {
        family: row.text(1)?,
        given: row.text(2)?,
        family_kana: row.text(3)?,
        given_kana: row.text(4)?,
        phone: row.text(5)?,
        address,
    };
    Ok(SavedAddress { id: row.int(0)?, recipient })
}

/// Adds one.
pub async fn add_address(
    world: &World,
    shop: &Shop,
    member: &Member,
    form: &CheckoutForm,
    browser: &Browser,
) -> Result<(), SaveAddressError> {
    let moment = Moment::new(world, shop, browser);
    let recipient = read(form, member)?;
    let member = member.clone();
    let added = world.store.write(move |tx: &mut dyn Tx| {
        let shop = moment.shop_id();
        let (count, id) = next(tx, shop, member.id)?;
        if count >= ADDRESSES_MAX {
            return Err(SaveAddressError::Full);
        }
        write(tx, shop, (&member, id), &recipient, moment.now)?;
        tell(tx, &moment, &member, Deed::AddressAdded)
    });
    added.await?;
    world.bell.notify_one();
    Ok(())
}

/// How many there are, and the next number.
fn next(tx: &mut dyn Tx, shop: ShopId, member: MemberId) -> Result<(i64, AddressId), store::Error> {
    let row = tx.row(
        sql!(
            "select count(*), coalesce(max(address_id), 0) + 1 from member_address
             where shop_id = $1 and member_id = $2"
        ),
        &[shop.into(), member.into()],
    )?;
    row.map_or(Ok((0, 1)), |row| Ok((row.int(0)?, row.int(1)?)))
}

/// Changes one.
pub async fn change_address(
    world: &World,
    shop: &Shop,
    member: &Member,
    (id, form): (AddressId, &CheckoutForm),
    browser: &Browser,
) -> Result<(), SaveAddressError> {
    let moment = Moment::new(world, shop, browser);
    let recipient = read(form, member)?;
    let member = member.clone();
    let changed = world.store.write(move |tx: &mut dyn Tx| {
        if !delete(tx, moment.shop_id(), &member, id)? {
            return Err(SaveAddressError::None);
        }
        write(tx, moment.shop_id(), (&member, id), &recipient, moment.now)?;
        tell(tx, &moment, &member, Deed::AddressChanged)
    });
    changed.await?;
    world.bell.notify_one();
    Ok(())
}

/// Removes one. `false`: the member has none of this number.
pub async fn remove_address(
    world: &World,
    shop: &Shop,
    member: &Member,
    id: AddressId,
    browser: &Browser,
) -> Result<bool, store::Error> {
    let (moment, member) = (Moment::new(world, shop, browser), member.clone());
    let removed = world.store.write(move |tx: &mut dyn Tx| {
        if !delete(tx, moment.shop_id(), &member, id)? {
            return Ok(false);
        }
        moment.note(tx, member.id, Deed::AddressRemoved)?;
        let to = (member.buyer.email.as_str(), member.buyer.name());
        moment.tell(tx, (to.0, &to.1), &Notice::AddressesChanged)?;
        Ok::<_, store::Error>(true)
    });
    let removed = removed.await?;
    world.bell.notify_one();
    Ok(removed)
}

/// Who gets it, read as a buyer whose e-mail is the member's.
fn read(form: &CheckoutForm, member: &Member) -> Result<Recipient, ChangeError> {
    let form = CheckoutForm { email: member.buyer.email.clone(), ..form.clone() };
    let person = checkout::parse_buyer(&form).map_err(ChangeError::Fields)?;
    Ok(Recipient {
        family: person.family,
        given: person.given,
        family_kana: person.family_kana,
        given_kana: person.given_kana,
        phone: person.phone,
        address: person.address,
    })
}

fn delete(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: &Member,
    id: AddressId,
) -> Result<bool, store::Error> {
    let rows = tx.exec(
        sql!(
            "delete from member_address
             where shop_id = $1 and member_id = $2 and address_id = $3"
        ),
        &[shop.into(), member.id.into(), id.into()],
    )?;
    Ok(rows == 1)
}

fn write(
    tx: &mut dyn Tx,
    shop: ShopId,
    (member, id): (&Member, AddressId),
    recipient: &Recipient,
    now: Timestamp,
) -> Result<(), store::Error> {
    let address = &recipient.address;
    tx.exec(
        sql!(
            "insert into member_address (shop_id, member_id, address_id, family, given,
               family_kana, given_kana, phone, postal, prefecture, city, street, building,
               saved_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        ),
        &[
            shop.into(),
            member.id.into(),
            id.into(),
            recipient.family.as_str().into(),
            recipient.given.as_str().into(),
            recipient.family_kana.as_str().into(),
            recipient.given_kana.as_str().into(),
            recipient.phone.as_str().into(),
            address.postal.as_str().into(),
            address.prefecture.into(),
            address.city.as_str().into(),
            address.street.as_str().into(),
            address.building.as_str().into(),
            now.into(),
        ],
    )?;
    Ok(())
}

fn tell(
    tx: &mut dyn Tx,
    moment: &Moment,
    member: &Member,
    deed: Deed,
) -> Result<(), SaveAddressError> {
    moment.note(tx, member.id, deed)?;
    let to = (member.buyer.email.as_str(), member.buyer.name());
    moment.tell(tx, (to.0, &to.1), &Notice::AddressesChanged)?;
    Ok(())
}
