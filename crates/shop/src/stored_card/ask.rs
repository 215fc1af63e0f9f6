//! What Paygent says now about a member's card (027), for staff who look at 顧客明細.

use std::time::Duration;

use paygent::telegram::stored_card::list::{self, StoredCard};
use paygent::{Outcome, Unknown};
use store::sql;

use super::row::{self, Customer, Whose};
use super::visit::NO_CARD;
use crate::id::MemberId;
use crate::payment::account::{self, AccountError};
use crate::profile::Shop;
use crate::settings::{self, CardSettings};
use crate::world::World;

/// How long a page waits.
const PATIENCE: Duration = Duration::from_secs(8);

/// クレジットカード情報(ペイジェント).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// 登録されています.
    Registered,
    /// The member has none any more, and Paygent has not deleted it yet.
    Leaving,
    /// 登録されていません.
    NotRegistered,
    /// Paygent did not answer; what the shop knows of it.
    Silent {
        /// A card is registered, as far as the shop knows.
        registered: bool,
    },
}

/// Asks; `None` where the card method is not set up. Where Paygent has another card than the shop
/// knows of, the two are brought together.
pub async fn ask(
    world: &World,
    shop: &Shop,
    member: MemberId,
) -> Result<Option<Told>, AccountError> {
    let shop_id = shop.id;
    let known = world.store.read(move |tx| {
        let Some(settings) = settings::current::<CardSettings>(tx, shop_id)? else {
            return Ok(None);
        };
        let whose = Whose { shop: shop_id, member, merchant: settings.body.merchant };
        let customer = row::find(tx, &whose)?;
        Ok::<_, store::Error>(Some((whose, customer)))
    });
    let Some((whose, customer)) = known.await? else { return Ok(None) };
    // Nothing was ever sent for a member without a customer.
    let Some(customer) = customer else { return Ok(Some(Told::NotRegistered)) };
    let account = account::load(world, shop_id, &whose.merchant).await?;
    let question = world.gateway.stored_cards(&account, list::Request::new(customer.id.as_str()));
    let cards = match tokio::time::timeout(PATIENCE, question).await {
        Ok(Outcome::Accepted(answer)) => answer.cards,
        Ok(Outcome::Refused(refusal)) if refusal.code == NO_CARD => Vec::new(),
        Ok(Outcome::Refused(refusal)) => {
            tracing::warn!(code = refusal.code, "027 was refused");
            return Ok(Some(silent(&customer)));
        }
        Ok(Outcome::NotSent(why) | Outcome::Unknown(Unknown { why, .. })) => {
            tracing::warn!(%why, "027 was not answered");
            return Ok(Some(silent(&customer)));
        }
        Err(_) => return Ok(Some(silent(&customer))),
    };
    if !agrees(&customer, &cards) {
        wake(world, whose).await?;
    }
    Ok(Some(told(&customer, &cards)))
}

fn silent(customer: &Customer) -> Told {
    Told::Silent { registered: customer.kept.is_some() }
}

fn told(customer: &Customer, cards: &[StoredCard]) -> Told {
    match (&customer.kept, cards) {
        (_, []) => Told::NotRegistered,
        (Some(kept), cards) if cards.iter().all(|card| card.customer_card_id != kept.id) => {
            Told::NotRegistered
        }
        (Some(_), _) => Told::Registered,
        // Its 025 may have been answered by nobody yet.
        (None, _) if customer.sent.is_some() => Told::Registered,
        (None, _) => Told::Leaving,
    }
}

/// Whether Paygent has what the shop knows of and nothing else.
fn agrees(customer: &Customer, cards: &[StoredCard]) -> bool {
    let kept = customer.kept.iter().map(|kept| kept.id.as_str());
    kept.eq(cards.iter().map(|card| card.customer_card_id.as_str()))
}

/// Has a worker look at the customer, unless one is at it.
async fn wake(world: &World, whose: Whose) -> Result<(), store::Error> {
    let now = world.now();
    let woken = world.store.write_on(whose.shop.0, move |tx| {
        let [shop, member, merchant] = whose.key();
        tx.exec(
            sql!(
                "update stored_card set tidy = 1, due_at = $4
                 where shop_id = $1 and member_id = $2 and merchant_id = $3 and owner is null
                   and due_at is null"
            ),
            &[shop, member, merchant, now.into()],
        )
    });
    let woken: u64 = woken.await.map_err(|error: store::Error| error)?;
    if woken > 0 {
        world.bell.notify_one();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use paygent::telegram::stored_card::list::StoredCard;

    use super::{Told, agrees, told};
    use crate::clock::Timestamp;
    use crate::id::{MemberId, MerchantId, ShopId};
    use crate::stored_card::row::{Customer, Kept, Sent, Whose};

    fn customer(kept: Option<&str>, is_sent: bool) -> Customer {
        let (shop, member) = (ShopId(1), MemberId(1));
        Customer {
            whose: Whose { shop, member, merchant: MerchantId("m".into()) },
            id: "c".into(),
            version: 1,
            kept: kept.map(|id| Kept {
                id: id.into(),
                brand: String::new(),
                last4: String::new(),
                stored_at: None,
            }),
            waiting: None,
            sent: is_sent.then_some(Sent { at: Timestamp(0), version: 1 }),
            tidy: false,
            gone: false,
            fence: 0,
            tries: 0,
        }
    }

    #[test]
    fn paygents_word_counts_and_a_difference_is_seen() {
        for (kept, is_sent, cards, said, is_same) in [
            (None, false, &[][..], Told::NotRegistered, true),
            (Some("1"), false, &["1"][..], Told::Registered, true),
            (Some("1"), false, &["1", "2"][..], Told::Registered, false),
            (Some("1"), false, &["2"][..], Told::NotRegistered, false),
            (Some("1"), false, &[][..], Told::NotRegistered, false),
            (None, true, &["1"][..], Told::Registered, false),
            (None, false, &["1"][..], Told::Leaving, false),
        ] {
            let customer = customer(kept, is_sent);
            let cards: Vec<StoredCard> = cards
                .iter()
                .map(|id| StoredCard { customer_card_id: (*id).into(), ..StoredCard::default() })
                .collect();
            assert_eq!(told(&customer, &cards), said, "{kept:?} {cards:?}");
            assert_eq!(agrees(&customer, &cards), is_same, "{kept:?} {cards:?}");
        }
    }
}
