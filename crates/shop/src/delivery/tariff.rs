//! 送料: what a row of prices comes to for one parcel. Pure and total.

use serde::{Deserialize, Serialize};

use super::Charge::{NotServed, Undecided};
use super::{Charge, Parcel};
use crate::id::ShippingGroupId;
use crate::money::Yen;

/// What decides which price of a row counts, and how often.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// One price an order.
    #[default]
    Order,
    /// One price a piece.
    Piece,
    /// 商品合計: a price below each of these, and one from the last on.
    Goods(Vec<Yen>),
    /// 送料グループ: a price each.
    Groups {
        /// In the order of the prices.
        groups: Vec<ShippingGroupId>,
        /// How several goods come together.
        rule: Rule,
    },
    /// 送料ポイント区分: a price up to each of these sums; above the last it is 別途連絡.
    Points(Vec<i64>),
}

/// How the prices of several 送料グループ come together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Each piece pays the price of its group.
    #[default]
    EachPiece,
    /// The dearest group's price once.
    Dearest,
    /// The cheapest group's price once.
    Cheapest,
    /// Each group's price once.
    EachGroup,
    /// The group's price once; goods of different groups are 別途連絡.
    OneGroup,
    /// Each piece pays the group's price; goods of different groups are 別途連絡.
    OneGroupEachPiece,
}

impl Measure {
    /// How many prices a row has.
    pub fn columns(&self) -> usize {
        match self {
            Measure::Order | Measure::Piece => 1,
            Measure::Goods(bounds) => bounds.len() + 1,
            Measure::Groups { groups, .. } => groups.len(),
            Measure::Points(bounds) => bounds.len(),
        }
    }

    /// What `parcel` costs by this row of prices. A row without a price is no delivery.
    pub fn charge(&self, row: &[Charge], parcel: &Parcel) -> Charge {
        if row.iter().all(|charge| *charge == NotServed) {
            return NotServed;
        }
        let at = |column: usize| row.get(column).copied().unwrap_or(NotServed);
        match self {
            Measure::Order => at(0),
            Measure::Piece => at(0).times(parcel.pieces()),
            Measure::Goods(bounds) => {
                let below = bounds.iter().position(|bound| parcel.goods < *bound);
                at(below.unwrap_or(bounds.len()))
            }
            Measure::Groups { groups, rule } => match by_group(groups, row, parcel) {
                Some(sorted) => rule.charge(&sorted),
                None => Undecided,
            },
            Measure::Points(bounds) => {
                let up_to = |sum| bounds.iter().position(|bound| sum <= *bound);
                parcel.points().and_then(up_to).map_or(Undecided, at)
            }
        }
    }
}

/// The price of each group in the parcel with its pieces; none where a product has no group, or one
/// without a price.
fn by_group(
    groups: &[ShippingGroupId],
    row: &[Charge],
    parcel: &Parcel,
) -> Option<Vec<(Charge, i64)>> {
    let mut pieces = vec![0_i64; groups.len()];
    for item in &parcel.items {
        let column = groups.iter().position(|group| Some(*group) == item.shipping.group)?;
        pieces[column] = pieces[column].saturating_add(item.pieces);
    }
    let priced = row.iter().copied().zip(pieces);
    Some(priced.filter(|(_, pieces)| *pieces > 0).collect())
}

impl Rule {
    /// `groups`: price and pieces of each.
    fn charge(self, groups: &[(Charge, i64)]) -> Charge {
        let each_piece = groups.iter().map(|(charge, pieces)| charge.times(*pieces));
        let once = groups.iter().map(|(charge, _)| *charge);
        let total = match self {
            Rule::OneGroup | Rule::OneGroupEachPiece if groups.len() > 1 => None,
            Rule::EachPiece | Rule::OneGroupEachPiece => each_piece.reduce(Charge::plus),
            Rule::EachGroup | Rule::OneGroup => once.reduce(Charge::plus),
            Rule::Dearest => once.reduce(|a, b| a.with(b, Ord::max)),
            Rule::Cheapest => once.reduce(|a, b| a.with(b, Ord::min)),
        };
        total.unwrap_or(Undecided)
    }
}
