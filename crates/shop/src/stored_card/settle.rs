//! Makes Paygent's vault equal to what is wanted: claim the customer, one telegram outside every
//! transaction, commit what it says, look again.

use std::sync::atomic::{AtomicI64, Ordering};

use futures_util::{StreamExt, stream};
use paygent::telegram::stored_card::list::{self, StoredCard};
use paygent::telegram::stored_card::{NewCard, Note, delete, register};
use paygent::{Outcome, Unknown};
use store::{Dialect, Tx, sql};

use super::row::{self, Customer, Kept, Secrets, Whose};
use super::step::{Finding, Step, last4};
use super::told;
use crate::clock::{DAY, HOUR, Timestamp};
use crate::id::{MemberId, MerchantId, ShopId};
use crate::payment::account::{self, Account, AccountError};
use crate::profile::{self, Shop};
use crate::world::World;

/// The longest wait between two tries.
const WAIT_LONGEST: i64 = HOUR;
/// Customers looked at in one sweep.
const BATCH: i64 = 50;
/// Of them at once.
const AT_ONCE: usize = 8;
/// Steps of one visit: registering is 025, 027, 026, 027.
const STEPS: usize = 12;
/// How long a registration is kept: as long as the limits look back.
const KEEP: i64 = DAY;

/// 027 knows no card of this customer.
const NO_CARD: &str = "P026";
/// 026: there is no such card.
const NO_SUCH_CARD: &str = "P022";

/// What one step leaves to do.
enum After {
    /// Look again at once.
    Again,
    /// Nothing until then; never: there is nothing to do.
    Until(Option<Timestamp>),
    /// Another worker has it, or it is gone.
    Left,
}

/// Works on one customer until record and vault agree, or a wait is due. Run it on a task of its
/// own; the sweeper comes back to what it leaves.
pub async fn settle(
    world: &World,
    shop: ShopId,
    member: MemberId,
    merchant: &MerchantId,
) -> Result<(), AccountError> {
    let whose = Whose { shop, member, merchant: merchant.clone() };
    let Some(fence) = claim(world, &whose).await? else { return Ok(()) };
    let profile = profile::load(world, shop).await?;
    let missing = || AccountError::Missing(merchant.clone());
    let profile = profile.ok_or_else(missing)?;
    let account = account::load(world, shop, merchant).await?;
    let seen = AtomicI64::new(0);
    let visit = Visit { world, shop: profile, account, whose, fence, seen };
    for _ in 0..STEPS {
        match visit.step().await? {
            After::Again => {}
            After::Until(due) => return visit.leave(due).await,
            After::Left => return Ok(()),
        }
    }
    visit.leave(Some(world.now().after(world.pace.look_longest))).await
}

/// Does what is due, and tells when the next thing will be.
pub async fn sweep(world: &World) -> Result<Option<Timestamp>, store::Error> {
    let now = world.now();
    wipe_what_is_over(world, now).await?;
    let due = world.store.read(move |tx| due(tx, now)).await?;
    let visits = stream::iter(due).map(|Whose { shop, member, merchant }| async move {
        if let Err(error) = settle(world, shop, member, &merchant).await {
            // Its lease ends, and then it is tried again.
            tracing::error!(%error, "a stored card could not be worked on");
        }
    });
    // A slow gateway of one shop holds up no other.
    visits.buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
    let next = world.store.read(|tx| {
        let sql = sql!("select min(due_at) from stored_card where due_at is not null");
        tx.row(sql, &[])?.map_or(Ok(None), |row| row.opt_int(0))
    });
    Ok(next.await?.map(Timestamp))
}

/// No token is kept past its own term, whatever became of the telegram that it was sent with.
async fn wipe_what_is_over(world: &World, now: Timestamp) -> Result<(), store::Error> {
    let over = world.store.read(move |tx| {
        let sql = sql!(
            "select 1 from stored_card where new_token is not null and new_until <= $1 limit 1"
        );
        Ok::<_, store::Error>(tx.row(sql, &[now.into()])?.is_some())
    });
    if !over.await? {
        return Ok(());
    }
    let wipe = world.store.write(move |tx: &mut dyn Tx| {
        let sql = sql!(
            "update stored_card set new_token = null
             where new_token is not null and new_until <= $1"
        );
        tx.exec(sql, &[now.into()])
    });
    wipe.await.map(drop)
}

/// Deletes registrations that no limit counts any more, and ends those that a member has left.
pub async fn forget_old(world: &World) -> Result<(), store::Error> {
    let (now, before) = (world.now(), world.now().after(-KEEP));
    let left = now.after(-world.pace.challenge_limit);
    let write = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(sql!("delete from card_registration where created_at <= $1"), &[before.into()])?;
        // The member did not come back: the token goes.
        tx.exec(
            sql!(
                "update card_registration set state = 'failed', ended_at = $2, card_token = null,
                   token_valid_until = null, holder_name = null, acs_html = null
                 where state in ('created', 'challenge')
                   and (created_at <= $1 or token_valid_until <= $2)"
            ),
            &[left.into(), now.into()],
        )
    });
    write.await.map(drop)
}

