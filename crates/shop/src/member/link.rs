//! Links that mails hold: each opens one thing, once, for a while.

use store::{Tx, sql};

use super::Token;
use crate::clock::{HOUR, Timestamp};
use crate::id::{MemberId, ShopId};

/// What a link opens. One of another kind opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// 本登録.
    Confirm,
    /// パスワード再設定.
    Reset,
    /// A new e-mail address.
    Address,
    /// A browser that is let in although many are tried.
    Device,
}

impl LinkKind {
    /// All of them.
    pub const ALL: [LinkKind; 4] =
        [LinkKind::Confirm, LinkKind::Reset, LinkKind::Address, LinkKind::Device];

    /// The word of the database, how long it opens, and where its page is.
    fn row(self) -> (&'static str, i64, &'static str) {
        match self {
            LinkKind::Confirm => ("confirm", 24 * HOUR, "/member/confirm"),
            LinkKind::Reset => ("reset", HOUR, "/member/reset"),
            LinkKind::Address => ("address", 24 * HOUR, "/member/email"),
            LinkKind::Device => ("device", HOUR, "/member/device"),
        }
    }

    /// How long a link of this kind opens, in milliseconds.
    pub fn life(self) -> i64 {
        self.row().1
    }

    /// The path in the mail.
    pub(super) fn path(self, token: &Token) -> String {
        format!("{}/{}", self.row().2, token.expose())
    }
}

/// What a link was made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Whose it is.
    pub(super) member: MemberId,
    /// The new address of [`LinkKind::Address`].
    pub email: Option<String>,
}

/// Makes a link; the token goes into the mail of the same commit.
pub(super) fn make(
    tx: &mut dyn Tx,
    (shop, member): (ShopId, MemberId),
    kind: LinkKind,
    (token, email): (&Token, Option<&str>),
    now: Timestamp,
) -> Result<(), store::Error> {
    let (word, life, _) = kind.row();
    tx.exec(
        sql!(
            "insert into member_link
               (shop_id, token_hash, member_id, kind, email, made_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[
            shop.into(),
            token.hash().into(),
            member.into(),
            word.into(),
            email.map(str::to_owned).into(),
            now.into(),
            now.after(life).into(),
        ],
    )?;
    Ok(())
}

/// What the link opens, if it still does; it stays.
pub(super) fn look(
    tx: &mut dyn Tx,
    shop: ShopId,
    kind: LinkKind,
    token: &Token,
    now: Timestamp,
) -> Result<Option<Asked>, store::Error> {
    let row = tx.row(
        sql!(
            "select member_id, email from member_link
             where shop_id = $1 and token_hash = $2 and kind = $3 and expires_at > $4"
        ),
        &[shop.into(), token.hash().into(), kind.row().0.into(), now.into()],
    )?;
    row.map(|row| Ok(Asked { member: MemberId(row.int(0)?), email: row.opt_text(1)? })).transpose()
}

/// Uses the link up, and all others of its kind that the member has. `None`: it opens nothing; of
/// two who come at once one finds it.
pub(super) fn open(
    tx: &mut dyn Tx,
    shop: ShopId,
    kind: LinkKind,
    token: &Token,
    now: Timestamp,
) -> Result<Option<Asked>, store::Error> {
    let Some(asked) = look(tx, shop, kind, token, now)? else { return Ok(None) };
    let used = tx.exec(
        sql!("delete from member_link where shop_id = $1 and token_hash = $2"),
        &[shop.into(), token.hash().into()],
    )?;
    if used == 0 {
        return Ok(None);
    }
    tx.exec(
        sql!("delete from member_link where shop_id = $1 and member_id = $2 and kind = $3"),
        &[shop.into(), asked.member.into(), kind.row().0.into()],
    )?;
    Ok(Some(asked))
}

/// No link of the member's opens anything any more.
pub(super) fn forget(tx: &mut dyn Tx, shop: ShopId, member: MemberId) -> Result<(), store::Error> {
    tx.exec(
        sql!("delete from member_link where shop_id = $1 and member_id = $2"),
        &[shop.into(), member.into()],
    )?;
    Ok(())
}
