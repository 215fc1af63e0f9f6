//! Finding a shop: by exact host, by number, or as the only one.

use store::{Row, Sql, Tx, Val, sql};

use super::Shop;
use crate::id::ShopId;
use crate::world::World;

/// The shop whose storefront has this `Host` header, whatever its case; no other host will do
/// (DESIGN section 6).
pub async fn find_by_host(world: &World, host: &str) -> Result<Option<Shop>, store::Error> {
    let by_host = sql!(
        "select shop_id, name, host, admin_host, base_url, admin_url, mail_from, notify_to
         from shop where host = $1"
    );
    one(world, by_host, vec![host.to_ascii_lowercase().into()]).await
}

/// The shop whose admin has this `Host` header, whatever its case.
pub async fn find_by_admin_host(world: &World, host: &str) -> Result<Option<Shop>, store::Error> {
    let by_admin_host = sql!(
        "select shop_id, name, host, admin_host, base_url, admin_url, mail_from, notify_to
         from shop where admin_host = $1"
    );
    one(world, by_admin_host, vec![host.to_ascii_lowercase().into()]).await
}

/// The shop of this number.
pub async fn load(world: &World, id: ShopId) -> Result<Option<Shop>, store::Error> {
    world.store.read(move |tx| load_in(tx, id)).await
}

/// The same inside a transaction.
pub fn load_in(tx: &mut dyn Tx, id: ShopId) -> Result<Option<Shop>, store::Error> {
    let by_id = sql!(
        "select shop_id, name, host, admin_host, base_url, admin_url, mail_from, notify_to
         from shop where shop_id = $1"
    );
    tx.row(by_id, &[id.into()])?.as_ref().map(read).transpose()
}

/// The shop, if this installation has exactly one: it then answers to every host.
pub async fn only(world: &World) -> Result<Option<Shop>, store::Error> {
    let first_two = sql!(
        "select shop_id, name, host, admin_host, base_url, admin_url, mail_from, notify_to
         from shop order by shop_id limit 2"
    );
    one(world, first_two, Vec::new()).await
}

/// The shop that this finds, if it is one.
async fn one(world: &World, query: Sql, params: Vec<Val>) -> Result<Option<Shop>, store::Error> {
    let find = move |tx: &mut dyn Tx| match tx.rows(query, &params)?.as_slice() {
        [one] => read(one).map(Some),
        _ => Ok(None),
    };
    world.store.read(find).await
}

/// Gives a shop new addresses; `host` and `admin_host` follow from them.
pub async fn relocate(
    world: &World,
    id: ShopId,
    base_url: &str,
    admin_url: &str,
) -> Result<(), store::Error> {
    let (base, admin) = (without_slash(base_url), without_slash(admin_url));
    world
        .store
        .write(move |tx: &mut dyn Tx| {
            tx.exec(
                sql!(
                    "update shop set base_url = $2, admin_url = $3, host = $4, admin_host = $5
                     where shop_id = $1"
                ),
                &[
                    id.into(),
                    (&base).into(),
                    (&admin).into(),
                    host_of(&base).into(),
                    host_of(&admin).into(),
                ],
            )?;
            Ok(())
        })
        .await
}

/// The address without a slash at the end.
pub(crate) fn without_slash(url: &str) -> String {
    url.trim_end_matches('/').to_owned()
}

/// What a browser sends as `Host` for this address: lower case, without the port of the scheme.
pub(crate) fn host_of(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let usual = if scheme == "https" { ":443" } else { ":80" };
    host.strip_suffix(usual).map(str::to_owned).unwrap_or(host)
}

fn read(row: &Row) -> Result<Shop, store::Error> {
    Ok(Shop {
        id: ShopId(row.int(0)?),
        name: row.text(1)?,
        host: row.text(2)?,
        admin_host: row.text(3)?,
        base_url: row.text(4)?,
        admin_url: row.text(5)?,
        mail_from: row.text(6)?,
        notify_to: row.text(7)?,
    })
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn a_host_is_what_browsers_send() {
        for (url, host) in [
            ("http://127.0.0.1:8080", "127.0.0.1:8080"),
            ("https://Shop.Example.jp/", "shop.example.jp"),
            ("https://shop.example.jp:443", "shop.example.jp"),
            ("http://shop.example.jp:80/x", "shop.example.jp"),
            ("https://shop.example.jp:80", "shop.example.jp:80"),
            ("http://[::1]:8080", "[::1]:8080"),
        ] {
            assert_eq!(host_of(url), host, "{url}");
        }
    }
}
