//! 宅配便基本設定: name, 対応可能な支払方法 and fees of one carrier.

use shop::checkout::Method;
use shop::delivery::form::{fee, takes};
use shop::delivery::{self, CarrierForm, CarrierSheet, Prefecture};
use shop::id::CarrierId;
use shop::settings::SaveError;

use super::super::Here;
use super::Visit;
use super::delivery::href;
use super::form::DELIVERY;
use super::payments::system_name;
use super::row::{Change, Group, Part, Row};
use super::sheet::{Compared, Frame, Sheet};
use crate::Fault;

impl Sheet for CarrierSheet {
    type Key = i64;
    type Sent = CarrierForm;

    async fn open(visit: &Visit, id: i64) -> Result<CarrierSheet, Fault> {
        let found = delivery::open(visit.app.world(), visit.shop.id, CarrierId(id)).await?;
        found.ok_or(Fault::NotFound)
    }

    fn frame(&self) -> Frame {
        Frame {
            title: "宅配便基本設定",
            path: href(self.carrier.id),
            here: Here::BelowDelivery,
            above: DELIVERY,
            done: "/settings/delivery?answer=saved",
            is_set: !self.carrier.methods.is_empty() && !self.fees.is_empty(),
            history: None,
            test: None,
        }
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn kept(&self) -> CarrierForm {
        CarrierForm::of(&self.carrier, &self.fees)
    }

    fn groups(&self, _: &Visit, sent: &CarrierForm) -> Vec<Group> {
        groups(sent)
    }

    async fn check(&self, _: &Visit, sent: &CarrierForm) -> Result<Compared, SaveError> {
        let checked = delivery::check(self.carrier.id, sent).map_err(SaveError::Fields)?;
        Ok((groups(&self.kept()), groups(&CarrierForm::of(&checked.0, &checked.1))))
    }

    fn effects(&self, _: &[Change], sent: &CarrierForm) -> Vec<&'static str> {
        let Ok((carrier, fees)) = delivery::check(self.carrier.id, sent) else { return Vec::new() };
        let mut effects = Vec::new();
        if carrier.methods.is_empty() {
            effects
                .push("対応可能な支払方法がないため、お客様はこの宅配便を選べても購入できません。");
        }
        if fees.is_empty() {
            effects.push("送料がどの都道府県にもないため、お客様はこの宅配便を選べません。");
        }
        effects
    }

    async fn save(visit: &Visit, id: i64, from: i64, sent: &CarrierForm) -> Result<(), SaveError> {
        delivery::save(visit.app.world(), visit.shop.id, CarrierId(id), from, sent).await
    }
}

fn groups(form: &CarrierForm) -> Vec<Group> {
    let methods = Method::ALL.into_iter().fold(
        Row::new("", "対応可能な支払方法")
            .hint("チェックした支払方法だけが、この宅配便と組み合わせて使えます。"),
        |row, method| row.tick(takes(method), form.field(takes(method)), system_name(method)),
    );
    let names = vec![
        Row::new("", "宅配便名").required().line("name", &form.name, "m"),
        Row::new("", "サービス名")
            .line("service", &form.service, "m")
            .hint("通常便、クール便など。お客様には「宅配便名 サービス名」と出ます。"),
        methods,
    ];
    let fees = Prefecture::all().map(|to| {
        let (field, value) = (fee(to), form.field(fee(to)));
        let row = Row::new("", to.name()).part(Part::Line {
            name: field,
            value: value.to_owned(),
            width: "s",
            placeholder: "",
        });
        row.saying(&fee_said(value.trim()))
    });
    vec![
        Group { id: "g1", title: "宅配便", note: "", rows: names },
        Group {
            id: "g2",
            title: "送料",
            note: "円（税込）。空欄の都道府県には届けません。「別途」は、ご注文のあとに送料をご連絡します\
                   （その場合、クレジットカードは使えません）。",
            rows: fees.collect(),
        },
    ]
}

fn fee_said(typed: &str) -> String {
    match typed {
        "" => "届けない".to_owned(),
        shop::delivery::form::UNDECIDED => "別途連絡".to_owned(),
        typed => format!("{typed}円"),
    }
}