fn due(tx: &mut dyn Tx, now: Timestamp) -> Result<Vec<Whose>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select shop_id, member_id, merchant_id from stored_card where due_at <= $1
             order by due_at limit $2"
        ),
        &[now.into(), BATCH.into()],
    )?;
    let whose = |row: store::Row| {
        let (shop, member) = (ShopId(row.int(0)?), MemberId(row.int(1)?));
        Ok(Whose { shop, member, merchant: MerchantId(row.text(2)?) })
    };
    rows.into_iter().map(whose).collect()
}

/// Takes the customer for this worker. `None`: another one has it, or there is nothing to do.
async fn claim(world: &World, whose: &Whose) -> Result<Option<i64>, store::Error> {
    let (whose, owner, now) = (whose.clone(), world.process.clone(), world.now());
    // Longer than a telegram can take.
    let lease = now.after(2 * world.pace.telegram_limit);
    world
        .store
        .write_on(whose.shop.0, move |tx| {
            let [shop, member, merchant] = whose.key();
            let claimed = tx.exec(
                sql!(
                    "update stored_card set owner = $4, fence = fence + 1, due_at = $5
                     where shop_id = $1 and member_id = $2 and merchant_id = $3
                       and due_at <= $6"
                ),
                &[shop, member, merchant, (&*owner).into(), lease.into(), now.into()],
            )?;
            if claimed == 0 {
                return Ok(None);
            }
            Ok::<_, store::Error>(row::find(tx, &whose)?.map(|customer| customer.fence))
        })
        .await
}

/// One worker at one customer.
struct Visit<'a> {
    world: &'a World,
    shop: Shop,
    account: Account,
    whose: Whose,
    fence: i64,
    /// The version that this worker has looked at.
    seen: AtomicI64,
}

impl Visit<'_> {
    /// Looks at the customer and does the next thing. Each look makes the lease longer.
    async fn step(&self) -> Result<After, AccountError> {
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
                    told::lost(tx, &shop, customer, now)
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
    async fn leave(&self, due: Option<Timestamp>) -> Result<(), AccountError> {
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

/// 025 is about to leave for what is wanted now.
fn mark_sent(tx: &mut dyn Tx, customer: &Customer, now: Timestamp) -> Result<(), store::Error> {
    let [shop, member, merchant] = customer.whose.key();
    tx.exec(
        sql!(
            "update stored_card set sent_at = $4, sent_version = version
             where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &[shop, member, merchant, now.into()],
    )?;
    Ok(())
}

fn unmark_sent(tx: &mut dyn Tx, customer: &Customer) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update stored_card set sent_at = null, sent_version = null
             where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &customer.whose.key(),
    )?;
    Ok(())
}

/// Paygent may have more than is registered.
fn tidy(tx: &mut dyn Tx, customer: &Customer) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update stored_card set tidy = 1
             where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &customer.whose.key(),
    )?;
    Ok(())
}

/// Token and name of the card that waits are no longer needed.
fn wipe(tx: &mut dyn Tx, customer: &Customer) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update stored_card set new_token = null, new_until = null, new_holder = null,
               new_key = null, new_from = null
             where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &customer.whose.key(),
    )?;
    Ok(())
}

/// The card that waited is registered; 027 tells its brand, and what is to go.
fn keep(tx: &mut dyn Tx, customer: &Customer, kept: &Kept) -> Result<(), store::Error> {
    let [shop, member, merchant] = customer.whose.key();
    tx.exec(
        sql!(
            "update stored_card set version = version + 1, card_id = $4, brand = $5, last4 = $6,
               holder = new_holder, holder_key = new_key, stored_at = $7, new_token = null,
               new_until = null, new_holder = null, new_key = null, new_from = null,
               sent_at = null, sent_version = null, tidy = 1, tries = 0
             where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &[
            shop,
            member,
            merchant,
            kept.id.as_str().into(),
            kept.brand.as_str().into(),
            kept.last4.as_str().into(),
            kept.stored_at.into(),
        ],
    )?;
    Ok(())
}

/// Paygent has the card no longer: deleted on its own screens.
fn lose(tx: &mut dyn Tx, customer: &Customer) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update stored_card set version = version + 1, card_id = null, brand = '', last4 = '',
               holder = null, holder_key = null, stored_at = null, tidy = 0
             where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &customer.whose.key(),
    )?;
    Ok(())
}

/// Paygent has what is registered and nothing else.
fn agree(tx: &mut dyn Tx, customer: &Customer, card: Option<&Kept>) -> Result<(), store::Error> {
    let [shop, member, merchant] = customer.whose.key();
    tx.exec(
        sql!(
            "update stored_card set tidy = 0, tries = 0, brand = $4, last4 = $5
             where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &[
            shop,
            member,
            merchant,
            card.map_or("", |card| card.brand.as_str()).into(),
            card.map_or("", |card| card.last4.as_str()).into(),
        ],
    )?;
    Ok(())
}

/// At start, on a database that only this process writes: what a process that died had claimed is
/// worked on at once.
pub async fn adopt(world: &World) -> Result<(), store::Error> {
    if world.store.dialect() != Dialect::Sqlite {
        // Other processes may be alive: their leases end by themselves.
        return Ok(());
    }
    let (process, now) = (world.process.clone(), world.now());
    let write = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "update stored_card set owner = null, fence = fence + 1, due_at = $2
                 where owner is not null and owner <> $1"
            ),
            &[(&*process).into(), now.into()],
        )
    });
    write.await.map(drop)
}
