//! 閲覧記録: who looked at whose personal data. One line a person, thing and hour, so that pages
//! stay reads. Kept for a year.

use store::{Row, Tx, sql};

use crate::clock::{HOUR, Timestamp, dated_hex};
use crate::id::{OrderId, ShopId, StaffId};
use crate::world::World;

/// Lines of one page.
const PAGE_ROWS: usize = 50;
/// Bytes of chance in a line's name.
const NAME: usize = 8;

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// 受注明細.
    Order(OrderId),
    /// A file of orders.
    OrderFile,
    /// 顧客明細, by the customer's number.
    Customer(i64),
    /// 顧客一覧, whoever was found there.
    Customers,
    /// What somebody ordered without an account.
    Guest,
}

/// A number that is no order's …
const ORDER_FILE: i64 = 0;
/// … and numbers that are no customer's.
const CUSTOMERS: i64 = 0;
const GUEST: i64 = -1;

impl Subject {
    fn columns(self) -> (&'static str, i64) {
        match self {
            Subject::Order(order) => ("order", order.0),
            Subject::OrderFile => ("order", ORDER_FILE),
            Subject::Customer(number) => ("customer", number),
            Subject::Customers => ("customer", CUSTOMERS),
            Subject::Guest => ("customer", GUEST),
        }
    }

    fn of(kind: &str, number: i64) -> Result<Subject, store::Error> {
        match kind {
            "order" if number == ORDER_FILE => Ok(Subject::OrderFile),
            "order" => Ok(Subject::Order(OrderId(number))),
            "customer" => Ok(match number {
                CUSTOMERS => Subject::Customers,
                GUEST => Subject::Guest,
                number => Subject::Customer(number),
            }),
            other => Err(store::Error::Engine(format!("staff_view.kind: {other:?}"))),
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// When first in its hour.
    pub at: Timestamp,
    /// The person's login and name.
    pub who: (String, String),
    /// What.
    pub subject: Subject,
}

/// One page of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewsPage {
    /// Newest first.
    pub rows: Vec<View>,
    /// What to ask for to see what follows; `None` on the last page.
    pub next: Option<String>,
}

/// Notes that `staff` looks at it now, unless that is noted for this hour.
pub async fn note_view(
    world: &World,
    shop: ShopId,
    staff: StaffId,
    subject: Subject,
) -> Result<(), store::Error> {
    let now = world.now();
    let ((kind, number), hour) = (subject.columns(), now.0.div_euclid(HOUR));
    let is_noted = world.store.read(move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!(
                "select 1 from staff_view where shop_id = $1 and staff_id = $2 and kind = $3
                 and subject = $4 and hour = $5"
            ),
            &[shop.into(), staff.into(), kind.into(), number.into(), hour.into()],
        )?;
        Ok::<_, store::Error>(row.is_some())
    });
    if is_noted.await? {
        return Ok(());
    }
    let name = dated_hex(now, &*world.random, NAME);
    let noted = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "insert into staff_view (shop_id, view_id, staff_id, kind, subject, hour, at)
                 values ($1, $2, $3, $4, $5, $6, $7)
                 on conflict (shop_id, staff_id, kind, subject, hour) do nothing"
            ),
            &[
                shop.into(),
                name.as_str().into(),
                staff.into(),
                kind.into(),
                number.into(),
                hour.into(),
                now.into(),
            ],
        )
    });
    noted.await.map(drop)
}

/// A page of the lines; `after` is where the page before ended.
pub async fn views(
    world: &World,
    shop: ShopId,
    after: Option<String>,
) -> Result<ViewsPage, store::Error> {
    // Names are hex digits, the time first: nothing comes after this.
    let after = after.unwrap_or_else(|| "~".to_owned());
    let read = move |tx: &mut dyn Tx| {
        let limit = i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX);
        let rows = tx.rows(
            sql!(
                "select v.view_id, v.at, s.login, s.name, v.kind, v.subject from staff_view v
                 join staff s on s.shop_id = v.shop_id and s.staff_id = v.staff_id
                 where v.shop_id = $1 and v.view_id < $2 order by v.view_id desc limit $3"
            ),
            &[shop.into(), after.as_str().into(), limit.into()],
        )?;
        let next = rows.get(PAGE_ROWS - 1).filter(|_| rows.len() > PAGE_ROWS);
        let next = next.map(|last| last.text(0)).transpose()?;
        let shown = rows.iter().take(PAGE_ROWS).map(line);
        Ok::<_, store::Error>(ViewsPage { rows: shown.collect::<Result<_, _>>()?, next })
    };
    world.store.read(read).await
}

fn line(row: &Row) -> Result<View, store::Error> {
    Ok(View {
        at: Timestamp(row.int(1)?),
        who: (row.text(2)?, row.text(3)?),
        subject: Subject::of(&row.text(4)?, row.int(5)?)?,
    })
}
