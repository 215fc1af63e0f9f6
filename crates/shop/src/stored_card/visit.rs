//! One worker at one customer: looks, does the next thing, commits what it says.

use std::sync::atomic::{AtomicI64, Ordering};

use paygent::telegram::stored_card::list::{self, StoredCard};
use paygent::telegram::stored_card::{NewCard, Note, delete, register};
use paygent::{Outcome, Unknown};
use store::{Tx, sql};

use super::record::{agree, keep, lose, mark_sent, tidy, unmark_sent, wipe};
use super::row::{self, Customer, Kept, Secrets, Whose};
use super::step::{Finding, Step, last4};
use super::told;
use crate::clock::{HOUR, Timestamp};
use crate::payment::account::{Account, AccountError};
use crate::profile::Shop;
use crate::world::World;

/// The longest wait between two tries.
const WAIT_LONGEST: i64 = HOUR;

/// 027 knows no card of this customer.
pub(super) const NO_CARD: &str = "P026";
/// 026: there is no such card.
const NO_SUCH_CARD: &str = "P022";

/// What one step leaves to do.
pub(super) enum After {
    /// Look again at once.
    Again,
    /// Nothing until then; never: there is nothing to do.
    Until(Option<Timestamp>),
    /// Another worker has it, or it is gone.
    Left,
}

/// One worker at one customer.
pub(super) struct Visit<'a> {
    world: &'a World,
    shop: Shop,
    account: Account,
    whose: Whose,
    fence: i64,
    /// The version that this worker has looked at.
    seen: AtomicI64,
}

impl<'a> Visit<'a> {
    /// With the fence that the claim has given.
    pub(super) fn new(
        world: &'a World,
        shop: Shop,
        account: Account,
        whose: Whose,
        fence: i64,
    ) -> Visit<'a> {
        Visit { world, shop, account, whose, fence, seen: AtomicI64::new(0) }
    }
}

