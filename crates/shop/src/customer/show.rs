//! 顧客明細: everything the page shows of one member, except what Paygent says.

use store::{Tx, sql};

use super::log::{self, LogRow};
use super::person::count_guest_orders;
use super::{OrdersPage, Person, orders};
use crate::clock::Timestamp;
use crate::id::{MemberId, ShopId};
use crate::member::{self, Member, SavedAddress};
use crate::money::Yen;
use crate::order::list::PageKey;
use crate::profile::Shop;
use crate::world::World;

/// One member, as 顧客明細 shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// 会員ID, name, address and so on.
    pub member: Member,
    /// When a browser was last seen signed in.
    pub seen_at: Option<Timestamp>,
    /// No password is taken until then: too many were wrong.
    pub locked_until: Option<Timestamp>,
    /// メモ.
    pub note: Note,
    /// お届け先リスト.
    pub addresses: Vec<SavedAddress>,
    /// How many orders, and of how much.
    pub sums: Sums,
    /// A page of them.
    pub orders: OrdersPage,
    /// How many orders were placed with the member's mail address without signing in.
    pub guest_orders: i64,
    /// What staff did, newest first.
    pub log: Vec<LogRow>,
    /// What the member did: the newest lines of 操作履歴.
    pub deeds: member::LogPage,
}

/// What staff keep in mind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// May hold several lines, may be empty.
    pub text: String,
    /// Counts every change.
    pub version: i64,
}

/// What a person ordered; orders in 受注キャンセル一覧 do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many orders.
    pub count: i64,
    /// Of how much together.
    pub total: Yen,
    /// The first.
    pub first: Option<Timestamp>,
    /// The last.
    pub last: Option<Timestamp>,
}

/// One member; `None` where the shop has no such member (any more). `after`: where the page of
/// orders begins.
pub async fn show(
    world: &World,
    shop: &Shop,
    id: MemberId,
    after: Option<PageKey>,
) -> Result<Option<Detail>, store::Error> {
    let Some(member) = member::find(world, shop, id).await? else { return Ok(None) };
    let (shop_id, email) = (shop.id, member::email_key(&member.buyer.email));
    let person = Person::Member(id);
    let whose = person.clone();
    let read = world.store.read(move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!(
                "select m.note, m.note_version, m.locked_until,
                   (select max(d.seen_at) from member_device d
                    where d.shop_id = m.shop_id and d.member_id = m.member_id)
                 from member m where m.shop_id = $1 and m.member_id = $2"
            ),
            &[shop_id.into(), id.into()],
        )?;
        let Some(row) = row else { return Ok(None) };
        let note = Note { text: row.text(0)?, version: row.int(1)? };
        let (locked, seen) = (row.opt_int(2)?, row.opt_int(3)?);
        let guest_orders = count_guest_orders(tx, shop_id, &email)?;
        let (sums, log) = (sums_in(tx, shop_id, &whose)?, log::of_member(tx, shop_id, id)?);
        let addresses = member::addresses_in(tx, shop_id, id)?;
        Ok::<_, store::Error>(Some((note, locked, seen, guest_orders, sums, log, addresses)))
    });
    let Some((note, locked, seen, guest_orders, sums, log, addresses)) = read.await? else {
        return Ok(None);
    };
    Ok(Some(Detail {
        seen_at: seen.map(Timestamp),
        locked_until: locked.map(Timestamp).filter(|until| *until > world.now()),
        note,
        addresses,
        sums,
        orders: orders(world, shop, &person, after).await?,
        guest_orders,
        log,
        deeds: member::log(world, shop, &member, None).await?,
        member,
    }))
}

/// What a person ordered.
pub async fn sums(world: &World, shop: &Shop, person: &Person) -> Result<Sums, store::Error> {
    let (shop, person) = (shop.id, person.clone());
    world.store.read(move |tx: &mut dyn Tx| sums_in(tx, shop, &person)).await
}

fn sums_in(tx: &mut dyn Tx, shop: ShopId, person: &Person) -> Result<Sums, store::Error> {
    let row = match person {
        Person::Member(member) => tx.row(
            sql!(
                "select count(*), cast(coalesce(sum(total), 0) as bigint), min(placed_at),
                   max(placed_at)
                 from orders where shop_id = $1 and member_id = $2 and list <> 'cancelled'"
            ),
            &[shop.into(), (*member).into()],
        )?,
        Person::Guest(email) => tx.row(
            sql!(
                "select count(*), cast(coalesce(sum(o.total), 0) as bigint), min(o.placed_at),
                   max(o.placed_at)
                 from orders o where o.shop_id = $1 and lower(o.email) = $2
                   and o.list <> 'cancelled'
                   and not exists (select 1 from member m where m.shop_id = o.shop_id
                     and m.member_id = o.member_id and m.withdrawn_at is null)"
            ),
            &[shop.into(), email.as_str().into()],
        )?,
    };
    let Some(row) = row else { return Ok(Sums::default()) };
    Ok(Sums {
        count: row.int(0)?,
        total: Yen(row.int(1)?),
        first: row.opt_int(2)?.map(Timestamp),
        last: row.opt_int(3)?.map(Timestamp),
    })
}
