//! Where an attempt stands, and what evidence makes of it. No I/O.

use serde::{Deserialize, Serialize};

use crate::checkout::{Checkout, Method, Quote};
use crate::clock::Timestamp;
use crate::id::{
    AttemptId, CartId, MemberId, MerchantId, OrderId, PaymentId, ShopId, SubmitKey, TradeId,
};
use crate::money::Yen;
use crate::payment::ThreeDs;
use crate::payment::permit::{Authorise, Permit};
use crate::payment::seen::{Fact, Seen};
use crate::stored_card::Charged;

/// Where an attempt stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// RP0: everything is on disk, nobody was called.
    Created,
    /// RP1: the buyer is at the card issuer.
    Challenge {
        /// Paygent's `3ds_auth_id`.
        auth_id: String,
    },
    /// RP2: 020 may leave, or has left.
    Sending {
        /// Since when.
        since: Timestamp,
    },
    /// 020 may have had an effect; 094 is being asked.
    Unknown {
        /// When 020 left.
        since: Timestamp,
    },
    /// RP3: there is an order.
    Placed {
        /// Which.
        order: OrderId,
    },
    /// No order: refused by the gateway, the card issuer, or our own rules.
    Refused {
        /// The code as it came; empty for our own rules.
        code: String,
        /// The detail as it came.
        detail: String,
    },
    /// No order: nothing was sent.
    NotSent {
        /// Why.
        why: String,
    },
    /// No order: the buyer did not come back, or our own process died before anything was sent.
    Expired,
    /// No order from this one: the buyer submitted again.
    Superseded,
    /// No order: the gateway knows no payment, and the quiet window is over.
    None,
    /// No order: the gateway has a payment that is not the one we asked for, and may have taken
    /// money. A person of the shop decides.
    Mismatch,
}

/// What is noted of the browser that ordered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientNote {
    /// Address, as the trusted proxies tell it.
    pub ip: String,
    /// `User-Agent`, shortened.
    pub user_agent: String,
    /// What limits count the browser by: the address, of IPv6 its network. Empty: not known, and
    /// not counted by; so are all that were noted before there were limits.
    #[serde(default)]
    pub address: String,
}

impl ClientNote {
    /// What kind of thing it is.
    pub fn device(&self) -> &'static str {
        if self.user_agent.contains("Mobi") { "スマートフォン" } else { "PC" }
    }
}

/// One attempt.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The shop.
    pub shop: ShopId,
    /// Its public id.
    pub id: AttemptId,
    /// The key it was submitted under.
    pub submit_key: SubmitKey,
    /// The browser that placed it.
    pub cart: CartId,
    /// The member who was signed in.
    pub member: Option<MemberId>,
    /// The registered card that is charged.
    pub(crate) charged: Option<Charged>,
    /// The cart's version.
    pub cart_version: i64,
    /// How it is paid; `None` when there is nothing to pay.
    pub method: Option<Method>,
    /// What the buyer agreed to pay.
    pub amount: Yen,
    /// The price snapshot.
    pub quote: Quote,
    /// What the buyer decided; without token and holder's name.
    pub checkout: Checkout,
    /// The browser.
    pub client: ClientNote,
    /// The payment settings in force.
    pub settings_version: i64,
    /// The contract; only with a card.
    pub merchant: Option<MerchantId>,
    /// 取引ID; only with a card.
    pub trade: Option<TradeId>,
    /// What 3-D Secure was worth.
    pub three_ds: ThreeDs,
    /// RP0.
    pub created_at: Timestamp,
    /// How often 094 was asked.
    pub looks: i64,
    /// Until when its 取引ID is watched after "none".
    pub watch_until: Option<Timestamp>,
    pub(super) fence: i64,
    pub(super) state: State,
}

/// A payment that exists at the gateway and fits the attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Paygent's number.
    pub payment: PaymentId,
    /// Captured at once, or only held.
    pub captured: bool,
    /// When the hold began.
    pub authorized_at: Timestamp,
    /// The card as the gateway masks it.
    pub card: String,
}

