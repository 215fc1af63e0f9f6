//! The inputs of 編集モード whose names depend on the order, and the rows they stand in.

use shop::money::Yen;
use shop::order::edit::{ADDED, FOUND_MAX, FREE, Found, Ground, price, quantity};
use shop::order::show::Line;

use super::page::Shown;
use crate::field::{Choice, Said};

/// One input.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub name: String,
    pub label: String,
    pub value: String,
    pub error: Option<Said>,
    /// Width, as the look has it.
    pub width: &'static str,
    pub mode: &'static str,
}

/// A line of 受注商品.
#[derive(Clone, Debug)]
pub(crate) struct LineRow {
    /// Its place, as 受注明細 counts.
    pub place: usize,
    /// Its number in the order.
    pub number: i64,
    pub name: String,
    pub code: String,
    pub price: Cell,
    pub quantity: Cell,
    pub amount: String,
    /// Somebody else has changed it: 削除 was not done.
    pub kept: Option<String>,
}

/// 送料, 手数料 or 値引き.
#[derive(Clone, Debug)]
pub(crate) struct ChargeRow {
    pub cell: Cell,
    pub hint: &'static str,
}

/// A product that was found.
#[derive(Clone, Debug)]
pub(crate) struct FoundRow {
    pub id: i64,
    pub name: String,
    pub code: String,
    pub price: String,
    pub available: i64,
}

/// 商品を加える.
#[derive(Clone, Debug)]
pub(crate) struct Adding {
    pub product: Vec<Cell>,
    pub find: Cell,
    /// None: nothing was looked for.
    pub found: Option<Vec<FoundRow>>,
    /// Not all that was found is shown.
    pub more: Option<String>,
    pub free: Vec<Cell>,
    pub rates: Vec<Choice>,
    pub rate_error: Option<Said>,
}

impl Shown {
    fn cell(&self, name: &str, label: &str, value: String, width: &'static str) -> Cell {
        let mode = if width == "m" { "" } else { "numeric" };
        let error = self.error(name);
        Cell { name: name.to_owned(), label: label.to_owned(), value, error, width, mode }
    }

    fn field(&self, name: &str) -> String {
        self.fields.get(name).cloned().unwrap_or_default()
    }

    pub(super) fn lines(&self) -> Vec<LineRow> {
        let row = |(index, line): (usize, &Line)| {
            let (price, quantity) = (price(line.line_no), quantity(line.line_no));
            let named = |what: &str| format!("{}の{what}", line.name);
            let mark = if line.rate.is_reduced() { " ※" } else { "" };
            let is_kept = self.kept.contains(&line.line_no);
            LineRow {
                place: index + 1,
                number: line.line_no,
                name: format!("{}{mark}", line.name),
                code: line.code.clone(),
                price: self.cell(&price, &named("単価"), self.field(&price), "n"),
                quantity: self.cell(&quantity, &named("数量"), self.field(&quantity), "xs"),
                amount: line.amount().to_string(),
                kept: is_kept.then(|| super::words::KEPT.to_owned()),
            }
        };
        self.ground.detail.lines.iter().enumerate().map(row).collect()
    }

    pub(super) fn charges(&self) -> Vec<ChargeRow> {
        let open = self.ground.detail.shipping.is_none();
        let shipping =
            if open { "別途連絡です。決まった金額を入れます。" } else { "" };
        [("shipping", "送料", shipping), ("fee", "手数料", ""), ("discount", "値引き", "引く金額")]
            .map(|(name, label, hint)| ChargeRow {
                cell: self.cell(name, label, self.field(name), "n"),
                hint,
            })
            .into()
    }

    pub(super) fn adding(&self) -> Adding {
        let cell = |name: &str, label: &str, width, usual: &str| {
            let typed = self.typed(name);
            let value = if typed.is_empty() { usual.to_owned() } else { typed };
            self.cell(name, label, value, width)
        };
        let [code, pieces, unit] = ADDED;
        let [name, free_pieces, free_unit, rate] = FREE;
        let rates = [("10", "10%"), ("8", "8%（軽減税率）")].map(|(value, text)| Choice {
            value: value.to_owned(),
            text: text.to_owned(),
            selected: self.typed(rate) == value,
        });
        Adding {
            product: vec![
                cell(code, "商品コード", "m", ""),
                cell(pieces, "数量", "xs", "1"),
                cell(unit, "単価（空欄は商品の価格）", "n", ""),
            ],
            find: cell("find", "商品コード・商品名", "m", ""),
            found: self.found.as_ref().map(|one| one.found.iter().map(FoundRow::of).collect()),
            more: self
                .found
                .as_ref()
                .filter(|one| one.is_more)
                .map(|_| format!("はじめの{FOUND_MAX}件です。ことばを長くすると、しぼれます。")),
            free: vec![
                cell(name, "商品名", "m", ""),
                cell(free_pieces, "数量", "xs", "1"),
                cell(free_unit, "単価", "n", ""),
            ],
            rates: rates.into(),
            rate_error: self.error(rate),
        }
    }
}

impl Adding {
    /// Something of a free line is typed, or wrong.
    pub(crate) fn has_free(&self) -> bool {
        let is_typed = |cell: &Cell| cell.error.is_some() || !["", "1"].contains(&&*cell.value);
        self.free.iter().any(is_typed) || self.rate_error.is_some()
    }
}

impl FoundRow {
    fn of(found: &Found) -> FoundRow {
        let mark = if found.rate.is_reduced() { " ※" } else { "" };
        FoundRow {
            id: found.id.0,
            name: format!("{}{mark}", found.name),
            code: found.code.clone(),
            price: found.price.to_string(),
            available: found.available,
        }
    }
}

/// Label and amount of what stands and is not typed: 合計, (10%対象), (8%対象).
pub(super) fn sums(ground: &Ground) -> Vec<(String, String, &'static str)> {
    let detail = &ground.detail;
    let rates = detail.tax.iter().map(|row| {
        let mark = if row.rate.is_reduced() { "※" } else { "" };
        (format!("({}対象){mark}", row.rate), row.amount.to_string(), "sub")
    });
    let total = ("合計".to_owned(), detail.total.to_string(), "total");
    std::iter::once(total).chain(rates).collect()
}

/// 金額調整, where there is one.
pub(super) fn adjustment(ground: &Ground) -> Option<String> {
    let adjustment = ground.detail.adjustment;
    (adjustment != Yen::ZERO).then(|| adjustment.to_string())
}
