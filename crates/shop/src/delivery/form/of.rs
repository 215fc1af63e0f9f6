//! What is kept, as the form shows it.

use super::shape::{BELOW, RULES, UP_TO};
use super::{CarrierForm, cell, takes, times};
use crate::checkout::Method;
use crate::delivery::terms::slip_cool_word;
use crate::delivery::tracking;
use crate::delivery::{
    Carrier, Charge, FeeTable, Measure, Prefecture, ShippingGroup, Terms, UNDECIDED,
};
use crate::money::Yen;
use crate::settings::form::ticked;

impl CarrierForm {
    /// What is kept; `groups` are the shop's.
    pub fn of(carrier: &Carrier, fees: &FeeTable, groups: &[ShippingGroup]) -> CarrierForm {
        let mut form = CarrierForm {
            name: carrier.name.clone(),
            service: carrier.service.clone(),
            ..CarrierForm::default()
        };
        for method in Method::ALL {
            form.set(takes(method), ticked(carrier.takes(method)));
        }
        form.set_measure(&carrier.terms);
        form.set_prices(&carrier.terms, fees, groups);
        form.set_more(&carrier.terms);
        form.more.retain(|_, value| !value.is_empty());
        form
    }

    fn set_measure(&mut self, terms: &Terms) {
        let word = match &terms.measure {
            Measure::Order => "order",
            Measure::Piece => "piece",
            Measure::Goods(bounds) => {
                for (field, bound) in BELOW.iter().zip(bounds) {
                    self.set(field, bound.0.to_string());
                }
                "goods"
            }
            Measure::Groups { rule, .. } => {
                let found = RULES.iter().find(|(_, _, one)| one == rule);
                self.set("rule", found.map_or("", |(word, ..)| word));
                "groups"
            }
            Measure::Points(bounds) => {
                for (field, bound) in UP_TO.iter().zip(bounds) {
                    self.set(field, bound.to_string());
                }
                "points"
            }
        };
        self.set("measure", word);
        self.set("area", if terms.nationwide.is_some() { "nationwide" } else { "prefecture" });
    }

    fn set_prices(&mut self, terms: &Terms, fees: &FeeTable, groups: &[ShippingGroup]) {
        let columns = self.shape(groups).columns;
        // The prices stand in the order of the groups as they were when it was saved.
        let place = |number: usize| match &terms.measure {
            Measure::Groups { groups: kept, .. } => {
                kept.iter().position(|id| Some(*id) == groups.get(number).map(|group| group.id))
            }
            _ => Some(number),
        };
        let mut set_row = |to: Option<Prefecture>, row: &[Charge]| {
            for (number, column) in columns.iter().enumerate() {
                let charge = place(number).and_then(|place| row.get(place));
                self.set(&cell(to, column), charge.copied().map(typed).unwrap_or_default());
            }
        };
        match &terms.nationwide {
            Some(row) => set_row(None, row),
            None => fees.iter().for_each(|(to, row)| set_row(Some(*to), row)),
        }
    }

    fn set_more(&mut self, terms: &Terms) {
        let yen = |yen: Yen| yen.0.to_string();
        if let Some(threshold) = terms.threshold {
            self.set("free", ticked(true));
            self.set("free_from", yen(threshold.from));
            self.set("free_fee", yen(threshold.fee));
        }
        if let Some(cool) = terms.cool {
            self.set("cool", yen(cool.fee));
            self.set("cool_always", ticked(cool.even_if_free));
        }
        let slots: Vec<String> = terms.slots.iter().map(times::line).collect();
        self.set("slots", slots.join("\n"));
        if let Some(days) = terms.days {
            self.set("days", ticked(true));
            self.set("earliest", days.earliest.to_string());
            self.set("latest", days.latest.to_string());
        }
        let by = tracking::chosen(&terms.tracking);
        self.set("tracking_by", by);
        let is_typed = by == tracking::OTHER;
        self.set("tracking", if is_typed { terms.tracking.clone() } else { String::new() });
        self.set("slip", terms.slip.map(|id| id.to_string()).unwrap_or_default());
        self.set("slip_cool", slip_cool_word(terms.slip_cool));
        self.set("carrier_note", terms.note.clone());
        self.set("mail_alone", ticked(terms.mail_alone));
    }
}

fn typed(charge: Charge) -> String {
    match charge {
        Charge::Fee(fee) => fee.0.to_string(),
        Charge::Undecided => UNDECIDED.to_owned(),
        Charge::NotServed => String::new(),
    }
}
