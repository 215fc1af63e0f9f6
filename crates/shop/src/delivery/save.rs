//! 設定する of 宅配便・送料計算: carriers come, change and go. What has begun keeps the fee that its buyer
//! agreed to; the next commit of an order reads the new one.

use store::{Tx, Val, sql};

use super::carrier::{prefecture, read};
use super::charge::{from_columns, to_column};
use super::form::{About, CarrierForm, check};
use super::log::{self, By};
use super::{Carrier, Charge, FeeTable, Kind, ShippingGroup, groups_in};
use crate::checkout::FieldError;
use crate::counter;
use crate::id::{CarrierId, ShopId};
use crate::settings::{Past, SaveError, keep_in, past_in};
use crate::world::World;

/// Who has changed what nobody has saved: the state before the first save.
const FIRST: &str = "noren";

/// One carrier as its page shows it.
#[derive(Clone, Debug)]
pub struct CarrierSheet {
    /// Name, methods and terms.
    pub carrier: Carrier,
    /// Its prices by prefecture.
    pub fees: FeeTable,
    /// Counts what was saved.
    pub version: i64,
    /// The shop's 送料グループ.
    pub groups: Vec<ShippingGroup>,
    /// 送り状レイアウト that can be chosen, as the form sends them and by name: the caller's to fill in.
    pub slips: Vec<(String, String)>,
}

impl CarrierSheet {
    /// The form as it opens.
    pub fn form(&self) -> CarrierForm {
        CarrierForm::of(&self.carrier, &self.fees, &self.groups)
    }

    /// What the form comes to.
    pub fn check(&self, form: &CarrierForm) -> Result<(Carrier, FeeTable), Vec<FieldError>> {
        let (id, kind) = (self.carrier.id, self.carrier.kind);
        check(About { id, kind, groups: &self.groups }, form)
    }

    /// It can bring something somewhere.
    pub fn goes_anywhere(&self) -> bool {
        let nationwide = self.carrier.terms.nationwide.as_ref();
        self.carrier.kind == Kind::Pickup
            || nationwide.map_or(!self.fees.is_empty(), |row| !row.is_empty())
    }
}

/// A carrier of the shop; none if there is no such.
pub async fn open(
    world: &World,
    shop: ShopId,
    id: CarrierId,
) -> Result<Option<CarrierSheet>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| find(tx, shop, id)).await
}

/// The shop's carriers in their order.
pub async fn all(world: &World, shop: ShopId) -> Result<Vec<Carrier>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| super::carriers_in(tx, shop)).await
}

/// The newest versions of a carrier as forms, at most `limit`.
pub async fn past(
    world: &World,
    shop: ShopId,
    id: CarrierId,
    limit: i64,
) -> Result<Vec<Past<CarrierForm>>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| past_in(tx, shop, &word(id), limit)).await
}

/// Under which word the versions of a carrier are kept.
fn word(id: CarrierId) -> String {
    format!("carrier.{id}")
}

