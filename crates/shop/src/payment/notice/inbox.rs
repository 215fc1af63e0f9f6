//! Takes what is posted to the notice URL (reference section 6). Whoever posts it may be anybody.

use paygent::notice::{Named, Notice};
use store::Tx;

use super::super::account;
use super::keep::{Heard, Word, is_worth_keeping, keep};
use super::known::{self, Known};
use crate::id::ShopId;
use crate::secret::Cipher;
use crate::world::World;

/// What became of a notice; either way it need not come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is about something of this shop, and is stored.
    Ours,
    /// Nothing of this shop has these numbers: nothing was written.
    NotOurs,
}

/// Stores a notice of `shop`, and returns once that is on disk. What nobody of ours is meant by
/// costs a look into the database and leaves nothing there.
pub async fn take(world: &World, shop: ShopId, notice: &Notice) -> Result<Taken, store::Error> {
    let Some(heard) = Heard::of(&notice.record) else { return Ok(Taken::NotOurs) };
    let (cipher, asked, posted) = (world.cipher.clone(), heard.clone(), notice.clone());
    let found = world.store.read(move |tx| {
        let known = known::find(tx, shop, &asked.trade, &asked.payment)?;
        known.map(|known| Ok((word(tx, &cipher, shop, &known, &posted)?, known))).transpose()
    });
    let Some((word, known)) = found.await? else { return Ok(Taken::NotOurs) };
    if !is_worth_keeping(&known, &heard, word) {
        return Ok(Taken::Ours);
    }
    store(world, shop, known, heard, word).await?;
    Ok(Taken::Ours)
}

/// Takes what only names a payment, and says nothing that can be read: as anybody's word.
pub async fn hint(world: &World, shop: ShopId, named: &Named) -> Result<Taken, store::Error> {
    let heard = Heard::hint(named);
    if heard.trade.as_str().is_empty() && heard.payment.as_str().is_empty() {
        return Ok(Taken::NotOurs);
    }
    let asked = heard.clone();
    let find = world.store.read(move |tx| known::find(tx, shop, &asked.trade, &asked.payment));
    let Some(known) = find.await? else { return Ok(Taken::NotOurs) };
    store(world, shop, known, heard, Word::Anybodys).await?;
    Ok(Taken::Ours)
}

async fn store(
    world: &World,
    shop: ShopId,
    known: Known,
    heard: Heard,
    word: Word,
) -> Result<(), store::Error> {
    let (now, pace) = (world.now(), world.pace);
    let write = world.store.write(move |tx| keep(tx, shop, &known, (&heard, word), (now, pace)));
    write.await?;
    world.bell.notify_one();
    Ok(())
}

/// Whose word it is: the hash is right under the key of the account that the payment was made
/// under, or it is anybody's.
fn word(
    tx: &mut dyn Tx,
    cipher: &Cipher,
    shop: ShopId,
    known: &Known,
    notice: &Notice,
) -> Result<Word, store::Error> {
    let key = match account::find(tx, cipher, shop, &known.merchant) {
        Ok(account) => account.notice_key,
        Err(account::AccountError::Store(error)) => return Err(error),
        Err(error) => {
            tracing::error!(%error, "the hash of a notice cannot be checked");
            None
        }
    };
    let is_signed = key.is_some_and(|key| notice.is_signed_with(key.expose()));
    Ok(if is_signed { Word::Paygents } else { Word::Anybodys })
}
