//! 保存した条件: a search under a name, for everybody in the shop. It means no person and no single
//! order, so that nothing personal is kept in it.

use store::{Row, Tx, sql};

use super::FilterForm;
use crate::checkout::normalise;
use crate::clock::Timestamp;
use crate::id::ShopId;
use crate::order::List;
use crate::payment::row::odd;
use crate::profile::Shop;
use crate::world::World;

/// Most searches that a shop keeps.
pub const VIEWS_MAX: i64 = 30;
/// Letters of a name.
pub const VIEW_NAME_MAX: usize = 20;

/// One search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its number in the shop.
    pub id: ViewId,
    /// The list that it is of.
    pub list: List,
    /// What it is called.
    pub name: String,
    /// Its fields.
    pub form: FilterForm,
    /// Who saved it.
    pub saved_by: String,
    /// When.
    pub saved_at: Timestamp,
}

/// Names a [`View`] in its shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ViewId(pub i64);

/// Why nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveViewError {
    /// Without a name of at most [`VIEW_NAME_MAX`] letters.
    #[error("no name")]
    Name,
    /// There is one of this name.
    #[error("the name is taken")]
    Taken,
    /// There are [`VIEWS_MAX`].
    #[error("there are {VIEWS_MAX}")]
    Full,
    /// No condition, or one that means a person or an order.
    #[error("nothing to keep")]
    Fields,
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// All searches of the shop, by their names.
pub async fn views(world: &World, shop: &Shop) -> Result<Vec<View>, store::Error> {
    let shop = shop.id;
    let read = move |tx: &mut dyn Tx| {
        let rows = tx.rows(
            sql!(
                "select view_id, list, name, fields, saved_by, saved_at from order_view
                 where shop_id = $1 order by name, view_id limit $2"
            ),
            &[shop.into(), VIEWS_MAX.into()],
        )?;
        rows.iter().map(view).collect()
    };
    world.store.read(read).await
}

/// Keeps these fields under a name.
pub async fn save_view(
    world: &World,
    shop: &Shop,
    (list, name): (List, &str),
    form: &FilterForm,
    by: &str,
) -> Result<(), SaveViewError> {
    let (shop, name, now) = (shop.id, normalise::line(name), world.now());
    if name.is_empty() || name.chars().count() > VIEW_NAME_MAX {
        return Err(SaveViewError::Name);
    }
    if form.fields().is_empty() || form.is_personal() {
        return Err(SaveViewError::Fields);
    }
    let fields = serde_json::to_string(form).map_err(|e| store::Error::Engine(e.to_string()))?;
    let by = by.to_owned();
    let saved = world.store.write_on(shop.0, move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!("select count(*), coalesce(max(view_id), 0) from order_view where shop_id = $1"),
            &[shop.into()],
        )?;
        let row = row.ok_or_else(|| store::Error::Engine("a count without a row".into()))?;
        let (count, last) = (row.int(0)?, row.int(1)?);
        if count >= VIEWS_MAX {
            return Err(SaveViewError::Full);
        }
        let written = tx.exec(
            sql!(
                "insert into order_view (shop_id, view_id, list, name, fields, saved_by, saved_at)
                 values ($1, $2, $3, $4, $5, $6, $7)
                 on conflict (shop_id, list, name) do nothing"
            ),
            &[
                shop.into(),
                (last + 1).into(),
                list.word().into(),
                name.as_str().into(),
                fields.as_str().into(),
                by.as_str().into(),
                now.into(),
            ],
        )?;
        if written == 0 { Err(SaveViewError::Taken) } else { Ok(()) }
    });
    saved.await
}

/// Forgets one; one that is gone already stays so.
pub async fn delete_view(world: &World, shop: &Shop, view: ViewId) -> Result<(), store::Error> {
    let shop: ShopId = shop.id;
    let gone = world.store.write_on(shop.0, move |tx: &mut dyn Tx| {
        tx.exec(
            sql!("delete from order_view where shop_id = $1 and view_id = $2"),
            &[shop.into(), view.0.into()],
        )
    });
    gone.await.map(drop)
}

fn view(row: &Row) -> Result<View, store::Error> {
    let (list, fields) = (row.text(1)?, row.text(3)?);
    Ok(View {
        id: ViewId(row.int(0)?),
        list: List::from_word(&list).ok_or_else(|| odd("order_view", "list", &list))?,
        name: row.text(2)?,
        // A field that there is no more is no condition any more.
        form: serde_json::from_str(&fields).unwrap_or_default(),
        saved_by: row.text(4)?,
        saved_at: Timestamp(row.int(5)?),
    })
}
