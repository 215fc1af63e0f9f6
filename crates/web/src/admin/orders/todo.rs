//! 未処理項目: what is left to do on an order, the same in lists and on its page.

use shop::order::List;
use shop::payment::Settled;

use super::super::text;

/// One thing: done, or still open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Todo {
    pub text: &'static str,
    pub is_done: bool,
}

/// What it is decided from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    /// The list that holds the order.
    pub list: List,
    /// The card payment; none without a gateway.
    pub payment: Option<Settled>,
    /// お支払いなし.
    pub is_free: bool,
    /// 入金チェック is 済.
    pub is_checked: bool,
    /// The goods have left.
    pub is_shipped: bool,
}

/// Money first, then goods. Of an order that is off, what is left is to say so on the other side
/// too (M2).
pub(crate) fn todo(facts: Facts) -> Vec<Todo> {
    let open = |text| vec![Todo { text, is_done: false }];
    match (facts.list, facts.payment) {
        (List::Cancelled, Some(Settled::Held | Settled::Captured)) => {
            return open("決済のキャンセル");
        }
        (List::Cancelled, _) => return Vec::new(),
        (_, Some(Settled::Cancelled)) => return open("受注キャンセル"),
        _ => {}
    }
    let money = match facts.payment {
        None if facts.is_free => None,
        None => Some(("入金", facts.is_checked)),
        Some(settled) => Some((text::CAPTURE, settled == Settled::Captured)),
    };
    let goods = ("出荷", facts.is_shipped);
    let item = |(text, is_done)| Todo { text, is_done };
    money.into_iter().chain([goods]).map(item).collect()
}

/// What of it is still open, in words.
pub(crate) fn open(facts: Facts) -> Vec<&'static str> {
    todo(facts).into_iter().filter(|item| !item.is_done).map(|item| item.text).collect()
}

#[cfg(test)]
mod tests {
    use shop::order::List;
    use shop::payment::Settled::{Cancelled, Captured, Held};

    use super::{Facts, open, todo};

    #[test]
    fn what_is_left_is_money_and_goods() {
        let open_list = List::Open;
        for (list, payment, is_free, is_checked, is_shipped, all, left) in [
            (open_list, Some(Held), false, false, false, 2, "売上確定 出荷"),
            (open_list, Some(Held), false, true, true, 2, "売上確定"),
            (open_list, Some(Captured), false, false, true, 2, ""),
            (open_list, None, false, false, false, 2, "入金 出荷"),
            (open_list, None, false, true, false, 2, "出荷"),
            (open_list, None, true, false, false, 1, "出荷"),
            (List::Completed, Some(Held), false, false, true, 2, "売上確定"),
            (open_list, Some(Cancelled), false, false, false, 1, "受注キャンセル"),
            (List::Completed, Some(Cancelled), false, false, true, 1, "受注キャンセル"),
            (List::Cancelled, Some(Captured), false, false, false, 1, "決済のキャンセル"),
            (List::Cancelled, Some(Held), false, false, false, 1, "決済のキャンセル"),
            (List::Cancelled, Some(Cancelled), false, false, false, 0, ""),
            (List::Cancelled, None, false, false, false, 0, ""),
        ] {
            let facts = Facts { list, payment, is_free, is_checked, is_shipped };
            assert_eq!(todo(facts).len(), all, "{facts:?}");
            assert_eq!(open(facts).join(" "), left, "{facts:?}");
        }
    }
}
