//! 取引ID as pages write it.

use askama::Template;
use shop::id::TradeId;

/// Five groups of four, kept apart by margins: a copy holds twenty digits and nothing else.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/tid.html")]
pub(crate) struct Tid {
    whole: String,
}

impl askama::filters::HtmlSafe for Tid {}

impl Tid {
    pub(crate) fn of(trade: &TradeId) -> Tid {
        Tid { whole: trade.0.clone() }
    }

    /// The twenty digits.
    pub(crate) fn whole(&self) -> &str {
        &self.whole
    }

    fn groups(&self) -> impl Iterator<Item = &str> {
        // Twenty ASCII digits by its constructor; another text stays whole.
        let size = if self.whole.len() == 20 && self.whole.is_ascii() { 4 } else { usize::MAX };
        let mut rest = self.whole.as_str();
        std::iter::from_fn(move || {
            let (group, after) = rest.split_at(size.min(rest.len()));
            rest = after;
            (!group.is_empty()).then_some(group)
        })
    }
}

#[cfg(test)]
mod tests {
    use shop::id::TradeId;

    use super::Tid;

    #[test]
    fn is_five_groups_without_a_space_between() {
        let shown = Tid::of(&TradeId("01795496731000123456".into())).to_string();
        assert_eq!(
            shown,
            "<span class=\"tid\"><i>0179</i><i>5496</i><i>7310</i><i>0012</i><i>3456</i></span>"
        );
        assert!(Tid::of(&TradeId("<b>".into())).to_string().contains("&#60;b&#62;"));
    }
}