/// Everything that can move an attempt that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The payment exists.
    Approved(Approval),
    /// The gateway says no, finally.
    Refused {
        /// The code as it came.
        code: String,
        /// The detail as it came.
        detail: String,
    },
    /// Not one byte left us.
    NotSent(String),
    /// Nobody knows.
    Unclear(String),
    /// 094 knows no payment, and the quiet window is over.
    Nothing,
    /// A payment has our 取引ID but is not the one we asked for: a person must look.
    Mismatch(String),
}

/// A payment found where none was expected any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stray {
    /// Nothing to do about it.
    Gone,
    /// It stands: void it.
    Live {
        /// Captured already.
        captured: bool,
    },
    /// 094 does not tell: ask again.
    Untold,
}

impl Attempt {
    /// Where it stands.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// RP2: leave to send 020, from `created` or from the card issuer's page.
    pub(super) fn begin_sending(
        &mut self,
        three_ds: ThreeDs,
        now: Timestamp,
    ) -> Option<Permit<Authorise>> {
        let trade = self.trade.clone()?;
        if !matches!(self.state, State::Created | State::Challenge { .. }) {
            return None;
        }
        self.three_ds = three_ds;
        self.state = State::Sending { since: now };
        Some(Permit::for_attempt(trade, self.amount))
    }

    /// When 020 left; only while its outcome is open.
    pub(super) fn sent_at(&self) -> Option<Timestamp> {
        match self.state {
            State::Sending { since } | State::Unknown { since } => Some(since),
            _ => None,
        }
    }

    /// What an answer to 094 proves about an attempt whose outcome is open. `None`: nothing yet.
    ///
    /// A payment counts only with our amount, begun not before our own RP0 (both clocks
    /// considered). "None" counts only after the quiet window `quiet` (milliseconds).
    pub(super) fn evidence(&self, seen: &Seen, now: Timestamp, quiet: i64) -> Option<Evidence> {
        let quiet_over = self.sent_at().is_some_and(|since| now >= since.after(quiet));
        match seen {
            Seen::Held(fact) | Seen::Captured(fact) => {
                let ours = fact.amount == self.amount;
                Some(if ours && fact.is_since(self.created_at) {
                    Evidence::Approved(Approval {
                        payment: PaymentId(fact.payment.clone()),
                        captured: matches!(seen, Seen::Captured(_)),
                        authorized_at: fact.authorized_at.unwrap_or(now),
                        card: fact.card.clone(),
                    })
                } else {
                    self.mismatch(fact)
                })
            }
            Seen::Refused(fact) => Some(Evidence::Refused {
                code: String::new(),
                detail: format!("決済状況 {}", fact.number),
            }),
            Seen::Cancelled(fact) | Seen::Expired(fact) => Some(self.mismatch(fact)),
            Seen::None | Seen::Pending(_) if quiet_over => Some(Evidence::Nothing),
            Seen::None
            | Seen::Pending(_)
            | Seen::Several
            | Seen::Changed
            | Seen::Unavailable(_) => None,
        }
    }

    fn mismatch(&self, fact: &Fact) -> Evidence {
        Evidence::Mismatch(format!(
            "ペイジェントの決済 {}（決済状況 {}、{}）が、注文手続きの {} と合いません。",
            fact.payment, fact.number, fact.amount, self.amount
        ))
    }

    /// What 094 says of a 取引ID that is only watched.
    pub(super) fn stray(seen: &Seen) -> Stray {
        match seen {
            Seen::Held(_) => Stray::Live { captured: false },
            Seen::Captured(_) => Stray::Live { captured: true },
            Seen::None
            | Seen::Pending(_)
            | Seen::Refused(_)
            | Seen::Cancelled(_)
            | Seen::Expired(_) => Stray::Gone,
            Seen::Several | Seen::Changed | Seen::Unavailable(_) => Stray::Untold,
        }
    }
}
