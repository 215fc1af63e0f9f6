//! 顧客一覧: members, newest first, or those whose name, kana, 会員ID, mail address or phone number
//! begins with what was typed. One statement a page, however many members there are.

use store::{Row, Tx, sql};

use super::Person;
use super::person::count_guest_orders;
use crate::clock::Timestamp;
use crate::id::{MemberId, ShopId};
use crate::member::term;
use crate::profile::Shop;
use crate::world::World;

/// Rows of one page.
pub const PAGE_ROWS: usize = 50;
/// Letters of a search; a mail address fits in.
const SEARCH_MAX: usize = 254;

/// What people look for: the beginning of something that a member is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search(String);

impl Search {
    /// Reads what was typed: width, case, kana, spaces and hyphens are no matter. Nothing typed is
    /// no search.
    pub fn parse(typed: &str) -> Option<Search> {
        let cut: String = typed.chars().take(SEARCH_MAX).filter(|c| *c != '\0').collect();
        Some(term::fold(&cut)).filter(|folded| !folded.is_empty()).map(Search)
    }

    /// Terms that begin with it lie from it to here; `text` compares byte by byte on both engines.
    fn end(&self) -> String {
        format!("{}{}", self.0, char::MAX)
    }
}

/// What of the list is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// Only whom this finds.
    pub search: Option<Search>,
    /// Only who comes after the last row of the page before.
    pub after: Option<MemberId>,
}

/// One member in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// The member's number.
    pub id: MemberId,
    /// 会員ID.
    pub login: String,
    /// 氏名.
    pub name: String,
    /// フリガナ.
    pub kana: String,
    /// メールアドレス.
    pub email: String,
    /// 電話番号.
    pub phone: String,
    /// 登録日時.
    pub registered_at: Timestamp,
    /// How many orders there are.
    pub orders: i64,
    /// When the last one was placed.
    pub last_order: Option<Timestamp>,
}

/// One page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerPage {
    /// At most [`PAGE_ROWS`], newest first.
    pub rows: Vec<Customer>,
    /// What to ask for to see what follows; `None` on the last page.
    pub next: Option<MemberId>,
}

/// One page of the list.
pub async fn list(
    world: &World,
    shop: &Shop,
    query: ListQuery,
) -> Result<CustomerPage, store::Error> {
    let shop = shop.id;
    let found = world.store.read(move |tx: &mut dyn Tx| {
        found(tx, shop, &query)?.iter().map(customer).collect::<Result<Vec<_>, store::Error>>()
    });
    let mut rows = found.await?;
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next = rows.last().filter(|_| more).map(|row| row.id);
    Ok(CustomerPage { rows, next })
}

fn found(tx: &mut dyn Tx, shop: ShopId, query: &ListQuery) -> Result<Vec<Row>, store::Error> {
    let after = query.after.unwrap_or(MemberId(i64::MAX));
    let limit = i64::try_from(PAGE_ROWS + 1).expect("a page is small");
    match &query.search {
        None => tx.rows(
            sql!(
                "select m.member_id, m.login, m.family, m.given, m.family_kana, m.given_kana,
                   m.email, m.phone, m.registered_at,
                   (select count(*) from orders o
                    where o.shop_id = m.shop_id and o.member_id = m.member_id),
                   (select max(o.placed_at) from orders o
                    where o.shop_id = m.shop_id and o.member_id = m.member_id)
                 from member m
                 where m.shop_id = $1 and m.member_id < $2 and m.email_confirmed_at is not null
                   and m.withdrawn_at is null
                 order by m.member_id desc limit $3"
            ),
            &[shop.into(), after.into(), limit.into()],
        ),
        Some(search) => tx.rows(
            sql!(
                "select m.member_id, m.login, m.family, m.given, m.family_kana, m.given_kana,
                   m.email, m.phone, m.registered_at,
                   (select count(*) from orders o
                    where o.shop_id = m.shop_id and o.member_id = m.member_id),
                   (select max(o.placed_at) from orders o
                    where o.shop_id = m.shop_id and o.member_id = m.member_id)
                 from member m
                 where m.shop_id = $1 and m.member_id < $2 and m.email_confirmed_at is not null
                   and m.withdrawn_at is null and m.member_id in (select t.member_id
                     from member_term t where t.shop_id = $1 and t.term >= $4 and t.term < $5)
                 order by m.member_id desc limit $3"
            ),
            &[
                shop.into(),
                after.into(),
                limit.into(),
                search.0.as_str().into(),
                search.end().into(),
            ],
        ),
    }
}

fn customer(row: &Row) -> Result<Customer, store::Error> {
    let name = |family, given| {
        Ok::<_, store::Error>(format!("{} {}", row.text(family)?, row.text(given)?))
    };
    Ok(Customer {
        id: MemberId(row.int(0)?),
        login: row.text(1)?,
        name: name(2, 3)?,
        kana: name(4, 5)?,
        email: row.text(6)?,
        phone: row.text(7)?,
        registered_at: Timestamp(row.int(8)?),
        orders: row.int(9)?,
        last_order: row.opt_int(10)?.map(Timestamp),
    })
}

/// How many orders this guest placed; a member's are not counted.
pub async fn guest_orders(world: &World, shop: &Shop, guest: &Person) -> Result<i64, store::Error> {
    let Person::Guest(email) = guest else { return Ok(0) };
    let (shop, email) = (shop.id, email.clone());
    world.store.read(move |tx: &mut dyn Tx| count_guest_orders(tx, shop, &email)).await
}
