//! ⑫ クレジットカード紐づけ: whose card is kept for the next purchase, and what the card area shows
//! (guide 3-4, R-086..R-107). Paygent keeps the card; the shop never has it.

use serde::{Deserialize, Serialize};

/// ⑫ クレジットカード紐づけ設定.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Linking {
    /// 12-1: 全注文者が自動的にカード番号を次回利用できるようにする.
    Always,
    /// 12-2: 注文時にカード番号の次回利用を選択できるようにする.
    BuyerChooses,
    /// 12-3: 紐づけない.
    #[default]
    Never,
}

/// Who buys, as far as cards go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// 会員登録未済: never has a card linked.
    Guest,
    /// 会員登録済み.
    Member {
        /// カード情報の紐づけあり.
        linked: bool,
    },
}

/// What the card area shows beside the input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardArea {
    /// The choice between ご登録のクレジットカード and another one.
    pub registered: bool,
    /// カード情報を保持し次回も利用する.
    pub asks: bool,
    /// A card that is typed is to be kept, if need be after that question: a second token is made.
    pub saves: bool,
}

/// Which card a member paid with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaidWith {
    /// ご登録のクレジットカード.
    Registered,
    /// The one that was typed.
    Typed,
}

/// What an order does to the member's link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// As it is.
    Stays,
    /// The card that was typed is linked, in the place of another one.
    Made,
    /// The card is linked no longer.
    Dropped,
}

impl Linking {
    /// Whether the contract has to have カードお預かり機能.
    pub fn needs_vault(self) -> bool {
        self != Linking::Never
    }

    /// What this buyer is shown. 12-3 shows a card that was linked before, one last time.
    pub fn area(self, holder: Holder) -> CardArea {
        CardArea {
            registered: holder == Holder::Member { linked: true },
            asks: self == Linking::BuyerChooses && holder != Holder::Guest,
            saves: self != Linking::Never && holder != Holder::Guest,
        }
    }

    /// What a placed order does; `wants` is the tick of カード情報を保持し次回も利用する.
    pub fn after(self, holder: Holder, paid: PaidWith, wants: bool) -> Link {
        let Holder::Member { linked } = holder else { return Link::Stays };
        let keeps = match self {
            Linking::Always => true,
            Linking::BuyerChooses => wants,
            Linking::Never => false,
        };
        match (keeps, paid) {
            (true, PaidWith::Typed) => Link::Made,
            (false, _) if linked => Link::Dropped,
            (true, PaidWith::Registered) | (false, _) => Link::Stays,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Link::{Dropped, Made, Stays};
    use super::Linking::{Always, BuyerChooses, Never};
    use super::PaidWith::{Registered, Typed};
    use super::{CardArea, Holder};

    const GUEST: Holder = Holder::Guest;
    const NEW: Holder = Holder::Member { linked: false };
    const LINKED: Holder = Holder::Member { linked: true };

    /// M3: the nine cells of the guide's three tables.
    #[test]
    fn the_card_area_follows_mode_and_buyer() {
        for (mode, holder, registered, asks, saves) in [
            (Always, LINKED, true, false, true),
            (Always, NEW, false, false, true),
            (Always, GUEST, false, false, false),
            (BuyerChooses, LINKED, true, true, true),
            (BuyerChooses, NEW, false, true, true),
            (BuyerChooses, GUEST, false, false, false),
            (Never, LINKED, true, false, false),
            (Never, NEW, false, false, false),
            (Never, GUEST, false, false, false),
        ] {
            let area = CardArea { registered, asks, saves };
            assert_eq!(mode.area(holder), area, "{mode:?} {holder:?}");
        }
    }

    /// Every way through them, and what becomes of the link.
    #[test]
    fn an_order_links_keeps_or_drops_the_card() {
        for (mode, holder, paid, wants, link) in [
            (Always, LINKED, Registered, false, Stays),
            (Always, LINKED, Typed, false, Made),
            (Always, NEW, Typed, false, Made),
            (Always, GUEST, Typed, false, Stays),
            (BuyerChooses, LINKED, Registered, true, Stays),
            (BuyerChooses, LINKED, Registered, false, Dropped),
            (BuyerChooses, LINKED, Typed, true, Made),
            (BuyerChooses, LINKED, Typed, false, Dropped),
            (BuyerChooses, NEW, Typed, true, Made),
            (BuyerChooses, NEW, Typed, false, Stays),
            (BuyerChooses, GUEST, Typed, true, Stays),
            (Never, LINKED, Registered, true, Dropped),
            (Never, LINKED, Typed, true, Dropped),
            (Never, NEW, Typed, true, Stays),
            (Never, GUEST, Typed, true, Stays),
        ] {
            let found = mode.after(holder, paid, wants);
            assert_eq!(found, link, "{mode:?} {holder:?} {paid:?} {wants}");
        }
    }
}
