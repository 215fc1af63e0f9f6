//! Client certificates come to their end: the shop is told 60, 30 and 7 days before.

use store::{Tx, sql};

use super::account::{self, AccountError, CertificateFacts};
use crate::clock::{DAY, Timestamp};
use crate::id::{MerchantId, ShopId};
use crate::task::{self, Kind, Task};
use crate::world::World;

/// Days before the end, nearest first.
const TOLD_AT: [i64; 3] = [7, 30, 60];

/// Looks at every certificate and opens what there is to tell; each is told once.
pub async fn watch_certificates(world: &World) -> Result<(), AccountError> {
    let cipher = world.cipher.clone();
    let read = move |tx: &mut dyn Tx| {
        let rows = tx.rows(
            sql!("select shop_id, merchant_id from merchant_account where client_pem is not null"),
            &[],
        )?;
        let mut found = Vec::new();
        for row in rows {
            let (shop, merchant) = (ShopId(row.int(0)?), MerchantId(row.text(1)?));
            let account = account::find(tx, &cipher, shop, &merchant)?;
            let facts = account.certificate.and_then(|certificate| certificate.facts());
            found.extend(facts.map(|facts| (shop, merchant, facts)));
        }
        Ok::<_, AccountError>(found)
    };
    let now = world.now();
    for (shop, merchant, facts) in world.store.read(read).await? {
        if let Some(days) = due(Timestamp(facts.ends_ms), now) {
            tell(world, shop, &merchant, &facts, days).await?;
        }
    }
    Ok(())
}

/// Which of [`TOLD_AT`] is reached, if any.
fn due(ends: Timestamp, now: Timestamp) -> Option<i64> {
    TOLD_AT.into_iter().find(|days| ends.0 - now.0 <= days * DAY)
}

async fn tell(
    world: &World,
    shop: ShopId,
    merchant: &MerchantId,
    facts: &CertificateFacts,
    days: i64,
) -> Result<(), store::Error> {
    let ends = Timestamp(facts.ends_ms).to_date_text();
    let subject = format!("{merchant}.{ends}.{days}");
    let body = format!(
        "マーチャントID {merchant} のクライアント証明書は、{ends} で期限が切れます。切れると、カードの決済も\
         売上確定もできなくなります。ペイジェントから新しい証明書を受け取り、「支払方法設定」の接続環境に\
         入れてください。"
    );
    let now = world.now();
    let open = move |tx: &mut dyn Tx| {
        let task = Task { kind: Kind::CertificateEnds, subject: &subject, body: &body };
        task::open(tx, shop, &task, now)
    };
    world.store.write(open).await
}

#[cfg(test)]
mod tests {
    use super::due;
    use crate::clock::{DAY, Timestamp};

    #[test]
    fn it_is_told_at_the_nearest_of_the_days() {
        let now = Timestamp(1_795_496_731_000);
        for (days, expected) in [
            (61, None),
            (60, Some(60)),
            (31, Some(60)),
            (30, Some(30)),
            (8, Some(30)),
            (7, Some(7)),
            (-1, Some(7)),
        ] {
            assert_eq!(due(Timestamp(now.0 + days * DAY), now), expected, "{days}");
        }
    }
}
