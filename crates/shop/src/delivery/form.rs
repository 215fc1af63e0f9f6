//! 宅配便基本設定: the form of one carrier, and what it comes to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Carrier, Prefecture};
use crate::checkout::{FieldError, Method, normalise};
use crate::id::CarrierId;
use crate::money::Yen;
use crate::settings::form::{Checks, TICKED, read_yen, ticked};

/// Longest 宅配便名 and サービス名.
const NAME_MAX: usize = 30;
/// The highest fee.
const FEE_MAX: Yen = Yen(99_999);
/// Typed in the place of a fee that is agreed on after the order.
pub const UNDECIDED: &str = "別途";

/// Everything as typed; absent fields are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CarrierForm {
    /// 宅配便名.
    pub name: String,
    /// 通常便, クール便 ….
    pub service: String,
    /// The boxes of 対応可能な支払方法 and the fees, by their field names ([`takes`], [`fee`]).
    #[serde(flatten)]
    pub more: BTreeMap<String, String>,
}

/// Where each prefecture's goods cost what; one that is not in it is not delivered to.
pub type FeeTable = BTreeMap<Prefecture, Option<Yen>>;

/// The name of a method's box.
pub fn takes(method: Method) -> &'static str {
    match method {
        Method::Card => "takes_card",
        Method::Bank => "takes_bank",
        Method::Cod => "takes_cod",
        Method::InStore => "takes_in_store",
    }
}

/// The name of a prefecture's fee.
pub fn fee(prefecture: Prefecture) -> &'static str {
    FEES[usize::from(prefecture.number() - 1)]
}

macro_rules! fees {
    ($($number:literal)+) => { [$(concat!("fee_", $number)),+] };
}

const FEES: [&str; 47] = fees!(
    1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34
    35 36 37 38 39 40 41 42 43 44 45 46 47
);

impl CarrierForm {
    /// What is kept.
    pub fn of(carrier: &Carrier, fees: &FeeTable) -> CarrierForm {
        let boxes =
            Method::ALL.map(|method| (takes(method).to_owned(), ticked(carrier.takes(method))));
        let fees = fees.iter().map(|(prefecture, yen)| {
            let typed = yen.map_or_else(|| UNDECIDED.to_owned(), |yen| yen.0.to_string());
            (fee(*prefecture).to_owned(), typed)
        });
        CarrierForm {
            name: carrier.name.clone(),
            service: carrier.service.clone(),
            more: boxes.into_iter().chain(fees).collect(),
        }
    }

    /// What a field of [`CarrierForm::more`] holds.
    pub fn field(&self, name: &str) -> &str {
        self.more.get(name).map_or("", String::as_str)
    }
}

/// What the form comes to, or a sentence beside each field that needs one.
pub fn check(id: CarrierId, form: &CarrierForm) -> Result<(Carrier, FeeTable), Vec<FieldError>> {
    let mut checks = Checks::default();
    let name = checks.line("name", "宅配便名", &form.name, NAME_MAX);
    let service = checks.text("service", "サービス名", &normalise::line(&form.service), NAME_MAX);
    let has = |method: &Method| form.field(takes(*method)) == TICKED;
    let methods = Method::ALL.into_iter().filter(has).collect();
    let mut fees = FeeTable::new();
    for prefecture in Prefecture::all() {
        match normalise::line(form.field(fee(prefecture))).as_str() {
            "" => {}
            UNDECIDED => {
                fees.insert(prefecture, None);
            }
            typed => match read_yen(typed).filter(|yen| *yen <= FEE_MAX) {
                Some(yen) => {
                    fees.insert(prefecture, Some(yen));
                }
                None => checks.refuse(fee(prefecture), wrong_fee(prefecture)),
            },
        }
    }
    checks.end((Carrier { id, name, service, methods }, fees))
}

fn wrong_fee(prefecture: Prefecture) -> String {
    format!("{prefecture}の送料を0〜99,999の数字か「{UNDECIDED}」で入力してください。")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(changes: &[(&str, &str)]) -> CarrierForm {
        let more = changes.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        CarrierForm {
            name: "みなも便".into(), service: "通常便".into(), more: more.collect()
        }
    }

    #[test]
    fn fees_are_yen_nothing_or_agreed_on_later() {
        let form = typed(&[
            ("takes_bank", "on"),
            ("fee_1", "１，４８０円"),
            ("fee_13", "0"),
            ("fee_47", " 別途 "),
            ("fee_2", ""),
        ]);
        let (carrier, fees) = check(CarrierId(7), &form).unwrap();
        assert_eq!((carrier.id, carrier.methods.as_slice()), (CarrierId(7), &[Method::Bank][..]));
        let fee = |number: i64| fees.get(&Prefecture::try_from(number).unwrap()).copied();
        assert_eq!(fee(1), Some(Some(Yen(1_480))));
        assert_eq!((fee(13), fee(47)), (Some(Some(Yen::ZERO)), Some(None)));
        assert_eq!((fee(2), fees.len()), (None, 3));
        let again = CarrierForm::of(&carrier, &fees);
        assert_eq!(check(CarrierId(7), &again).unwrap(), (carrier, fees));
    }

    #[test]
    fn what_is_no_fee_is_said() {
        for wrong in ["-1", "100000", "1.5", "高い"] {
            let errors = check(CarrierId(1), &typed(&[("fee_26", wrong)])).unwrap_err();
            assert_eq!(errors[0].field, "fee_26", "{wrong}");
            assert!(errors[0].message.starts_with("京都府の送料"), "{}", errors[0].message);
        }
        let nameless = CarrierForm { name: "　".into(), ..typed(&[]) };
        assert_eq!(check(CarrierId(1), &nameless).unwrap_err()[0].field, "name");
    }
}
