//! Orders as the file of one layout, and what is to be told of them.

use std::collections::BTreeMap;

use documents::slip::{self, Party};
use store::Tx;

use super::layout::{Kept, all_in};
use super::parcel;
use crate::checkout::{Checkout, Method};
use crate::clock::Timestamp;
use crate::delivery::{Carrier, carriers_in};
use crate::id::{CarrierId, LayoutId, OrderId};
use crate::order::may::Function;
use crate::order::record::Record;
use crate::order_file::Told;
use crate::payment::Settled;
use crate::profile::Shop;
use crate::settings::{SlipSettings, current};

const LATE: &str = "お届け希望日が出荷予定日より前です。編集モードで希望日を変えてください。";

/// What is the same for all parcels of a shop.
pub(crate) struct Ground {
    sender: SlipSettings,
    from: Party,
    layouts: Vec<Kept>,
    carriers: BTreeMap<CarrierId, Carrier>,
}

/// A file, and which orders are in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Made {
    /// The file; empty without a parcel.
    pub bytes: Vec<u8>,
    /// The orders in it.
    pub written: Vec<OrderId>,
    /// What is to be told, and of which order.
    pub told: Vec<Told>,
    /// How it is named: `b2`.
    pub word: String,
}

impl Ground {
    pub(crate) fn read(tx: &mut dyn Tx, shop: &Shop) -> Result<Ground, store::Error> {
        let sender = current::<SlipSettings>(tx, shop.id)?.map(|version| version.body);
        let sender = sender.unwrap_or_default();
        let carriers = carriers_in(tx, shop.id)?.into_iter();
        Ok(Ground {
            from: parcel::from(&sender, &shop.name),
            sender,
            layouts: all_in(tx, shop.id)?,
            carriers: carriers.map(|carrier| (carrier.id, carrier)).collect(),
        })
    }

    /// The layout of this number.
    pub(crate) fn layout(&self, id: LayoutId) -> Option<&Kept> {
        self.layouts.iter().find(|kept| kept.id == id)
    }

    /// In which layout an order is written, or why in none.
    pub(crate) fn fate(&self, order: &Record) -> Result<LayoutId, &'static str> {
        let payment = order.payment.as_ref().map(|paid| paid.state);
        if !Function::Slip.is_open(order.list) {
            return Err("送り状データを作れるのは、受注一覧にある受注だけです。");
        }
        if payment == Some(Settled::Cancelled) {
            return Err("決済がキャンセルされているため、送り状を作りません。");
        }
        if order.method == Some(Method::Cod) && order.shipping.is_none() {
            return Err("送料が決まっていないため、代引の金額を書けません。");
        }
        if order.people().is_none() {
            return Err("お客様の情報が消去されています。");
        }
        let carrier = order.carrier.and_then(|id| self.carriers.get(&id));
        let Some(carrier) = carrier else {
            return Err("この受注の宅配便は、もうありません。");
        };
        match carrier.terms.slip {
            Some(id) if self.layout(id).is_some() => Ok(id),
            Some(_) => Err("宅配便の設定にある送り状のソフトは、もうありません。"),
            None => Err("この届け方には、送り状のソフトが決めてありません。"),
        }
    }

    /// お届け希望日 comes before the parcel can be on its way.
    fn is_late(&self, checkout: &Checkout, now: Timestamp) -> bool {
        let ships = now.day().after(self.sender.days);
        checkout.arrival.on.is_some_and(|wished| wished < ships)
    }

    fn elsewhere(&self, other: LayoutId) -> String {
        let name = self.layout(other).map_or("", |kept| &kept.name);
        format!("「{name}」で出す受注です。")
    }

    /// The file of one layout: those of the orders that are written in it.
    pub(crate) fn made(&self, id: LayoutId, orders: &[Record], now: Timestamp) -> Made {
        let Some(kept) = self.layout(id) else { return Made::default() };
        let mut made = Made { word: kept.file_word(), ..Made::default() };
        let layout = match kept.layout() {
            Ok(layout) => layout,
            Err(error) => {
                made.told.push(Told::of_file(error.to_string()));
                return made;
            }
        };
        let (mut parcels, mut of) = (Vec::new(), Vec::new());
        for order in orders {
            match (self.fate(order), order.people()) {
                (Ok(one), Some(checkout)) if one == id && self.is_late(checkout, now) => {
                    made.told.push(Told::left_out(order, LATE.to_owned()));
                }
                (Ok(one), Some(checkout)) if one == id => {
                    let carrier = order.carrier.and_then(|id| self.carriers.get(&id));
                    let cool = carrier.map(|carrier| carrier.terms.slip_cool).unwrap_or_default();
                    let same = (&self.from, cool, &self.sender);
                    parcels.push(parcel::of(order, checkout, same, now));
                    of.push(order);
                }
                (Ok(other), _) => made.told.push(Told::left_out(order, self.elsewhere(other))),
                (Err(why), _) => made.told.push(Told::left_out(order, why.to_owned())),
            }
        }
        let substitutes = &self.sender.substitutes;
        let sheet = slip::write(&layout, &kept.settings, &parcels, substitutes);
        made.told.extend(sheet.troubles.iter().map(|trouble| {
            let said = trouble.to_string();
            match trouble.parcel.and_then(|index| of.get(index)) {
                Some(order) if trouble.is_left_out => Told::left_out(order, said),
                Some(order) => Told::looked_at(order, said),
                None => Told::of_file(said),
            }
        }));
        made.written = sheet.written.iter().map(|index| of[*index].order_id).collect();
        if !made.written.is_empty() {
            made.bytes = sheet.bytes;
        }
        made
    }
}
