//! 設定する of 宅配便・送料計算: carriers come, change and go. What has begun keeps the fee that its buyer
//! agreed to; the next commit of an order reads the new one.

use store::{Tx, Val, sql};

use super::carrier::read;
use super::form::{CarrierForm, FeeTable, check};
use super::{Carrier, Prefecture};
use crate::id::{CarrierId, ShopId};
use crate::money::Yen;
use crate::settings::SaveError;
use crate::world::World;

/// One carrier as its page shows it.
#[derive(Clone, Debug)]
pub struct CarrierSheet {
    /// Name and methods.
    pub carrier: Carrier,
    /// Its fees.
    pub fees: FeeTable,
    /// Counts what was saved.
    pub version: i64,
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

fn find(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: CarrierId,
) -> Result<Option<CarrierSheet>, store::Error> {
    let row = tx.row(
        sql!(
            "select carrier_id, name, service, methods, version from carrier
             where shop_id = $1 and carrier_id = $2"
        ),
        &[shop.into(), id.into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let fees = tx.rows(
        sql!("select prefecture, fee from carrier_fee where shop_id = $1 and carrier_id = $2"),
        &[shop.into(), id.into()],
    )?;
    let fees = fees.iter().map(|row| {
        let prefecture = Prefecture::try_from(row.int(0)?);
        let prefecture = prefecture.map_err(|error| store::Error::Engine(error.to_string()))?;
        Ok((prefecture, row.opt_int(1)?.map(Yen)))
    });
    let fees = fees.collect::<Result<FeeTable, store::Error>>()?;
    Ok(Some(CarrierSheet { carrier: read(&row)?, fees, version: row.int(4)? }))
}

/// One more carrier, which takes no payment and goes nowhere yet; tells its number.
pub async fn add(world: &World, shop: ShopId, name: &str) -> Result<CarrierId, store::Error> {
    let name = name.to_owned();
    let write = move |tx: &mut dyn Tx| {
        let last = tx.row(
            sql!(
                "select coalesce(max(carrier_id), 0), coalesce(max(position), 0) from carrier
                 where shop_id = $1"
            ),
            &[shop.into()],
        )?;
        let (id, position) = match last {
            Some(last) => (last.int(0)? + 1, last.int(1)? + 1),
            None => (1, 1),
        };
        tx.exec(
            sql!(
                "insert into carrier (shop_id, carrier_id, name, service, position, methods)
                 values ($1, $2, $3, '', $4, '')"
            ),
            &[shop.into(), id.into(), name.as_str().into(), position.into()],
        )?;
        Ok(CarrierId(id))
    };
    world.store.write(write).await
}

/// Takes a carrier out of the shop. Orders keep its name.
pub async fn remove(world: &World, shop: ShopId, id: CarrierId) -> Result<(), store::Error> {
    let write = move |tx: &mut dyn Tx| {
        clear_fees(tx, shop, id)?;
        tx.exec(
            sql!("delete from carrier where shop_id = $1 and carrier_id = $2"),
            &[shop.into(), id.into()],
        )?;
        Ok(())
    };
    world.store.write(write).await
}

/// Saves the form, if the carrier is still at version `from`.
pub async fn save(
    world: &World,
    shop: ShopId,
    id: CarrierId,
    from: i64,
    form: &CarrierForm,
) -> Result<(), SaveError> {
    let (carrier, fees) = check(id, form).map_err(SaveError::Fields)?;
    let write = move |tx: &mut dyn Tx| {
        let methods: Vec<_> = carrier.methods.iter().map(|method| method.value()).collect();
        let saved = tx.exec(
            sql!(
                "update carrier set name = $4, service = $5, methods = $6, version = version + 1
                 where shop_id = $1 and carrier_id = $2 and version = $3"
            ),
            &[
                shop.into(),
                id.into(),
                from.into(),
                carrier.name.as_str().into(),
                carrier.service.as_str().into(),
                methods.join(",").into(),
            ],
        )?;
        if saved == 0 {
            return Err(SaveError::Changed);
        }
        clear_fees(tx, shop, id)?;
        for (prefecture, fee) in &fees {
            tx.exec(
                sql!(
                    "insert into carrier_fee (shop_id, carrier_id, prefecture, fee)
                     values ($1, $2, $3, $4)"
                ),
                &[shop.into(), id.into(), (*prefecture).into(), Val::from(fee.map(|yen| yen.0))],
            )?;
        }
        Ok(())
    };
    world.store.write(write).await
}

fn clear_fees(tx: &mut dyn Tx, shop: ShopId, id: CarrierId) -> Result<(), store::Error> {
    tx.exec(
        sql!("delete from carrier_fee where shop_id = $1 and carrier_id = $2"),
        &[shop.into(), id.into()],
    )?;
    Ok(())
}
