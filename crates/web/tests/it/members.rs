//! A member who is signed in, without the way there.

use sha2::{Digest, Sha256};
use shop::id::MemberId;
use store::{Tx, sql};

use crate::browser::Browser;
use crate::town::Town;

/// A new member of this 会員ID, signed in with this browser.
pub async fn member(town: &Town, browser: &mut Browser, login: &str) -> MemberId {
    let (shop, now, login) = (town.shop.id, town.world.now(), login.to_owned());
    let token = hex::encode(Sha256::digest(format!("session of {login}")));
    let hash = hex::encode(Sha256::digest(token.as_bytes()));
    let write = town.world.store.write(move |tx: &mut dyn Tx| {
        let next = sql!("select coalesce(max(member_id), 0) + 1 from member where shop_id = $1");
        let id = MemberId(tx.row(next, &[shop.into()])?.unwrap().int(0)?);
        let email = format!("{login}@example.jp");
        tx.exec(
            sql!(
                "insert into member (shop_id, member_id, login, login_key, email, email_key,
                   email_confirmed_at, password, family, given, family_kana, given_kana, phone,
                   postal, prefecture, city, street, building, registered_at)
                 values ($1, $2, $3, $3, $4, $4, $5, '', '小林', '葵', 'コバヤシ', 'アオイ',
                   '075-000-0123', '6048136', 26, '京都市中京区', '梅忠町20-1', '', $5)"
            ),
            &[shop.into(), id.into(), login.as_str().into(), email.into(), now.into()],
        )?;
        tx.exec(
            sql!(
                "insert into member_session (shop_id, token_hash, member_id, started_at, seen_at)
                 values ($1, $2, $3, $4, $4)"
            ),
            &[shop.into(), hash.as_str().into(), id.into(), now.into()],
        )?;
        Ok::<_, store::Error>(id)
    });
    browser.set_cookie("noren_member", &token);
    write.await.unwrap()
}
