//! 宅配便基本設定: name, 対応可能な支払方法, fees and times of one carrier.

use shop::delivery::{self, CarrierForm, CarrierSheet, Kind, Measure};
use shop::id::CarrierId;
use shop::settings::{Past, SaveError};
use shop::slip;

use super::super::Here;
use super::Visit;
use super::carrier_rows::groups;
use super::delivery::href;
use super::form::DELIVERY;
use super::row::{Change, Group};
use super::sheet::{Compared, Frame, Sheet};
use crate::Fault;

impl Sheet for CarrierSheet {
    type Key = i64;
    type Sent = CarrierForm;

    async fn open(visit: &Visit, id: i64) -> Result<CarrierSheet, Fault> {
        let (world, shop) = (visit.app.world(), visit.shop.id);
        let found = delivery::open(world, shop, CarrierId(id)).await?;
        let layouts = slip::all(world, shop).await?.into_iter();
        let slips = layouts.map(|kept| (kept.id.to_string(), kept.name)).collect();
        found.map(|sheet| CarrierSheet { slips, ..sheet }).ok_or(Fault::NotFound)
    }

    fn frame(&self) -> Frame {
        Frame {
            title: match self.carrier.kind {
                Kind::Parcel => "宅配便基本設定",
                Kind::Mail => "メール便基本設定",
                Kind::Pickup => "店頭渡し基本設定",
            },
            path: href(self.carrier.id),
            here: Here::BelowDelivery,
            above: DELIVERY,
            done: "/settings/delivery?answer=saved",
            is_set: !self.carrier.methods.is_empty() && self.goes_anywhere(),
            test: None,
        }
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn kept(&self) -> CarrierForm {
        self.form()
    }

    fn groups(&self, _: &Visit, sent: &CarrierForm) -> Vec<Group> {
        groups(self, sent)
    }

    async fn check(&self, _: &Visit, sent: &CarrierForm) -> Result<Compared, SaveError> {
        let (carrier, fees) = CarrierSheet::check(self, sent).map_err(SaveError::Fields)?;
        let after = CarrierForm::of(&carrier, &fees, &self.groups);
        Ok((groups(self, &self.form()), groups(self, &after)))
    }

    fn effects(&self, _: &[Change], sent: &CarrierForm) -> Vec<&'static str> {
        let Ok((carrier, fees)) = CarrierSheet::check(self, sent) else { return Vec::new() };
        let after = CarrierSheet { carrier, fees, ..self.clone() };
        let carrier = &after.carrier;
        let all = [
            (
                carrier.methods.is_empty(),
                "対応可能な支払方法がないため、お客様はこの方法を選べても購入できません。",
            ),
            (!after.goes_anywhere(), NOWHERE),
            (matches!(carrier.terms.measure, Measure::Groups { .. }), NO_GROUP),
            (matches!(carrier.terms.measure, Measure::Points(_)), NO_POINTS),
        ];
        all.into_iter().filter(|(is_so, _)| *is_so).map(|(_, said)| said).collect()
    }

    async fn save(visit: &Visit, id: i64, from: i64, sent: &CarrierForm) -> Result<(), SaveError> {
        let (world, shop, by) = (visit.app.world(), visit.shop.id, &visit.staff.name);
        delivery::save(world, shop, CarrierId(id), by, from, sent).await
    }

    async fn past(&self, visit: &Visit, limit: i64) -> Result<Vec<Past<Compared>>, Fault> {
        let (world, shop) = (visit.app.world(), visit.shop.id);
        let past = delivery::past(world, shop, self.carrier.id, limit).await?;
        let rows = |form: CarrierForm| (groups(self, &form), groups(self, &form));
        Ok(past.into_iter().map(|one| one.map(rows)).collect())
    }
}

const NOWHERE: &str = "送料がどこにもないため、お客様はこの方法を選べません。";
const NO_GROUP: &str = "送料グループのない商品を含むご注文は、送料が別途連絡になり、\
                        クレジットカードと代金引換が使えません。";
const NO_POINTS: &str = "送料ポイントのない商品を含むご注文と、最後の区分を超えるご注文は、送料が\
                         別途連絡になり、クレジットカードと代金引換が使えません。";
