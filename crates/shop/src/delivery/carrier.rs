//! Carriers (宅配便) and their fees per prefecture.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use store::{Row, Tx, sql};

use super::Prefecture;
use crate::checkout::Method;
use crate::id::{CarrierId, ShopId};
use crate::money::Yen;

/// A way of delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carrier {
    /// Its number in this shop.
    pub id: CarrierId,
    /// 宅配便名.
    pub name: String,
    /// 通常便, クール便 ….
    pub service: String,
    /// 対応可能な支払方法.
    pub methods: Vec<Method>,
}

impl Carrier {
    /// `みなも便 通常便`, as pages and mails name it.
    pub fn full_name(&self) -> String {
        if self.service.is_empty() {
            return self.name.clone();
        }
        format!("{} {}", self.name, self.service)
    }

    /// [○]: goods that are paid like this can go with it.
    pub fn takes(&self, method: Method) -> bool {
        self.methods.contains(&method)
    }
}

/// Carriers that go somewhere, each with its fee there.
pub type Fares = Vec<(Carrier, Option<Yen>)>;

/// All carriers of a shop in their order.
pub fn carriers_in(tx: &mut dyn Tx, shop_id: ShopId) -> Result<Vec<Carrier>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select carrier_id, name, service, methods from carrier where shop_id = $1
             order by position, carrier_id"
        ),
        &[shop_id.into()],
    )?;
    rows.iter().map(read).collect()
}

/// Columns `carrier_id, name, service, methods`.
pub(super) fn read(row: &Row) -> Result<Carrier, store::Error> {
    Ok(Carrier {
        id: CarrierId(row.int(0)?),
        name: row.text(1)?,
        service: row.text(2)?,
        methods: row.text(3)?.split(',').filter_map(Method::find).collect(),
    })
}

/// Every carrier of a shop with its fee to every prefecture it goes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fees(Vec<(Carrier, BTreeMap<Prefecture, Option<Yen>>)>);

impl Fees {
    /// The carriers that go to `prefecture`, as [`fees_to`] tells them; all that go anywhere,
    /// without a fee, while no prefecture is known.
    pub fn to(&self, prefecture: Option<Prefecture>) -> Fares {
        let fee = |fees: &BTreeMap<_, _>| match prefecture {
            Some(prefecture) => fees.get(&prefecture).copied(),
            // One that goes nowhere yet is still being set up.
            None => (!fees.is_empty()).then_some(None),
        };
        let offers = self.0.iter();
        offers.filter_map(|(carrier, fees)| Some((carrier.clone(), fee(fees)?))).collect()
    }
}

/// All fees of a shop.
pub fn fees_in(tx: &mut dyn Tx, shop_id: ShopId) -> Result<Fees, store::Error> {
    let rows = tx.rows(
        sql!("select carrier_id, prefecture, fee from carrier_fee where shop_id = $1"),
        &[shop_id.into()],
    )?;
    let mut fees: HashMap<CarrierId, BTreeMap<_, _>> = HashMap::new();
    for row in rows {
        let (carrier, prefecture) = (CarrierId(row.int(0)?), Prefecture::try_from(row.int(1)?));
        let prefecture = prefecture.map_err(|error| store::Error::Engine(error.to_string()))?;
        fees.entry(carrier).or_default().insert(prefecture, row.opt_int(2)?.map(Yen));
    }
    let with_fees = |carrier: Carrier| {
        let fees = fees.remove(&carrier.id).unwrap_or_default();
        (carrier, fees)
    };
    Ok(Fees(carriers_in(tx, shop_id)?.into_iter().map(with_fees).collect()))
}

/// The carriers that go to `prefecture`, each with its fee (tax included); `None` is 別途連絡: agreed
/// on after the order, so that no card can pay it.
pub fn fees_to(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    prefecture: Prefecture,
) -> Result<Fares, store::Error> {
    let rows = tx.rows(
        sql!(
            "select c.carrier_id, c.name, c.service, c.methods, f.fee from carrier c
             join carrier_fee f on f.shop_id = c.shop_id and f.carrier_id = c.carrier_id
             where c.shop_id = $1 and f.prefecture = $2
             order by c.position, c.carrier_id"
        ),
        &[shop_id.into(), prefecture.into()],
    )?;
    rows.iter().map(|row| Ok((read(row)?, row.opt_int(4)?.map(Yen)))).collect()
}
