//! 操作履歴: what was done with an account, newest first.

use store::{Tx, sql};

use super::Member;
use crate::clock::Timestamp;
use crate::id::{MemberId, ShopId};
use crate::profile::Shop;
use crate::world::World;

/// Lines of one page.
const PAGE_ROWS: usize = 20;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Registered,
    SignedIn,
    SignedInAnew,
    DeviceAdmitted,
    Profile,
    Login,
    Password,
    PasswordReset,
    EmailAsked,
    Email,
    AddressAdded,
    AddressChanged,
    AddressRemoved,
    CardRegistered,
    CardNotRegistered,
    CardRemoved,
}

impl Deed {
    /// The word of the database, and what the page says.
    fn row(self) -> (&'static str, &'static str) {
        match self {
            Deed::Registered => ("registered", "会員登録を完了しました"),
            Deed::SignedIn => ("signed_in", "ログインしました"),
            Deed::SignedInAnew => ("signed_in_anew", "はじめての端末からログインしました"),
            Deed::DeviceAdmitted => ("device_admitted", "メールで端末を確認しました"),
            Deed::Profile => ("profile", "会員情報を変更しました"),
            Deed::Login => ("login", "会員IDを変更しました"),
            Deed::Password => ("password", "パスワードを変更しました"),
            Deed::PasswordReset => ("password_reset", "パスワードを再設定しました"),
            Deed::EmailAsked => ("email_asked", "メールアドレスの変更を申し込みました"),
            Deed::Email => ("email", "メールアドレスを変更しました"),
            Deed::AddressAdded => ("address_added", "お届け先を追加しました"),
            Deed::AddressChanged => ("address_changed", "お届け先を変更しました"),
            Deed::AddressRemoved => ("address_removed", "お届け先を削除しました"),
            Deed::CardRegistered => ("card_registered", "クレジットカードを登録しました"),
            Deed::CardNotRegistered => {
                ("card_not_registered", "クレジットカードを登録できませんでした")
            }
            Deed::CardRemoved => ("card_removed", "クレジットカードの登録を外しました"),
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// When.
    pub at: Timestamp,
    /// What, in words.
    pub text: String,
    /// From which address.
    pub address: String,
}

/// One page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogPage {
    /// Newest first.
    pub rows: Vec<LogRow>,
    /// What the next page begins below, if there is one.
    pub next: Option<i64>,
}

/// One page of a member's log, below the line `below`; the first without it.
pub async fn log(
    world: &World,
    shop: &Shop,
    member: &Member,
    below: Option<i64>,
) -> Result<LogPage, store::Error> {
    let (shop, member, below) = (shop.id, member.id, below.unwrap_or(i64::MAX));
    let limit = i64::try_from(PAGE_ROWS + 1).expect("a page is small");
    let found = world.store.read(move |tx: &mut dyn Tx| {
        let found = tx.rows(
            sql!(
                "select seq, at, text, address from member_log
                 where shop_id = $1 and member_id = $2 and seq < $3 order by seq desc limit $4"
            ),
            &[shop.into(), member.into(), below.into(), limit.into()],
        )?;
        let row = |row: &store::Row| {
            let line =
                LogRow { at: Timestamp(row.int(1)?), text: row.text(2)?, address: row.text(3)? };
            Ok::<_, store::Error>((row.int(0)?, line))
        };
        found.iter().map(row).collect::<Result<Vec<_>, _>>()
    });
    let mut rows = found.await?;
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next = rows.last().filter(|_| more).map(|(seq, _)| *seq);
    Ok(LogPage { rows: rows.into_iter().map(|(_, row)| row).collect(), next })
}

/// Writes a line, in the commit of the deed.
pub(crate) fn write(
    tx: &mut dyn Tx,
    (shop, member): (ShopId, MemberId),
    deed: Deed,
    address: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    let (kind, text) = deed.row();
    tx.exec(
        sql!(
            "insert into member_log (shop_id, member_id, seq, at, kind, text, address)
             select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6 from member_log
             where shop_id = $1 and member_id = $2"
        ),
        &[shop.into(), member.into(), now.into(), kind.into(), text.into(), address.into()],
    )?;
    Ok(())
}
