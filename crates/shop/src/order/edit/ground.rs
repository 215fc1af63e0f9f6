//! What 編集モード stands on: the order, and what can be chosen for it.

use store::Tx;

use super::fields::{Fields, fields_of};
use crate::checkout::{Choices, Method};
use crate::delivery::{Carrier, carriers_in};
use crate::id::{OrderId, ShopId};
use crate::money::Yen;
use crate::order::List;
use crate::order::may::Function;
use crate::order::show::{OrderDetail, detail};
use crate::payment::seen::{Fact, Seen};
use crate::payment::state::State;
use crate::payment::status_frame::status_frame;
use crate::payment::{self, Button, Limits, Payment, Reason, Settled, ThreeDs};
use crate::profile::Shop;
use crate::settings;
use crate::world::World;

/// One order and its choices, read in one snapshot.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The order as it stands.
    pub detail: OrderDetail,
    /// The shop's carriers, in their order.
    pub carriers: Vec<Carrier>,
    /// Payment methods, のし and the rest.
    pub choices: Choices,
    /// What limits 取引更新.
    pub limits: Limits,
}

/// Why nothing can be changed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// A telegram about its payment has no recorded answer yet (処理中).
    InFlight,
    /// It is in another list: completed, or cancelled (M4).
    Moved(List),
}

/// What is to be done about the payment of a total that is another than the hold (DESIGN section
/// 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// 取引更新 sends the total (赤枠 2).
    Update,
    /// 3-D Secure: only at Paygent (赤枠 3; R-043).
    ThreeDs,
    /// More than the account takes: only at Paygent.
    AboveLimit,
    /// Captured: only at Paygent (赤枠 4, guide 7-4 ④-2).
    Captured,
}

/// Reads what 編集モード shows; none where the shop has no such order.
pub async fn open(
    world: &World,
    shop: &Shop,
    order: OrderId,
) -> Result<Option<Ground>, store::Error> {
    let shop = shop.id;
    world.store.read(move |tx: &mut dyn Tx| Ground::load(tx, shop, order)).await
}

impl Ground {
    /// The same inside a transaction.
    pub(super) fn load(
        tx: &mut dyn Tx,
        shop: ShopId,
        order: OrderId,
    ) -> Result<Option<Ground>, store::Error> {
        let Some(detail) = detail(tx, shop, order)? else { return Ok(None) };
        Ok(Some(Ground {
            detail,
            carriers: carriers_in(tx, shop)?,
            choices: settings::choices_in(tx, shop)?,
            limits: payment::limits_in(tx, shop)?,
        }))
    }

    /// The order's fields as they stand.
    pub fn fields(&self) -> Fields {
        fields_of(&self.detail)
    }

    /// Why nothing can be changed now.
    pub fn blocked(&self) -> Option<Blocked> {
        let payment = self.detail.payment.as_ref();
        let is_in_flight = payment.is_some_and(|one| matches!(one.state(), State::InFlight { .. }));
        match self.detail.list {
            list if !Function::Edit.is_open(list) => Some(Blocked::Moved(list)),
            _ if is_in_flight => Some(Blocked::InFlight),
            _ => None,
        }
    }

    /// The payment whose authentication a change of the amount costs; one that is cancelled
    /// has none to lose.
    pub fn authenticated(&self) -> Option<&Payment> {
        let payment = self.detail.payment.as_ref()?;
        let has_any = payment.three_ds() != ThreeDs::NotUsed;
        (has_any && payment.settled() != Settled::Cancelled).then_some(payment)
    }

    /// Whether this total asks for 「読みました」 first: it is another than now, and than the payment.
    pub(super) fn asks_for_ack(&self, total: Yen) -> bool {
        total != self.detail.total
            && self.authenticated().is_some_and(|payment| payment.amount() != total)
    }

    /// What is to be done about the payment, as our record has it; none where its amount is the
    /// total, or there is none.
    pub fn next(&self) -> Option<Next> {
        let payment = self.detail.payment.as_ref()?;
        let total = self.detail.total;
        if payment.amount() == total {
            return None;
        }
        // The frame decides, as it will on 受注明細 if Paygent says what we have.
        let decision = status_frame(payment, total, &recorded(payment)?, self.limits);
        match decision.buttons.update {
            Button::Enabled => Some(Next::Update),
            Button::Disabled(Reason::ThreeDsPerformed) => Some(Next::ThreeDs),
            Button::Disabled(Reason::AboveLimit) => Some(Next::AboveLimit),
            Button::Disabled(Reason::AlreadyCaptured) => Some(Next::Captured),
            Button::Disabled(_) | Button::Hidden => None,
        }
    }

    /// Payment methods that an order without a gateway can have: those in use, and its own.
    /// None for an order with one.
    pub fn methods(&self) -> Vec<(Option<Method>, String)> {
        if self.detail.payment.is_some() || self.detail.method == Some(Method::Card) {
            return Vec::new();
        }
        let own = (self.detail.method, self.detail.method_name.clone());
        let in_use = self.choices.methods.iter();
        let in_use = in_use.filter(|(method, _)| *method != Method::Card);
        let others = in_use.filter(|(method, _)| Some(*method) != own.0);
        let others = others.map(|(method, terms)| (Some(*method), terms.name.clone()));
        std::iter::once(own.clone()).chain(others).collect()
    }

    /// 表書き that can be chosen: those that the shop offers, and the order's own.
    pub fn noshi(&self) -> Vec<String> {
        let own = self.detail.checkout.extras.noshi.as_ref().map(|one| one.title.clone());
        let offered = &self.choices.cart.noshi;
        let own = own.filter(|own| !offered.contains(own));
        offered.iter().cloned().chain(own).collect()
    }

    /// The name of a carrier; the order's own as it was called when it was chosen.
    pub fn carrier_name(&self, id: &str) -> Option<String> {
        if id == self.detail.checkout.carrier_id.to_string() {
            return Some(self.detail.carrier_name.clone());
        }
        let carrier = self.carriers.iter().find(|one| one.id.to_string() == id)?;
        Some(carrier.full_name())
    }
}

/// What Paygent says if it has what we have.
fn recorded(payment: &Payment) -> Option<Seen> {
    let fact = |number| Fact {
        number,
        payment: payment.payment.0.clone(),
        amount: payment.amount(),
        begun_at: None,
        authorized_at: Some(payment.authorized_at),
        card: String::new(),
    };
    match payment.state() {
        State::Settled(Settled::Held) => Some(Seen::Held(fact(20))),
        State::Settled(Settled::Captured) => Some(Seen::Captured(fact(40))),
        State::Settled(Settled::Cancelled) | State::InFlight { .. } => None,
    }
}
