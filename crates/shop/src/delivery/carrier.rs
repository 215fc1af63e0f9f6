//! Carriers (宅配便, メール便, 店頭渡し), and what they take for a parcel.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use store::{Row, Tx, sql};

use super::charge::from_columns;
use super::{Charge, Kind, Parcel, Prefecture, Terms};
use crate::checkout::Method;
use crate::id::{CarrierId, ShopId};
use crate::money::Yen;

/// A way of delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// Its number in this shop.
    pub id: CarrierId,
    /// 宅配便名.
    pub name: String,
    /// 通常便, クール便 ….
    pub service: String,
    /// 対応可能な支払方法.
    pub methods: Vec<Method>,
    /// 宅配便, メール便 or 店頭渡し.
    pub kind: Kind,
    /// Fee, time slots and the rest.
    pub terms: Arc<Terms>,
}

impl Carrier {
    /// A 宅配便 of the usual terms.
    pub fn new(id: CarrierId, name: &str, service: &str, methods: &[Method]) -> Carrier {
        Carrier {
            id,
            name: name.to_owned(),
            service: service.to_owned(),
            methods: methods.to_vec(),
            kind: Kind::Parcel,
            terms: Arc::default(),
        }
    }

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

    /// What it takes for `parcel` where its prices are these.
    fn charge(&self, row: &[Charge], parcel: &Parcel) -> Charge {
        match self.kind {
            Kind::Pickup => Charge::Fee(Yen::ZERO),
            Kind::Mail if !parcel.goes_by_mail() => Charge::NotServed,
            Kind::Parcel | Kind::Mail => self.terms.charge(row, parcel),
        }
    }

    /// It alone is offered for a parcel that it can take.
    fn stands_alone(&self) -> bool {
        self.kind == Kind::Mail && self.terms.mail_alone
    }
}

/// Carriers that go somewhere, each with its fee there: `None` is 別途連絡, agreed on after the order,
/// so that no card can pay it.
pub type Fares = Vec<(Carrier, Option<Yen>)>;

/// The fares of these charges: without what is not served, and メール便 alone where it is to be.
fn fares(charged: impl Iterator<Item = (Carrier, Charge)>) -> Fares {
    let served = charged.filter(|(_, charge)| *charge != Charge::NotServed);
    let mut fares: Fares = served.map(|(carrier, charge)| (carrier, charge.fee())).collect();
    if fares.iter().any(|(carrier, _)| carrier.stands_alone()) {
        fares.retain(|(carrier, _)| carrier.kind == Kind::Mail);
    }
    fares
}

/// All carriers of a shop in their order.
pub fn carriers_in(tx: &mut dyn Tx, shop_id: ShopId) -> Result<Vec<Carrier>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select carrier_id, name, service, methods, kind, terms from carrier where shop_id = $1
             order by position, carrier_id"
        ),
        &[shop_id.into()],
    )?;
    rows.iter().map(read).collect()
}

/// Columns `carrier_id, name, service, methods, kind, terms`.
pub(crate) fn read(row: &Row) -> Result<Carrier, store::Error> {
    let odd = |column: &str, text: &str| store::Error::Engine(format!("carrier.{column}: {text}"));
    let (kind, terms) = (row.text(4)?, row.text(5)?);
    let terms = match terms.as_str() {
        "{}" => Terms::default(),
        json => serde_json::from_str(json).map_err(|error| odd("terms", &error.to_string()))?,
    };
    Ok(Carrier {
        id: CarrierId(row.int(0)?),
        name: row.text(1)?,
        service: row.text(2)?,
        methods: row.text(3)?.split(',').filter_map(Method::find).collect(),
        kind: Kind::find(&kind).ok_or_else(|| odd("kind", &kind))?,
        terms: Arc::new(terms),
    })
}

/// The prices of each prefecture that has any.
pub type FeeTable = BTreeMap<Prefecture, Vec<Charge>>;

/// Every carrier of a shop with its prices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fees(Vec<(Carrier, FeeTable)>);

impl Fees {
    /// The carriers that take `parcel` to `prefecture`, as [`fees_to`] tells them; all that take it
    /// anywhere, without a fee, while no prefecture is known.
    pub fn to(&self, prefecture: Option<Prefecture>, parcel: &Parcel) -> Fares {
        let charged = self.0.iter().map(|(carrier, table)| match prefecture {
            Some(prefecture) => {
                let row = table.get(&prefecture).map_or(&[][..], Vec::as_slice);
                (carrier.clone(), carrier.charge(row, parcel))
            }
            // One that goes nowhere yet is still being set up.
            None => {
                let served = |row: &[Charge]| carrier.charge(row, parcel) != Charge::NotServed;
                let anywhere = served(&[]) || table.values().any(|row| served(row));
                let charge = if anywhere { Charge::Undecided } else { Charge::NotServed };
                (carrier.clone(), charge)
            }
        });
        fares(charged)
    }

