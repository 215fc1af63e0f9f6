//! Whose data it is.

use store::{Tx, sql};

use crate::checkout::{is_email, normalise};
use crate::id::{MemberId, OrderId, ShopId};
use crate::member::{self, Member};
use crate::profile::Shop;
use crate::world::World;

/// Somebody who bought here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Person {
    /// A member.
    Member(MemberId),
    /// Whoever ordered with this mail address (as it is compared) without being a member now.
    Guest(String),
}

impl Person {
    /// The guest of this address; `None` where it is none.
    pub fn guest(typed: &str) -> Option<Person> {
        let email = normalise::email(typed);
        is_email(&email).then(|| Person::Guest(member::email_key(&email)))
    }

    /// The member, where it is one.
    pub fn member(&self) -> Option<MemberId> {
        match self {
            Person::Member(member) => Some(*member),
            Person::Guest(_) => None,
        }
    }
}

/// A person with what everything is found by.
pub(super) struct Known {
    /// The account, of a member.
    pub(super) member: Option<Member>,
    /// The mail address, as it is compared.
    pub(super) email: String,
}

/// Finds it; `None` where the member is none (any more).
pub(super) async fn known(
    world: &World,
    shop: &Shop,
    person: &Person,
) -> Result<Option<Known>, store::Error> {
    let id = match person {
        Person::Guest(email) => return Ok(Some(Known { member: None, email: email.clone() })),
        Person::Member(id) => *id,
    };
    let found = member::find(world, shop, id).await?;
    Ok(found.map(|member| Known {
        email: member::email_key(&member.buyer.email),
        member: Some(member),
    }))
}

/// Every order of the person, oldest first. Of an act on one person's data, not of a page.
pub(super) fn all_orders(
    tx: &mut dyn Tx,
    shop: ShopId,
    person: &Person,
) -> Result<Vec<OrderId>, store::Error> {
    let rows = match person {
        Person::Member(member) => tx.rows(
            sql!(
                "select order_id from orders where shop_id = $1 and member_id = $2
                 order by placed_at, order_id"
            ),
            &[shop.into(), (*member).into()],
        )?,
        Person::Guest(email) => tx.rows(
            sql!(
                "select o.order_id from orders o where o.shop_id = $1 and lower(o.email) = $2
                 and not exists (select 1 from member m where m.shop_id = o.shop_id
                   and m.member_id = o.member_id and m.withdrawn_at is null)
                 order by o.placed_at, o.order_id"
            ),
            &[shop.into(), email.as_str().into()],
        )?,
    };
    rows.iter().map(|row| Ok(OrderId(row.int(0)?))).collect()
}

/// How many orders somebody placed with this address (as it is compared) without being a member
/// now.
pub(super) fn count_guest_orders(
    tx: &mut dyn Tx,
    shop: ShopId,
    email: &str,
) -> Result<i64, store::Error> {
    let row = tx.row(
        sql!(
            "select count(*) from orders o where o.shop_id = $1 and lower(o.email) = $2
             and not exists (select 1 from member m where m.shop_id = o.shop_id
               and m.member_id = o.member_id and m.withdrawn_at is null)"
        ),
        &[shop.into(), email.into()],
    )?;
    row.map_or(Ok(0), |row| row.int(0))
}