fn find(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: CarrierId,
) -> Result<Option<CarrierSheet>, store::Error> {
    let row = tx.row(
        sql!(
            "select carrier_id, name, service, methods, kind, terms, version from carrier
             where shop_id = $1 and carrier_id = $2"
        ),
        &[shop.into(), id.into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let fees = tx.rows(
        sql!(
            "select prefecture, fee, charges from carrier_fee
             where shop_id = $1 and carrier_id = $2"
        ),
        &[shop.into(), id.into()],
    )?;
    let fees = fees
        .iter()
        .map(|row| Ok((prefecture(row, 0)?, from_columns(row.opt_int(1)?, &row.text(2)?)?)));
    let fees = fees.collect::<Result<FeeTable, store::Error>>()?;
    let (carrier, version) = (read(&row)?, row.int(6)?);
    Ok(Some(CarrierSheet {
        carrier,
        fees,
        version,
        groups: groups_in(tx, shop)?,
        slips: Vec::new(),
    }))
}

/// One more carrier, which takes no payment and goes nowhere yet; tells its number.
pub async fn add(
    world: &World,
    shop: ShopId,
    by: &str,
    kind: Kind,
    name: &str,
) -> Result<CarrierId, store::Error> {
    let (by, name) = (By::now(world, by), name.to_owned());
    let write = move |tx: &mut dyn Tx| {
        let (number, position) = next_places(tx, shop)?;
        // A number is never used again: orders, drafts and the history still know the old carrier.
        let id = counter::next_from(tx, shop, "carrier", number)?;
        tx.exec(
            sql!(
                "insert into carrier
                   (shop_id, carrier_id, name, service, position, methods, kind, version)
                 values ($1, $2, $3, '', $4, '', $5, 1)"
            ),
            &[shop.into(), id.into(), name.as_str().into(), position.into(), kind.word().into()],
        )?;
        log::write(tx, shop, &by, &[format!("「{name}」を追加しました。")])?;
        Ok(CarrierId(id))
    };
    world.store.write(write).await
}

/// The number and the place that a new carrier may have at least. Numbers were not always counted:
/// the history knows those of carriers that are gone.
fn next_places(tx: &mut dyn Tx, shop: ShopId) -> Result<(i64, i64), store::Error> {
    let here = tx.row(
        sql!(
            "select coalesce(max(carrier_id), 0), coalesce(max(position), 0) from carrier
             where shop_id = $1"
        ),
        &[shop.into()],
    )?;
    let gone = tx.row(
        sql!(
            "select coalesce(max(cast(substr(kind, 9) as bigint)), 0) from setting
             where shop_id = $1 and kind like 'carrier.%'"
        ),
        &[shop.into()],
    )?;
    let (here, gone) = (here.ok_or(store::Error::Closed)?, gone.ok_or(store::Error::Closed)?);
    Ok((here.int(0)?.max(gone.int(0)?) + 1, here.int(1)? + 1))
}

/// Takes a carrier out of the shop. Orders keep its name.
pub async fn remove(
    world: &World,
    shop: ShopId,
    by: &str,
    id: CarrierId,
) -> Result<(), store::Error> {
    let by = By::now(world, by);
    let write = move |tx: &mut dyn Tx| {
        // Somebody else was faster.
        let Some(gone) = find(tx, shop, id)? else { return Ok(()) };
        clear_fees(tx, shop, id)?;
        tx.exec(
            sql!("delete from carrier where shop_id = $1 and carrier_id = $2"),
            &[shop.into(), id.into()],
        )?;
        let what = format!("「{}」を削除しました。", gone.carrier.full_name());
        log::write(tx, shop, &by, &[what])
    };
    world.store.write(write).await
}

/// Saves the form, if the carrier is still at version `from`, and keeps it as a version.
pub async fn save(
    world: &World,
    shop: ShopId,
    id: CarrierId,
    by: &str,
    from: i64,
    form: &CarrierForm,
) -> Result<(), SaveError> {
    let (by, now, form) = (by.to_owned(), world.now(), form.clone());
    let write = move |tx: &mut dyn Tx| {
        let before = find(tx, shop, id)?.ok_or(SaveError::Changed)?;
        let (carrier, fees) = before.check(&form).map_err(SaveError::Fields)?;
        if before.version != from || update(tx, shop, from, &carrier)? == 0 {
            return Err(SaveError::Changed);
        }
        clear_fees(tx, shop, id)?;
        for (prefecture, row) in &fees {
            insert_fee(tx, shop, id, (*prefecture).into(), row)?;
        }
        if past_in::<CarrierForm>(tx, shop, &word(id), 1)?.is_empty() {
            keep_in(tx, shop, &word(id), from, &before.form(), (FIRST, now))?;
        }
        let kept = CarrierForm::of(&carrier, &fees, &before.groups);
        keep_in(tx, shop, &word(id), from + 1, &kept, (&by, now))?;
        Ok(())
    };
    world.store.write(write).await
}

fn update(
    tx: &mut dyn Tx,
    shop: ShopId,
    from: i64,
    carrier: &Carrier,
) -> Result<u64, store::Error> {
    let methods: Vec<_> = carrier.methods.iter().map(|method| method.value()).collect();
    let terms = serde_json::to_string(&*carrier.terms);
    let terms = terms.map_err(|error| store::Error::Engine(error.to_string()))?;
    tx.exec(
        sql!(
            "update carrier
             set name = $4, service = $5, methods = $6, terms = $7, version = version + 1
             where shop_id = $1 and carrier_id = $2 and version = $3"
        ),
        &[
            shop.into(),
            carrier.id.into(),
            from.into(),
            carrier.name.as_str().into(),
            carrier.service.as_str().into(),
            methods.join(",").into(),
            terms.into(),
        ],
    )
}

fn insert_fee(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: CarrierId,
    prefecture: Val,
    row: &[Charge],
) -> Result<(), store::Error> {
    let (fee, charges) = match row {
        [Charge::Fee(fee)] => (Some(fee.0), String::new()),
        [Charge::Undecided] => (None, String::new()),
        several => (None, to_column(several)),
    };
    tx.exec(
        sql!(
            "insert into carrier_fee (shop_id, carrier_id, prefecture, fee, charges)
             values ($1, $2, $3, $4, $5)"
        ),
        &[shop.into(), id.into(), prefecture, fee.into(), charges.into()],
    )?;
    Ok(())
}

fn clear_fees(tx: &mut dyn Tx, shop: ShopId, id: CarrierId) -> Result<(), store::Error> {
    tx.exec(
        sql!("delete from carrier_fee where shop_id = $1 and carrier_id = $2"),
        &[shop.into(), id.into()],
    )?;
    Ok(())
}