    /// The carriers that may go to `prefecture` with some parcel, without their fees: for a form
    /// whose cart and price are looked at elsewhere.
    pub fn with_anything_to(&self, prefecture: Option<Prefecture>) -> Fares {
        let goes = |(carrier, table): &&(Carrier, FeeTable)| {
            carrier.kind == Kind::Pickup
                || carrier.terms.nationwide.is_some()
                || prefecture
                    .map_or(!table.is_empty(), |prefecture| table.contains_key(&prefecture))
        };
        self.0.iter().filter(goes).map(|(carrier, _)| (carrier.clone(), None)).collect()
    }

    /// あと○○円で送料無料 with the first carrier that takes `parcel` anywhere.
    pub fn first_until_free(&self, parcel: &Parcel) -> Option<UntilFree> {
        let (first, _) = self.to(None, parcel).into_iter().next()?;
        self.until_free(first.id, None, parcel)
    }

    /// あと○○円で送料無料 with this carrier.
    pub fn until_free(
        &self,
        id: CarrierId,
        prefecture: Option<Prefecture>,
        parcel: &Parcel,
    ) -> Option<UntilFree> {
        let (carrier, table) = self.0.iter().find(|(carrier, _)| carrier.id == id)?;
        let more = |row: &[Charge]| match carrier.kind {
            Kind::Pickup => None,
            Kind::Parcel | Kind::Mail => carrier.terms.until_free(row, parcel),
        };
        let one_row = |row: &[Charge]| Some(UntilFree { more: more(row)?, everywhere: true });
        match prefecture {
            _ if carrier.terms.nationwide.is_some() => one_row(&[]),
            Some(prefecture) => one_row(table.get(&prefecture)?),
            None => {
                let helped: Vec<Yen> = table.values().filter_map(|row| more(row)).collect();
                let first = *helped.first()?;
                let all_the_same = helped.iter().all(|more| *more == first);
                let everywhere = helped.len() == Prefecture::all().count();
                all_the_same.then_some(UntilFree { more: first, everywhere })
            }
        }
    }
}

/// あと○○円で送料無料.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UntilFree {
    /// So much more has to be bought.
    pub more: Yen,
    /// Wherever it goes; else some places are left out, and no address is known yet.
    pub everywhere: bool,
}

/// All prices of a shop.
pub fn fees_in(tx: &mut dyn Tx, shop_id: ShopId) -> Result<Fees, store::Error> {
    let rows = tx.rows(
        sql!("select carrier_id, prefecture, fee, charges from carrier_fee where shop_id = $1"),
        &[shop_id.into()],
    )?;
    let mut fees: HashMap<CarrierId, FeeTable> = HashMap::new();
    for row in rows {
        let charges = from_columns(row.opt_int(2)?, &row.text(3)?)?;
        fees.entry(CarrierId(row.int(0)?)).or_default().insert(prefecture(&row, 1)?, charges);
    }
    let with_fees = |carrier: Carrier| {
        let fees = fees.remove(&carrier.id).unwrap_or_default();
        (carrier, fees)
    };
    Ok(Fees(carriers_in(tx, shop_id)?.into_iter().map(with_fees).collect()))
}

/// A column that holds a prefecture.
pub(super) fn prefecture(row: &Row, column: usize) -> Result<Prefecture, store::Error> {
    let prefecture = Prefecture::try_from(row.int(column)?);
    prefecture.map_err(|error| store::Error::Engine(error.to_string()))
}

/// The carriers that take `parcel` to `prefecture`, each with its fee (tax included), as the
/// database says at this moment.
pub fn fees_to(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    prefecture: Prefecture,
    parcel: &Parcel,
) -> Result<Fares, store::Error> {
    let rows = tx.rows(
        sql!(
            "select c.carrier_id, c.name, c.service, c.methods, c.kind, c.terms, f.prefecture,
               f.fee, f.charges
             from carrier c
             left join carrier_fee f
               on f.shop_id = c.shop_id and f.carrier_id = c.carrier_id and f.prefecture = $2
             where c.shop_id = $1
             order by c.position, c.carrier_id"
        ),
        &[shop_id.into(), prefecture.into()],
    )?;
    let charged = rows.iter().map(|row| {
        let carrier = read(row)?;
        let charges = match row.opt_int(6)? {
            Some(_) => from_columns(row.opt_int(7)?, &row.text(8)?)?,
            None => Vec::new(),
        };
        let charge = carrier.charge(&charges, parcel);
        Ok((carrier, charge))
    });
    let charged = charged.collect::<Result<Vec<_>, store::Error>>()?;
    Ok(fares(charged.into_iter()))
}
