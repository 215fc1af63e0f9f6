//! Browsers that a member has signed in with: no mail is sent about them, and what strangers try
//! does not lock them out.

use store::{Tx, sql};

use super::link::{self, LinkKind};
use super::log::Deed;
use super::moment::Moment;
use super::tries::TRIES_A_MINUTE;
use super::{Browser, Token};
use crate::clock::{MINUTE, Timestamp};
use crate::id::{MemberId, ShopId};
use crate::profile::Shop;
use crate::world::World;

/// Whether the member knows this browser.
pub(super) fn is_known(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: MemberId,
    device: Option<&Token>,
) -> Result<bool, store::Error> {
    let Some(device) = device else { return Ok(false) };
    let row = tx.row(
        sql!(
            "select 1 from member_device
             where shop_id = $1 and member_id = $2 and device_hash = $3"
        ),
        &[shop.into(), member.into(), device.hash().into()],
    )?;
    Ok(row.is_some())
}

/// From now on the member knows this browser, and its failures are forgotten.
pub(super) fn know(
    tx: &mut dyn Tx,
    (shop, member): (ShopId, MemberId),
    device: &Token,
    client: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into member_device (shop_id, member_id, device_hash, client, first_at, seen_at)
             values ($1, $2, $3, $4, $5, $5)
             on conflict (shop_id, member_id, device_hash) do update
             set client = excluded.client, seen_at = excluded.seen_at, failures = 0,
                 locked_until = null"
        ),
        &[shop.into(), member.into(), device.hash().into(), client.into(), now.into()],
    )?;
    Ok(())
}

/// The member knows none but this browser any more: the others are strangers again.
pub(super) fn forget_others(
    tx: &mut dyn Tx,
    (shop, member): (ShopId, MemberId),
    but: Option<&Token>,
) -> Result<(), store::Error> {
    let but = but.map(Token::hash).unwrap_or_default();
    tx.exec(
        sql!(
            "delete from member_device
             where shop_id = $1 and member_id = $2 and device_hash <> $3"
        ),
        &[shop.into(), member.into(), but.into()],
    )?;
    Ok(())
}

/// Counts a try with this browser, unless there were too many within a minute: strangers who share
/// its address do not use it up.
pub(super) fn count_try(
    tx: &mut dyn Tx,
    (shop, member): (ShopId, MemberId),
    device: &Token,
    now: Timestamp,
) -> Result<bool, store::Error> {
    let counted = tx.exec(
        sql!(
            "update member_device set
               tries = case when tries_since > $5 then tries + 1 else 1 end,
               tries_since = case when tries_since > $5 then tries_since else $4 end
             where shop_id = $1 and member_id = $2 and device_hash = $3
             and (tries_since <= $5 or tries < $6)"
        ),
        &[
            shop.into(),
            member.into(),
            device.hash().into(),
            now.into(),
            now.after(-MINUTE).into(),
            TRIES_A_MINUTE.into(),
        ],
    )?;
    Ok(counted == 1)
}

/// The cookie of this browser: the one it shows, or a new one.
pub(super) fn cookie(world: &World, browser: &Browser) -> Token {
    browser.device.clone().unwrap_or_else(|| Token::new(world.random.as_ref()))
}

/// Opens the link that was mailed because a right password came from an unknown browser: the one
/// that shows the link is known from now on, by this cookie. It still has to sign in. `None`: the
/// link opens nothing.
pub async fn admit_device(
    world: &World,
    shop: &Shop,
    token: &Token,
    browser: &Browser,
) -> Result<Option<Token>, store::Error> {
    let (moment, token) = (Moment::new(world, shop, browser), token.clone());
    let device = cookie(world, browser);
    let kept = device.clone();
    let admitted = world.store.write(move |tx: &mut dyn Tx| {
        let (shop, now) = (moment.shop_id(), moment.now);
        let Some(asked) = link::open(tx, shop, LinkKind::Device, &token, now)? else {
            return Ok::<_, store::Error>(false);
        };
        know(tx, (shop, asked.member), &kept, &moment.browser.client, now)?;
        moment.note(tx, asked.member, Deed::DeviceAdmitted)?;
        Ok(true)
    });
    Ok(admitted.await?.then_some(device))
}
