//! What the form comes to, or a sentence beside each field that needs one.

use std::sync::Arc;

use super::shape::{BELOW, Column, RULES, Shape, UP_TO};
use super::{About, CarrierForm, cell, fee, takes, times};
use crate::checkout::{CARD_MAX, FieldError, Method, normalise};
use crate::delivery::terms::slip_cool;
use crate::delivery::tracking;
use crate::delivery::{
    Carrier, Charge, Cool, FeeTable, Kind, Measure, Prefecture, Rule, Terms, Threshold, UNDECIDED,
};
use crate::id::LayoutId;
use crate::money::Yen;
use crate::settings::form::{Checks, TICKED, read_yen};

/// Longest 宅配便名 and サービス名.
const NAME_MAX: usize = 30;
/// The highest price.
const FEE_MAX: Yen = Yen(99_999);
/// The most 送料ポイント.
pub(in crate::delivery) const POINTS_MAX: i64 = 99_999_999;
/// Longest note.
const NOTE_MAX: usize = 300;

/// What the form comes to: the carrier, and its prices by prefecture.
pub fn check(about: About<'_>, form: &CarrierForm) -> Result<(Carrier, FeeTable), Vec<FieldError>> {
    let mut checks = Checks::default();
    let label = format!("{}名", about.kind.name());
    let name = checks.line("name", &label, &form.name, NAME_MAX);
    let service = checks.text("service", "サービス名", &normalise::line(&form.service), NAME_MAX);
    let has = |method: &Method| form.field(takes(*method)) == TICKED;
    let methods = Method::ALL.into_iter().filter(has).collect();
    let (mut terms, mut fees) = (Terms::default(), FeeTable::new());
    if about.kind != Kind::Pickup {
        terms.measure = measure(&mut checks, about, form);
        prices(&mut checks, about, form, &mut terms, &mut fees);
        terms.threshold = threshold(&mut checks, form);
    }
    if about.kind == Kind::Parcel {
        terms.cool = cool(&mut checks, form);
        terms.days = times::days(&mut checks, form);
        terms.slots = times::slots(&mut checks, form);
    }
    if about.kind != Kind::Pickup {
        terms.tracking =
            tracking::check(&mut checks, form.field("tracking_by"), form.field("tracking"));
        terms.slip = form.field("slip").parse().ok().map(LayoutId);
        terms.slip_cool = slip_cool(form.field("slip_cool"));
    }
    terms.note = checks.text("carrier_note", "案内文", form.field("carrier_note"), NOTE_MAX);
    terms.mail_alone = about.kind == Kind::Mail && form.field("mail_alone") == TICKED;
    let terms = Arc::new(terms);
    checks.end((Carrier { id: about.id, name, service, methods, kind: about.kind, terms }, fees))
}

fn measure(checks: &mut Checks, about: About<'_>, form: &CarrierForm) -> Measure {
    match form.shape(about.groups).measure {
        "piece" => Measure::Piece,
        _ if about.kind == Kind::Mail => Measure::Order,
        "goods" => Measure::Goods(bounds(checks, form, &BELOW, "金額", CARD_MAX.0, Yen)),
        "points" => Measure::Points(bounds(checks, form, &UP_TO, "ポイント", POINTS_MAX, |n| n)),
        "groups" => Measure::Groups {
            groups: about.groups.iter().map(|group| group.id).collect(),
            rule: rule(checks, about, form),
        },
        _ => Measure::Order,
    }
}

fn rule(checks: &mut Checks, about: About<'_>, form: &CarrierForm) -> Rule {
    if about.groups.is_empty() {
        checks.refuse("measure", "さきに「送料グループ」を作ってください。");
    }
    let typed = form.field("rule");
    let found = RULES.iter().find(|(word, ..)| *word == typed);
    if found.is_none() {
        checks.refuse("rule", "グループがちがうときの計算を選んでください。");
    }
    found.map_or(Rule::default(), |(_, _, rule)| *rule)
}

/// Bounds that rise from one to the next; the fields may have gaps.
fn bounds<T: Copy>(
    checks: &mut Checks,
    form: &CarrierForm,
    names: &'static [&'static str],
    what: &str,
    highest: i64,
    make: fn(i64) -> T,
) -> Vec<T> {
    let (mut bounds, mut last) = (Vec::new(), 0);
    for &name in names {
        let typed = form.field(name);
        if typed.is_empty() {
            continue;
        }
        match read_yen(typed).filter(|yen| (1..=highest).contains(&yen.0)) {
            Some(Yen(bound)) if bound > last => {
                last = bound;
                bounds.push(make(bound));
            }
            Some(_) => checks.refuse(name, format!("前の区分より大きい{what}にしてください。")),
            None => checks.refuse(name, format!("{what}を1以上の数字で入力してください。")),
        }
    }
    if names.iter().all(|name| form.field(name).is_empty()) {
        checks.refuse(names[0], format!("区分の{what}を1つ以上入力してください。"));
    }
    bounds
}

fn prices(
    checks: &mut Checks,
    about: About<'_>,
    form: &CarrierForm,
    terms: &mut Terms,
    fees: &mut FeeTable,
) {
    let mut shape = form.shape(about.groups);
    if about.kind == Kind::Mail {
        shape = Shape::of_mail();
    }
    let mut row = |to: Option<Prefecture>| {
        let charges = shape.columns.iter().map(|column| price(checks, form, to, column));
        let charges: Vec<Charge> = charges.collect();
        charges.iter().any(|charge| *charge != Charge::NotServed).then_some(charges)
    };
    if shape.nationwide {
        terms.nationwide = Some(row(None).unwrap_or_default());
    } else {
        fees.extend(Prefecture::all().filter_map(|to| Some((to, row(Some(to))?))));
    }
}

fn price(
    checks: &mut Checks,
    form: &CarrierForm,
    to: Option<Prefecture>,
    column: &Column,
) -> Charge {
    match normalise::line(form.field(&cell(to, column))).as_str() {
        "" => Charge::NotServed,
        UNDECIDED => Charge::Undecided,
        typed => match read_yen(typed).filter(|yen| *yen <= FEE_MAX) {
            Some(yen) => Charge::Fee(yen),
            None => {
                let place = to.map_or("全国一律", Prefecture::name);
                let title = &column.title;
                let of = if title.is_empty() { String::new() } else { format!("（{title}）") };
                checks.refuse(
                    fee(to),
                    format!(
                        "{place}{of}の送料を0〜99,999の数字か「{UNDECIDED}」で入力してください。"
                    ),
                );
                Charge::NotServed
            }
        },
    }
}

fn threshold(checks: &mut Checks, form: &CarrierForm) -> Option<Threshold> {
    (form.field("free") == TICKED).then(|| Threshold {
        from: checks.yen("free_from", "商品合計の金額", form.field("free_from")),
        fee: fee_of(checks, form, "free_fee", "商品合計が多いときの送料").unwrap_or_default(),
    })
}

fn cool(checks: &mut Checks, form: &CarrierForm) -> Option<Cool> {
    let fee = fee_of(checks, form, "cool", "クール料金")?;
    Some(Cool { fee, even_if_free: form.field("cool_always") == TICKED })
}

/// A price that may be left out.
fn fee_of(checks: &mut Checks, form: &CarrierForm, name: &'static str, label: &str) -> Option<Yen> {
    let typed = form.field(name);
    if typed.is_empty() {
        return None;
    }
    let fee = read_yen(typed).filter(|yen| *yen <= FEE_MAX);
    if fee.is_none() {
        checks.refuse(name, format!("{label}を0〜99,999の数字で入力してください。"));
    }
    fee
}