impl Visit<'_> {
    /// Looks at the customer and does the next thing. Each look makes the lease longer.
    pub(super) async fn step(&self) -> Result<After, AccountError> {
        let (whose, cipher, fence) = (self.whose.clone(), self.world.cipher.clone(), self.fence);
        let lease = self.world.now().after(2 * self.world.pace.telegram_limit);
        let look = self.world.store.write_on(whose.shop.0, move |tx| {
            let [shop, member, merchant] = whose.key();
            let kept = tx.exec(
                sql!(
                    "update stored_card set due_at = $5
                     where shop_id = $1 and member_id = $2 and merchant_id = $3 and fence = $4"
                ),
                &[shop, member, merchant, fence.into(), lease.into()],
            )?;
            if kept == 0 {
                return Ok((None, None));
            }
            let customer = row::find(tx, &whose)?;
            Ok::<_, store::Error>((customer, row::secrets(tx, &cipher, &whose)?))
        });
        let (Some(customer), secrets) = look.await? else { return Ok(After::Left) };
        self.seen.store(customer.version, Ordering::Relaxed);
        match customer.next(self.world.now()) {
            Step::Rest => self.rest(customer).await,
            Step::Ask => self.ask(customer).await,
            Step::GiveUp => self.failed(customer, "", "").await,
            Step::Register => match secrets {
                Some(Ok(secrets)) => self.register(customer, secrets).await,
                // A master key that is not the one it was sealed under: nothing can be sent.
                Some(Err(_)) | None => self.failed(customer, "", "").await,
            },
        }
    }

    /// There is nothing to do; of a member who has left the row goes.
    async fn rest(&self, customer: Customer) -> Result<After, AccountError> {
        if !customer.gone {
            return Ok(After::Until(None));
        }
        self.commit(customer, |tx, customer, _| {
            tx.exec(
                sql!(
                    "delete from stored_card
                     where shop_id = $1 and member_id = $2 and merchant_id = $3 and gone = 1"
                ),
                &customer.whose.key(),
            )?;
            Ok(())
        })
        .await?;
        Ok(After::Left)
    }

    /// Commits that 025 leaves, and only then sends it.
    async fn register(&self, customer: Customer, secrets: Secrets) -> Result<After, AccountError> {
        if !self.commit(customer.clone(), mark_sent).await? {
            // Another card is wanted by now.
            return Ok(After::Again);
        }
        let mut request =
            register::Request::new(customer.id.as_str(), NewCard::Token(secrets.token));
        request.note = Note { holder: Some(secrets.holder.expose().to_owned()), ..Note::default() };
        match self.world.gateway.store_card(&self.account, request).await {
            Outcome::Accepted(answer) => {
                let kept = Kept {
                    id: answer.customer_card_id,
                    brand: String::new(),
                    last4: last4(&answer.masked_card_number),
                    stored_at: Some(self.world.now()),
                };
                self.stored(customer, kept).await
            }
            Outcome::Refused(refusal) => {
                self.failed(customer, &refusal.code, &refusal.detail).await
            }
            Outcome::NotSent(why) => {
                tracing::warn!(%why, "a card could not be registered now");
                self.commit_any(customer.clone(), |tx, customer, _| unmark_sent(tx, customer))
                    .await?;
                Ok(self.later(&customer))
            }
            Outcome::Unknown(Unknown { why, .. }) => {
                tracing::warn!(%why, "it is not known whether a card was registered");
                Ok(self.later(&customer))
            }
        }
    }

    /// 025 has stored this card. Where something else is wanted by now it goes again.
    async fn stored(&self, customer: Customer, kept: Kept) -> Result<After, AccountError> {
        let shop = self.shop.clone();
        self.commit_any(customer, move |tx, customer, now| {
            let wanted = customer.sent.is_some_and(|sent| sent.version == customer.version);
            if wanted {
                keep(tx, customer, &kept)?;
                told::registered(tx, &shop, customer, &kept, now)?;
            } else {
                unmark_sent(tx, customer)?;
                tidy(tx, customer)?;
            }
            Ok(())
        })
        .await?;
        Ok(After::Again)
    }

    /// The card that waits will not be registered.
    async fn failed(
        &self,
        customer: Customer,
        code: &str,
        detail: &str,
    ) -> Result<After, AccountError> {
        let (shop, code, detail) = (self.shop.clone(), code.to_owned(), detail.to_owned());
        let version = customer.version;
        self.commit_any(customer, move |tx, customer, now| {
            unmark_sent(tx, customer)?;
            // Of a wish that came meanwhile nothing is known yet.
            if customer.version == version {
                wipe(tx, customer)?;
                told::failed(tx, &shop, customer, (&code, &detail), now)?;
            }
            Ok(())
        })
        .await?;
        Ok(After::Again)
    }

    /// Asks 027 and makes the best of it.
    async fn ask(&self, customer: Customer) -> Result<After, AccountError> {
        let request = list::Request::new(customer.id.as_str());
        let cards = match self.world.gateway.stored_cards(&self.account, request).await {
            Outcome::Accepted(answer) => answer.cards,
            Outcome::Refused(refusal) if refusal.code == NO_CARD => Vec::new(),
            Outcome::Refused(refusal) => {
                tracing::warn!(code = refusal.code, "027 was refused");
                return Ok(self.later(&customer));
            }
            Outcome::NotSent(why) | Outcome::Unknown(Unknown { why, .. }) => {
                tracing::warn!(%why, "027 was not answered");
                return Ok(self.later(&customer));
            }
        };
        self.found(customer, &cards).await
    }

    async fn found(&self, customer: Customer, cards: &[StoredCard]) -> Result<After, AccountError> {
        let now = self.world.now();
        match customer.finding(cards, now, self.world.pace.quiet_window) {
            Finding::Stored(kept) => return self.stored(customer, kept).await,
            Finding::TooEarly(until) => return Ok(After::Until(Some(until))),
            Finding::Strays(ids) => return self.remove(customer, &ids).await,
            Finding::NotStored => {
                self.commit_any(customer, |tx, customer, _| {
                    unmark_sent(tx, customer)?;
                    tidy(tx, customer)
                })
                .await?;
            }
            Finding::Lost => {
                let shop = self.shop.clone();
                self.commit(customer, move |tx, customer, now| {
                    lose(tx, customer)?;
                    told::removed(tx, &shop, customer, now)
                })
                .await?;
            }
            Finding::Agree(card) => {
                self.commit(customer, move |tx, customer, _| agree(tx, customer, card.as_ref()))
                    .await?;
            }
        }
        Ok(After::Again)
    }

    /// Takes away the first of those that are not registered; then all is looked at again.
    async fn remove(&self, customer: Customer, ids: &[String]) -> Result<After, AccountError> {
        let Some(id) = ids.first() else { return Ok(After::Again) };
        let request = delete::Request::one(customer.id.as_str(), id.as_str());
        match self.world.gateway.delete_card(&self.account, request).await {
            Outcome::Accepted(_) => Ok(After::Again),
            Outcome::Refused(refusal) if refusal.code == NO_SUCH_CARD => Ok(After::Again),
            Outcome::Refused(refusal) => {
                tracing::warn!(code = refusal.code, "026 was refused");
                Ok(self.later(&customer))
            }
            Outcome::NotSent(why) | Outcome::Unknown(Unknown { why, .. }) => {
                tracing::warn!(%why, "026 was not answered");
                Ok(self.later(&customer))
            }
        }
    }

    fn later(&self, customer: &Customer) -> After {
        let pace = &self.world.pace;
        // Ever longer up to an hour: a contract that has ended does not come back by asking.
        let wait = match customer.tries {
            tries @ ..=10 => pace.look_after(tries),
            tries => pace.look_longest.saturating_mul(tries - 10).min(WAIT_LONGEST),
        };
        After::Until(Some(self.world.now().after(wait)))
    }

    /// Gives the customer back; `due` at the latest, and at once if something new is wanted.
    pub(super) async fn leave(&self, due: Option<Timestamp>) -> Result<(), AccountError> {
        let (whose, fence, now) = (self.whose.clone(), self.fence, self.world.now());
        let seen = self.seen.load(Ordering::Relaxed);
        let left = self.world.store.write_on(whose.shop.0, move |tx| {
            let [shop, member, merchant] = whose.key();
            let Some(customer) = row::find(tx, &whose)? else { return Ok(()) };
            // What came meanwhile is not left lying, and no token waits beyond its term.
            let until = customer.waiting.as_ref().map(|waiting| waiting.until);
            let due = match (customer.next(now), due) {
                (Step::Rest, _) => None,
                (_, Some(due)) if customer.version == seen => {
                    Some(until.filter(|until| *until > now).map_or(due, |until| until.min(due)))
                }
                _ => Some(now),
            };
            tx.exec(
                sql!(
                    "update stored_card set owner = null, due_at = $5, tries = tries + 1
                     where shop_id = $1 and member_id = $2 and merchant_id = $3 and fence = $4"
                ),
                &[shop, member, merchant, fence.into(), due.into()],
            )?;
            Ok::<_, store::Error>(())
        });
        Ok(left.await?)
    }

    /// One commit under this worker's fence, if nothing else was decided since `customer` was read.
    async fn commit(
        &self,
        customer: Customer,
        write: impl Fn(&mut dyn Tx, &Customer, Timestamp) -> Result<(), store::Error>
        + Send
        + Sync
        + 'static,
    ) -> Result<bool, store::Error> {
        let version = Some(customer.version);
        self.write(customer.whose, version, write).await
    }

    /// The same whatever was decided meanwhile: `write` gets the customer as it is by now.
    async fn commit_any(
        &self,
        customer: Customer,
        write: impl Fn(&mut dyn Tx, &Customer, Timestamp) -> Result<(), store::Error>
        + Send
        + Sync
        + 'static,
    ) -> Result<bool, store::Error> {
        self.write(customer.whose, None, write).await
    }

    async fn write(
        &self,
        whose: Whose,
        version: Option<i64>,
        write: impl Fn(&mut dyn Tx, &Customer, Timestamp) -> Result<(), store::Error>
        + Send
        + Sync
        + 'static,
    ) -> Result<bool, store::Error> {
        let (fence, now) = (self.fence, self.world.now());
        let done = self.world.store.write_on(whose.shop.0, move |tx| {
            let Some(current) = row::find(tx, &whose)? else { return Ok(false) };
            let changed = version.is_some_and(|version| version != current.version);
            if current.fence != fence || changed {
                return Ok(false);
            }
            write(tx, &current, now)?;
            Ok::<_, store::Error>(true)
        });
        done.await
    }
}
