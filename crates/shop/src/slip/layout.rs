//! The layouts of a shop: the three that come with Noren, with what the shop set for them, and its
//! own copies.

use documents::slip::{B2_CLOUD, EHIDEN3, Layout, LayoutError, Settings, YUPRI_R};
use store::{Row, Tx, sql};

use crate::id::{LayoutId, ShopId};
use crate::world::World;

/// A shop's own layouts are numbered from here.
pub(super) const OWN_FROM: i64 = 11;

/// One that every shop has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Built {
    /// ヤマト運輸's B2クラウド.
    B2Cloud,
    /// 佐川急便's e飛伝Ⅲ.
    Ehiden3,
    /// 日本郵便's ゆうプリR.
    YupriR,
}

/// Number, word of file names, name, text.
const BUILT: [(Built, i64, &str, &str, &str); 3] = [
    (Built::B2Cloud, 1, "b2", "B2クラウド", B2_CLOUD),
    (Built::Ehiden3, 2, "ehiden3", "e飛伝Ⅲ", EHIDEN3),
    (Built::YupriR, 3, "yupri-r", "ゆうプリR", YUPRI_R),
];

/// A layout as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its number in this shop.
    pub id: LayoutId,
    /// What it is called.
    pub name: String,
    /// Its text (TOML), see [`Layout`].
    pub text: String,
    /// What the shop set for it: 請求先顧客コード and others.
    pub settings: Settings,
    /// Raised by every change; 0: as it came.
    pub version: i64,
}

impl Kept {
    /// A copy of the shop's own, which may be changed.
    pub fn is_own(&self) -> bool {
        self.id.0 >= OWN_FROM
    }

    /// Its columns. A text that was saved can be read, unless a later Noren reads more strictly.
    pub fn layout(&self) -> Result<Layout, LayoutError> {
        Layout::read(&self.text)
    }

    /// How files of it are named.
    pub(crate) fn file_word(&self) -> String {
        let built = BUILT.iter().find(|(_, id, ..)| *id == self.id.0);
        built.map_or_else(|| format!("slips-{}", self.id), |(_, _, word, ..)| (*word).to_owned())
    }

    fn built(id: LayoutId) -> Option<Kept> {
        let (_, _, _, name, text) = BUILT.iter().find(|(_, one, ..)| *one == id.0)?;
        Some(Kept {
            id,
            name: (*name).to_owned(),
            text: (*text).to_owned(),
            settings: Settings::new(),
            version: 0,
        })
    }
}

/// All of a shop: the three, then its own by number.
pub async fn all(world: &World, shop: ShopId) -> Result<Vec<Kept>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| all_in(tx, shop)).await
}

/// One of them.
pub async fn open(world: &World, shop: ShopId, id: LayoutId) -> Result<Option<Kept>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| find(tx, shop, id)).await
}

pub(crate) fn all_in(tx: &mut dyn Tx, shop: ShopId) -> Result<Vec<Kept>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select layout_id, name, body, settings, version from slip_layout
             where shop_id = $1 order by layout_id"
        ),
        &[shop.into()],
    )?;
    let changed = rows.iter().map(kept).collect::<Result<Vec<_>, store::Error>>()?;
    let mut all: Vec<Kept> =
        BUILT.iter().filter_map(|(_, id, ..)| Kept::built(LayoutId(*id))).collect();
    all.retain(|one| !changed.iter().any(|kept| kept.id == one.id));
    all.extend(changed);
    all.sort_by_key(|one| one.id);
    Ok(all)
}

pub(crate) fn find(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: LayoutId,
) -> Result<Option<Kept>, store::Error> {
    let row = tx.row(
        sql!(
            "select layout_id, name, body, settings, version from slip_layout
             where shop_id = $1 and layout_id = $2"
        ),
        &[shop.into(), id.into()],
    )?;
    row.map_or(Ok(Kept::built(id)), |row| kept(&row).map(Some))
}

fn kept(row: &Row) -> Result<Kept, store::Error> {
    let (id, body, settings) = (LayoutId(row.int(0)?), row.text(2)?, row.text(3)?);
    let built = Kept::built(id);
    Ok(Kept {
        id,
        name: row.text(1)?,
        // What comes with Noren is mended with Noren.
        text: built.map_or(body, |built| built.text),
        settings: serde_json::from_str(&settings)
            .map_err(|error| store::Error::Engine(format!("slip_layout.settings: {error}")))?,
        version: row.int(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::{BUILT, Kept};
    use crate::id::LayoutId;

    #[test]
    fn what_comes_with_noren_can_be_read_under_its_name() {
        for (_, id, _, name, _) in BUILT {
            let kept = Kept::built(LayoutId(id)).unwrap();
            assert_eq!(kept.layout().unwrap().name(), name);
            assert!(!kept.is_own());
        }
        assert_eq!(Kept::built(LayoutId(4)), None);
    }
}
