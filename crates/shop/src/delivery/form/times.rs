//! お届け時間帯 and お届け希望日 as they are typed.

use super::CarrierForm;
use crate::checkout::normalise;
use crate::clock::Day;
use crate::delivery::{Days, Slot};
use crate::settings::form::{Checks, TICKED};

/// Lines of お届け時間帯.
const SLOTS_MAX: usize = 10;
/// Longest name of one.
const LABEL_MAX: usize = 20;
/// The last day that can be offered, counted from today.
const DAYS_MAX: u16 = 90;

/// One line a slot: `14時～16時`, or with its days `14時～16時, 2026-04-01, 2027-03-31`.
pub(super) fn line(slot: &Slot) -> String {
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    match (slot.from, slot.until) {
        (None, None) => slot.label.clone(),
        (from, until) => format!("{}, {}, {}", slot.label, day(from), day(until)),
    }
}

/// The lines of `slots`.
pub(super) fn slots(checks: &mut Checks, form: &CarrierForm) -> Vec<Slot> {
    const FIELD: &str = "slots";
    let mut slots: Vec<Slot> = Vec::new();
    for typed in form.field(FIELD).lines().map(str::trim).filter(|line| !line.is_empty()) {
        match slot(typed) {
            Ok(slot) if slots.iter().any(|one| one.label == slot.label) => {
                checks.refuse(FIELD, format!("「{}」が2行あります。", slot.label));
            }
            Ok(slot) => slots.push(slot),
            Err(why) => checks.refuse(FIELD, format!("「{typed}」：{why}")),
        }
    }
    if slots.len() > SLOTS_MAX {
        checks.refuse(FIELD, format!("お届け時間帯は{SLOTS_MAX}行までです。"));
    }
    slots
}

fn slot(typed: &str) -> Result<Slot, String> {
    let mut parts = typed.split([',', '，', '、']).map(str::trim);
    let label = normalise::line(parts.next().unwrap_or_default());
    if !(1..=LABEL_MAX).contains(&label.chars().count()) {
        return Err(format!("時間帯の名前を1〜{LABEL_MAX}文字にしてください。"));
    }
    let mut day = || match parts.next().unwrap_or_default() {
        "" => Ok(None),
        text => Day::parse(&normalise::line(text))
            .map(Some)
            .ok_or("日付は2026-04-01の形で入力してください。"),
    };
    let (from, until) = (day()?, day()?);
    if parts.next().is_some() {
        return Err("名前、始まりの日、終わりの日の3つまでです。".to_owned());
    }
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        return Err("終わりの日が、始まりの日より前です。".to_owned());
    }
    Ok(Slot { label, from, until })
}

/// お届け日の指定を受ける.
pub(super) fn days(checks: &mut Checks, form: &CarrierForm) -> Option<Days> {
    if form.field("days") != TICKED {
        return None;
    }
    let mut number = |field: &'static str| {
        let typed = normalise::digits(form.field(field)).parse().ok();
        typed.filter(|days| *days <= DAYS_MAX).unwrap_or_else(|| {
            checks.refuse(field, format!("日数を0〜{DAYS_MAX}の数字で入力してください。"));
            DAYS_MAX
        })
    };
    let days = Days { earliest: number("earliest"), latest: number("latest") };
    if days.latest < days.earliest {
        checks.refuse("latest", "終わりの日数を、始まりの日数以上にしてください。");
    }
    Some(days)
}
