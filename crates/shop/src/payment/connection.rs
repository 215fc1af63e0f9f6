//! 接続テスト: whether contract and settings fit, asked without moving money.
//!
//! Three telegrams that cannot do anything: 094 of a 取引ID that was never used, 027 of a customer
//! who does not exist, 450 with a token that does not exist. What each refuses tells what is
//! contracted. ④ is tried by the browser; ⑨ and ⑩ are proved only by a purchase.

use std::time::Duration;

use paygent::telegram::PaymentRef;
use paygent::telegram::stored_card::list;
use paygent::telegram::three_ds::{Card, Cardholder, Request};
use paygent::{Outcome, Secret, Unknown};

use super::account::Account;
use super::gateway::Which;
use crate::clock::random_hex;
use crate::id::TradeId;
use crate::profile::Shop;
use crate::world::World;

/// What the test found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// ①②③, address and certificate.
    pub credentials: Finding,
    /// How long Paygent took to answer the first telegram.
    pub took: Duration,
    /// EMV 3-D Secure in the contract; only asked once the credentials are good.
    pub three_ds: Option<Finding>,
    /// カード情報お預かり in the contract; likewise.
    pub vault: Option<Finding>,
}

/// What one telegram tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// As it should be.
    Good,
    /// ② or ③ is wrong (P001, P002).
    WrongCredentials,
    /// Paygent does not know our address (P015).
    WrongAddress,
    /// The client certificate is missing or not taken (P016).
    WrongCertificate,
    /// Not in the contract (P021, P024, P063).
    NotContracted,
    /// A refusal that says nothing of these: code and detail as they came.
    Unclear(String, String),
    /// No answer, and why.
    Silent(String),
}

/// Asks about an account. `merchant_name` is ⑨.
pub async fn test(
    world: &World,
    shop: &Shop,
    account: &Account,
    merchant_name: &str,
) -> Connection {
    let began = world.now();
    let unused = Which::Trade(TradeId::new(began, &*world.random));
    let asked = world.gateway.inquire(account, unused).await;
    let credentials = finding(asked, &["13001"]);
    let took = Duration::from_millis(u64::try_from(world.now().0 - began.0).unwrap_or(0));
    if credentials != Finding::Good {
        return Connection { credentials, took, three_ds: None, vault: None };
    }
    let vault = vault(world, account).await;
    let asked = world.gateway.start_three_ds(account, no_purchase(shop, merchant_name)).await;
    Connection {
        credentials,
        took,
        // A token that is not there is looked for only where 3-D Secure is contracted.
        three_ds: Some(finding(asked, &["31003", "31004", "31005"])),
        vault: Some(vault),
    }
}

/// Asks an account about カード情報お預かり alone, by the cards of a customer who does not exist.
pub(crate) async fn vault(world: &World, account: &Account) -> Finding {
    let nobody = list::Request::new(format!("noren_test_{}", random_hex(&*world.random, 6)));
    finding(world.gateway.stored_cards(account, nobody).await, &["P026"])
}

/// 450 that cannot begin anything.
fn no_purchase(shop: &Shop, merchant_name: &str) -> Request {
    let cardholder = Cardholder {
        name: Some("NOREN TEST".to_owned()),
        email: Some(shop.mail_from.clone()),
        home_phone: None,
        mobile_phone: None,
        work_phone: None,
    };
    let merchant_name = if merchant_name.is_empty() { "NOREN" } else { merchant_name };
    Request::new(
        PaymentRef { payment_id: None, trading_id: None, site_id: None },
        Card::Token(Secret::new("noren-connection-test")),
        1,
        format!("{}/3ds/connection-test", shop.base_url),
        merchant_name,
        cardholder,
    )
}

fn finding<A>(outcome: Outcome<A>, good: &[&str]) -> Finding {
    match outcome {
        Outcome::Accepted(_) => Finding::Good,
        Outcome::Refused(refusal) => match refusal.code.as_str() {
            code if good.contains(&code) => Finding::Good,
            "P001" | "P002" => Finding::WrongCredentials,
            "P015" => Finding::WrongAddress,
            "P016" => Finding::WrongCertificate,
            "P021" | "P024" | "P063" => Finding::NotContracted,
            _ => Finding::Unclear(refusal.code, refusal.detail),
        },
        Outcome::NotSent(why) | Outcome::Unknown(Unknown { why, .. }) => Finding::Silent(why),
    }
}
