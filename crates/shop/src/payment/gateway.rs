//! The gateway as the shop sees it: one method a telegram, and no way to send money telegrams
//! without a permit.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Mutex;

use paygent::telegram::stored_card::{self, delete, list, register};
use paygent::telegram::{
    CardAnswer, PaymentRef, authorise, cancel, capture, difference, inquire, refund, three_ds,
};
use paygent::{Client, Outcome, Telegram};

use super::account::{Account, ClientCertificate, Endpoints};
use super::permit::{Authorise, Cancel, Capture, Change, Permit, Refund};
use crate::id::{PaymentId, TradeId};

/// What became of a telegram, when it is known.
pub type Answering<'a, A> = Pin<Box<dyn Future<Output = Outcome<A>> + Send + 'a>>;

/// What 020 says besides trade and amount.
#[derive(Clone, Debug)]
pub struct Charge {
    /// Which card.
    pub card: authorise::CardSource,
    /// 支払回数.
    pub split: authorise::Split,
    /// The authentication before it.
    pub three_ds: authorise::ThreeDs,
    /// オーソリ+売上.
    pub capture: bool,
}

/// What a change of amount refers to.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// 取引ID of the payment whose card is charged.
    pub trade: TradeId,
    /// 支払回数, as it was.
    pub split: authorise::Split,
}

/// Which payment 094 asks about.
#[derive(Clone, Debug)]
pub enum Which {
    /// Whatever has our 取引ID: for an attempt whose answer was lost.
    Trade(TradeId),
    /// Exactly this payment.
    Payment(PaymentId),
    /// This payment, if it has our 取引ID: for a number that we did not get from an answer.
    Both(TradeId, PaymentId),
}

/// Paygent, or something that answers as Paygent does.
pub trait Gateway: Send + Sync {
    /// 450: begins 3-D Secure; moves no money.
    fn start_three_ds<'a>(
        &'a self,
        account: &'a Account,
        request: three_ds::Request,
    ) -> Answering<'a, three_ds::Answer>;

    /// 020: authorises; never sent twice.
    fn authorise<'a>(
        &'a self,
        account: &'a Account,
        permit: &'a Permit<Authorise>,
        charge: Charge,
    ) -> Answering<'a, CardAnswer>;

    /// 022: captures the whole hold.
    fn capture<'a>(
        &'a self,
        account: &'a Account,
        permit: &'a Permit<Capture>,
    ) -> Answering<'a, CardAnswer>;

    /// 021: cancels a hold.
    fn cancel<'a>(
        &'a self,
        account: &'a Account,
        permit: &'a Permit<Cancel>,
    ) -> Answering<'a, CardAnswer>;

    /// 023: takes a capture back.
    fn refund<'a>(
        &'a self,
        account: &'a Account,
        permit: &'a Permit<Refund>,
    ) -> Answering<'a, CardAnswer>;

    /// 020 with `ref_trading_id`: a new hold on the card of an earlier payment; never sent twice.
    fn change<'a>(
        &'a self,
        account: &'a Account,
        permit: &'a Permit<Change>,
        earlier: Earlier,
    ) -> Answering<'a, CardAnswer>;

    /// 094: asks; moves no money.
    fn inquire<'a>(&'a self, account: &'a Account, which: Which) -> Answering<'a, inquire::Answer>;

    /// 091: tells the change of a status that has this number; always by its number, so that
    /// asking takes it away from nobody.
    fn difference<'a>(
        &'a self,
        account: &'a Account,
        number: u64,
    ) -> Answering<'a, difference::Answer>;

    /// 027: lists stored cards; changes nothing.
    fn stored_cards<'a>(
        &'a self,
        account: &'a Account,
        request: list::Request,
    ) -> Answering<'a, list::Answer>;

    /// 025: stores a card. Sent again only after 027 has told that the first one had no effect.
    fn store_card<'a>(
        &'a self,
        account: &'a Account,
        request: register::Request,
    ) -> Answering<'a, stored_card::Answer>;

    /// 026: deletes a stored card; twice does no harm.
    fn delete_card<'a>(
        &'a self,
        account: &'a Account,
        request: delete::Request,
    ) -> Answering<'a, delete::Answer>;
}

/// The real wire: HTTP to the account's endpoint. One client per endpoint and certificate is kept,
/// since reading certificates is slow; no connection is.
#[derive(Default)]
pub struct Wire {
    clients: Mutex<HashMap<(Endpoints, Option<String>), Client>>,
}

