//! What was bought and what it costs, as mails say it: one wording for all of them.

use std::fmt::Write as _;

use super::one_line;
use crate::money::Yen;
use crate::tax::{TaxRate, TaxRow};

/// One line of goods.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sold<'a> {
    /// 商品コード; may be empty.
    pub(crate) code: &'a str,
    /// 商品名.
    pub(crate) name: &'a str,
    /// ※ when reduced.
    pub(crate) rate: TaxRate,
    /// 単価.
    pub(crate) unit_price: Yen,
    /// 数量.
    pub(crate) quantity: i64,
    /// 金額.
    pub(crate) amount: Yen,
}

/// What is added up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sums<'a> {
    /// 小計.
    pub(crate) goods: Yen,
    /// 送料; none while it is to be agreed on.
    pub(crate) shipping: Option<Yen>,
    /// 手数料.
    pub(crate) fee: Yen,
    /// 値引き: how much is taken off.
    pub(crate) discount: Yen,
    /// 金額調整, with its sign.
    pub(crate) adjustment: Yen,
    /// 合計.
    pub(crate) total: Yen,
    /// By rate.
    pub(crate) tax: &'a [TaxRow],
}

/// `A-00001 テスト商品 100円 × 1 = 100円`, one line each, as in the guide's sample.
pub(crate) fn lines<'a>(sold: impl Iterator<Item = Sold<'a>>) -> String {
    sold.fold(String::new(), |mut text, line| {
        let mark = if line.rate.is_reduced() { " ※" } else { "" };
        let code = one_line(line.code);
        let space = if code.is_empty() { "" } else { " " };
        let _ = writeln!(
            text,
            "{code}{space}{}{mark} {} × {} = {}",
            one_line(line.name),
            line.unit_price,
            line.quantity,
            line.amount,
        );
        text
    })
}

impl Sums<'_> {
    /// A line each; what is nothing is not said.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("小計：{}\n", self.goods);
        let _ = match self.shipping {
            Some(shipping) => writeln!(text, "送料：{shipping}"),
            None => writeln!(text, "送料：別途ご連絡します"),
        };
        for (name, yen) in
            [("手数料", self.fee), ("値引き", Yen(-self.discount.0)), ("金額調整", self.adjustment)]
        {
            if yen.0 != 0 {
                let _ = writeln!(text, "{name}：{yen}");
            }
        }
        text.push('\n');
        let without = if self.shipping.is_some() { "" } else { "（送料は含みません）" };
        let _ = writeln!(text, "合計：{}{without}", self.total);
        for row in self.tax.iter().filter(|row| row.amount.0 != 0) {
            let mark = if row.rate.is_reduced() { "※" } else { "" };
            let _ =
                writeln!(text, "（{}対象{mark} {}、うち消費税 {}）", row.rate, row.amount, row.tax);
        }
        text
    }
}
