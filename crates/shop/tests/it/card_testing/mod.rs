//! Limits against card testing: who tries cards is stopped, who buys is not (X8).

mod bot;
mod brake;
mod counted;
mod honest;
mod issuer;
mod limits;

use shop::attempt::{self, AttemptView, ClientNote, Submission, SubmitError};
use shop::cart;
use shop::checkout::{CardPay, Pay};
use shop::clock::{MINUTE, SECOND};
use shop::id::{AttemptId, CartId};
use shop::settings::CardSettings;
use store::sql;

use crate::stage::{CUP, Stage};

/// A card that is refused as those of a tester are.
const BAD: &str = "refused_2001";
/// One that is not.
const GOOD: &str = "frictionless";

/// The shop asks the card issuer first.
fn authenticated(card: &mut CardSettings) {
    card.three_ds = true;
}

/// What became of 注文する.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Placed,
    /// The card was refused, or the attempt ended otherwise.
    Failed,
    /// One limit or the other.
    Limited,
    /// The brake.
    Paused,
}

/// One browser: its cart and where it is.
#[derive(Clone, Debug)]
struct Browser {
    cart: CartId,
    address: String,
}

impl Browser {
    fn new(session: &str, address: &str) -> Browser {
        Browser { cart: CartId(session.to_owned()), address: address.to_owned() }
    }

    /// Number `n`, with a session and an address of its own.
    fn number(n: u32) -> Browser {
        Browser::new(&format!("session{n}"), &format!("10.0.{}.{}", n / 256, n % 256))
    }
}

impl Stage {
    /// More than any test sells.
    async fn plenty(&self) {
        let much =
            self.world.store.write(|tx| tx.exec(sql!("update stock set on_hand = 100000"), &[]));
        much.await.expect("the stock is set");
    }

    /// 注文する of a cup, with a token made for it.
    async fn order(&self, by: &Browser, card: &str) -> Submission {
        let card = self.token(card).await;
        self.order_with(by, card).await
    }

    async fn order_with(&self, by: &Browser, mut card: CardPay) -> Submission {
        // The sandbox's clock is the machine's; ours is moved by hand.
        card.valid_until = self.world.now().after(15 * MINUTE);
        self.order_by(by, Pay::Card(card)).await
    }

    async fn order_by(&self, by: &Browser, pay: Pay) -> Submission {
        let kept = cart::load(&self.world, &self.shop, &by.cart).await.expect("the cart loads");
        if kept.is_empty() {
            self.add(&by.cart, CUP, 1).await;
        }
        let submission = self.submission(&by.cart, pay).await;
        let client = ClientNote { address: by.address.clone(), ..ClientNote::default() };
        Submission { client, ..submission }
    }

    async fn begin(&self, submission: Submission) -> Result<AttemptId, Fate> {
        match attempt::submit(&self.world, &self.shop, submission).await {
            Ok(id) => Ok(id),
            Err(SubmitError::CardLimited) => Err(Fate::Limited),
            Err(SubmitError::NotOffered(_)) => Err(Fate::Paused),
            Err(error) => panic!("{error}"),
        }
    }

    /// Tries a card, a second later, whatever comes of it.
    async fn try_card(&self, by: &Browser, card: &str) -> Fate {
        let card = self.token(card).await;
        self.try_token(by, card).await
    }

    async fn try_token(&self, by: &Browser, card: CardPay) -> Fate {
        self.clock.advance(SECOND);
        let submission = self.order_with(by, card).await;
        let id = match self.begin(submission).await {
            Ok(id) => id,
            Err(fate) => return fate,
        };
        attempt::drive(&self.world, &self.shop, &id).await.expect("the attempt goes on");
        self.authenticate(&id, &by.cart).await;
        match self.view(&id, &by.cart).await {
            AttemptView::Placed(_) => Fate::Placed,
            _ => Fate::Failed,
        }
    }

    /// 注文する with a card that the issuer wants to see; the buyer gets as far as its page.
    async fn go_to_issuer(&self, by: &Browser) -> Result<AttemptId, Fate> {
        self.clock.advance(SECOND);
        let submission = self.order(by, "challenge").await;
        let id = self.begin(submission).await?;
        attempt::drive(&self.world, &self.shop, &id).await.expect("the attempt goes on");
        Ok(id)
    }

    /// Cards that reached the gateway.
    async fn reached(&self) -> usize {
        self.came("020").await.max(self.came("450").await)
    }

    /// Rows that count.
    async fn failures(&self) -> i64 {
        let count = self.world.store.read(|tx| {
            tx.row(sql!("select count(*) from card_failure"), &[])?.expect("a row").int(0)
        });
        count.await.expect("the count reads")
    }
}