impl Wire {
    /// A wire that has connected to nothing yet.
    pub fn new() -> Wire {
        Wire::default()
    }

    fn client(&self, account: &Account) -> Result<Client, String> {
        let mut clients = self.clients.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let certificate = account.certificate.as_ref().map(ClientCertificate::fingerprint);
        let key = (account.endpoints.clone(), certificate);
        if let Some(client) = clients.get(&key) {
            return Ok(client.clone());
        }
        let client = Client::new(account.endpoint()).map_err(|error| error.to_string())?;
        clients.insert(key, client.clone());
        Ok(client)
    }

    fn send<'a, T>(&'a self, account: &'a Account, telegram: T) -> Answering<'a, T::Answer>
    where
        T: Telegram + Send + Sync + 'a,
        T::Answer: Send,
    {
        Box::pin(async move {
            match self.client(account) {
                Ok(client) => client.send(&account.credentials(), &telegram).await,
                Err(why) => Outcome::NotSent(why),
            }
        })
    }
}

/// How a permit names its payment: by Paygent's number, or before there is one by ours.
fn payment_ref<Op>(permit: &Permit<Op>) -> PaymentRef {
    match permit.payment() {
        Some(payment) => PaymentRef::by_payment_id(payment.as_str()),
        None => PaymentRef::by_trading_id(permit.trade().as_str()),
    }
}

impl Gateway for Wire {
    fn start_three_ds<'a>(
        &'a self,
        account: &'a Account,
        request: three_ds::Request,
    ) -> Answering<'a, three_ds::Answer> {
        self.send(account, request)
    }

    fn authorise<'a>(
        &'a self,
        account: &'a Account,
        permit: &'a Permit<Authorise>,
        charge: Charge,
    ) -> Answering<'a, CardAnswer> {
        let request = authorise::Request {
            payment: payment_ref(permit),
            amount: permit.amount().0,
            card: charge.card,
            split: charge.split,
            three_ds: charge.three_ds,
            capture: charge.capture,
            security_code_required: false,
        };
        self.send(account, request)
    }

    fn capture<'a>(
        &'a self,
        account: &'a Account,
        permit: &'a Permit<Capture>,
    ) -> Answering<'a, CardAnswer> {
        self.send(account, capture::Request::new(payment_ref(permit)))
    }

    fn cancel<'a>(
        &'a self,
        account: &'a Account,
        permit: &'a Permit<Cancel>,
    ) -> Answering<'a, CardAnswer> {
        self.send(account, cancel::Request::new(payment_ref(permit)))
    }

    fn refund<'a>(
        &'a self,
        account: &'a Account,
        permit: &'a Permit<Refund>,
    ) -> Answering<'a, CardAnswer> {
        self.send(account, refund::Request::new(payment_ref(permit)))
    }

    fn change<'a>(
        &'a self,
        account: &'a Account,
        permit: &'a Permit<Change>,
        earlier: Earlier,
    ) -> Answering<'a, CardAnswer> {
        let request = authorise::Request {
            payment: payment_ref(permit),
            amount: permit.amount().0,
            card: authorise::CardSource::Earlier(earlier.trade.0),
            split: earlier.split,
            three_ds: authorise::ThreeDs::Skipped,
            capture: false,
            security_code_required: false,
        };
        self.send(account, request)
    }

    fn inquire<'a>(&'a self, account: &'a Account, which: Which) -> Answering<'a, inquire::Answer> {
        let payment = match which {
            Which::Trade(trade) => PaymentRef::by_trading_id(trade.0),
            Which::Payment(payment) => PaymentRef::by_payment_id(payment.0),
            Which::Both(trade, payment) => PaymentRef::by_both(trade.0, payment.0),
        };
        self.send(account, inquire::Request::new(payment))
    }

    fn difference<'a>(
        &'a self,
        account: &'a Account,
        number: u64,
    ) -> Answering<'a, difference::Answer> {
        let request = difference::Request { payment_notice_id: Some(number), site_id: None };
        self.send(account, request)
    }

    fn stored_cards<'a>(
        &'a self,
        account: &'a Account,
        request: list::Request,
    ) -> Answering<'a, list::Answer> {
        self.send(account, request)
    }

    fn store_card<'a>(
        &'a self,
        account: &'a Account,
        request: register::Request,
    ) -> Answering<'a, stored_card::Answer> {
        self.send(account, request)
    }

    fn delete_card<'a>(
        &'a self,
        account: &'a Account,
        request: delete::Request,
    ) -> Answering<'a, delete::Answer> {
        self.send(account, request)
    }
}
