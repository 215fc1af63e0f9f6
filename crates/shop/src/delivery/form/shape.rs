//! 送料の計算: which prices the form asks for, given what is chosen and typed so far.

use super::CarrierForm;
use crate::delivery::{Rule, ShippingGroup};
use crate::money::Yen;
use crate::settings::form::read_yen;

/// The choices of `measure` with their words.
pub const MEASURES: [(&str, &str); 5] = [
    ("order", "ご注文1件ごと"),
    ("piece", "商品1点ごと（点数分）"),
    ("goods", "商品合計の金額で変わる"),
    ("groups", "送料グループ"),
    ("points", "送料ポイント区分"),
];

/// The choices of `area` with their words.
pub const AREAS: [(&str, &str); 2] = [("prefecture", "都道府県ごと"), ("nationwide", "全国一律")];

/// The choices of `rule`, with their words.
pub const RULES: [(&str, &str, Rule); 6] = [
    ("each_piece", "点数分を合計する", Rule::EachPiece),
    ("dearest", "いちばん高いグループの送料を1回", Rule::Dearest),
    ("cheapest", "いちばん安いグループの送料を1回", Rule::Cheapest),
    ("each_group", "グループごとに1回ずつ合計する", Rule::EachGroup),
    ("one_group", "同じグループだけなら1回、ちがうグループがあれば別途連絡", Rule::OneGroup),
    (
        "one_group_each_piece",
        "同じグループだけなら点数分、ちがうグループがあれば別途連絡",
        Rule::OneGroupEachPiece,
    ),
];

/// Names of the bounds of 商品合計.
pub const BELOW: [&str; 5] = ["below_1", "below_2", "below_3", "below_4", "below_5"];

/// Names of the bounds of 送料ポイント区分.
pub const UP_TO: [&str; 10] = [
    "upto_1", "upto_2", "upto_3", "upto_4", "upto_5", "upto_6", "upto_7", "upto_8", "upto_9",
    "upto_10",
];

/// Which prices the form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// One of [`MEASURES`].
    pub measure: &'static str,
    /// One row of prices for the whole country.
    pub nationwide: bool,
    /// The prices of a row.
    pub columns: Vec<Column>,
}

/// One price of every row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The last part of its fields' names; empty where it is the only one.
    pub name: String,
    /// What it is the price of: `5,000円未満`.
    pub title: String,
}

impl Shape {
    /// メール便 has one price.
    pub(super) fn of_mail() -> Shape {
        Shape { measure: "order", nationwide: true, columns: vec![Column::only()] }
    }
}

impl Column {
    fn only() -> Column {
        Column { name: String::new(), title: String::new() }
    }
}

impl CarrierForm {
    /// The prices that the form asks for, as far as its bounds can be read.
    pub fn shape(&self, groups: &[ShippingGroup]) -> Shape {
        let typed = self.field("measure");
        let measure = MEASURES.iter().map(|(word, _)| *word).find(|word| *word == typed);
        let measure = measure.unwrap_or("order");
        let columns = match measure {
            "goods" => self.goods_columns(),
            "groups" => groups.iter().map(group_column).collect(),
            "points" => self.points_columns(),
            _ => vec![Column::only()],
        };
        Shape { measure, nationwide: self.field("area") == "nationwide", columns }
    }

    fn goods_columns(&self) -> Vec<Column> {
        let yen = |typed: &str| read_yen(typed).as_ref().map_or(typed.to_owned(), Yen::to_string);
        let below: Vec<_> = self.bounds(&BELOW).collect();
        let last = below.last().map_or_else(
            || "商品合計によらず".to_owned(),
            |(_, typed)| format!("{}以上", yen(typed)),
        );
        let columns = below.iter().map(|(number, typed)| Column {
            name: format!("t{number}"),
            title: format!("{}未満", yen(typed)),
        });
        columns.chain([Column { name: "t".to_owned(), title: last }]).collect()
    }

    fn points_columns(&self) -> Vec<Column> {
        let column = |(number, typed)| Column {
            name: format!("p{number}"),
            title: format!("{typed}ポイントまで"),
        };
        self.bounds(&UP_TO).map(column).collect()
    }

    /// The fields of these that hold something, each with its number from 1.
    fn bounds(&self, names: &'static [&'static str]) -> impl Iterator<Item = (usize, &str)> {
        let numbered = (1..).zip(names).map(|(number, name)| (number, self.field(name)));
        numbered.filter(|(_, typed)| !typed.is_empty())
    }
}

fn group_column(group: &ShippingGroup) -> Column {
    Column { name: format!("g{}", group.id), title: group.name.clone() }
}
