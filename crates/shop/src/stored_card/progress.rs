//! Where a registration stands, for its own member and nobody else.

use paygent::error_code;
use store::sql;

use super::register::Registration;
use crate::id::MemberId;
use crate::profile::Shop;
use crate::world::World;

/// Where a registration stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// On its way.
    Working,
    /// The member goes on to the card issuer.
    HandOff,
    /// The card is registered.
    Done,
    /// It is not; a sentence for the member.
    Failed(String),
}

/// The hand-off page of Paygent, byte for byte, for its own member.
pub async fn hand_off(
    world: &World,
    shop: &Shop,
    member: MemberId,
    id: &Registration,
) -> Result<Option<Vec<u8>>, store::Error> {
    let (shop, id) = (shop.id, id.clone());
    let read = world.store.read(move |tx| {
        let row = tx.row(
            sql!(
                "select acs_html from card_registration
                 where shop_id = $1 and registration_id = $2 and member_id = $3
                   and state = 'challenge'"
            ),
            &[shop.into(), id.0.as_str().into(), member.into()],
        )?;
        row.map_or(Ok::<_, store::Error>(None), |row| row.opt_bytes(0))
    });
    read.await
}

/// Where a registration of this member stands.
pub async fn progress(
    world: &World,
    shop: &Shop,
    member: MemberId,
    id: &Registration,
) -> Result<Option<Progress>, store::Error> {
    let (shop, id) = (shop.id, id.clone());
    let read = world.store.read(move |tx| {
        let row = tx.row(
            sql!(
                "select state, code from card_registration
                 where shop_id = $1 and registration_id = $2 and member_id = $3"
            ),
            &[shop.into(), id.0.as_str().into(), member.into()],
        )?;
        row.map(|row| Ok::<_, store::Error>((row.text(0)?, row.opt_text(1)?))).transpose()
    });
    Ok(read.await?.map(|(state, code)| match state.as_str() {
        "challenge" => Progress::HandOff,
        "done" => Progress::Done,
        "failed" => Progress::Failed(sentence(&code.unwrap_or_default())),
        _ => Progress::Working,
    }))
}

/// Why no card was registered, for the member. Codes that nobody knows are shown as they came.
fn sentence(code: &str) -> String {
    match error_code::lookup(code) {
        Some(row) => format!("{}（{code}）", row.buyer_text),
        None if code.is_empty() => {
            "カードを登録できませんでした。時間をおいて、もう一度お試しください。".to_owned()
        }
        None => format!("カードを登録できませんでした。（{code}）"),
    }
}
