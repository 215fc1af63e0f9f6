//! Keeps what a notice or a row of 091 says: as wishes to ask, nothing more.

use paygent::notice::Named;
use paygent::telegram::NoticeRecord;
use store::{Tx, sql};

use super::super::seen::{Fact, Seen, seen};
use super::super::state::Settled;
use super::known::{Known, Recorded};
use super::wish::{self, Wish};
use super::{feed, named};
use crate::clock::Timestamp;
use crate::id::{PaymentId, ShopId, TradeId};
use crate::money::Yen;
use crate::world::Pace;

/// What was said.
#[derive(Clone, Debug)]
pub(super) struct Heard {
    /// `payment_notice_id`.
    pub(super) number: i64,
    pub(super) trade: TradeId,
    pub(super) payment: PaymentId,
    status: u8,
    amount: Yen,
}

impl Heard {
    /// None for numbers that no notice has.
    pub(super) fn of(record: &NoticeRecord) -> Option<Heard> {
        Some(Heard {
            number: record.payment_notice_id.parse().ok().filter(|&number| number > 0)?,
            trade: TradeId(record.trading_id.clone()),
            payment: PaymentId(record.payment_id.clone()),
            status: record.status.0,
            amount: Yen(record.amount),
        })
    }

    /// Of what says nothing else that can be read: no status is no old news.
    pub(super) fn hint(named: &Named) -> Heard {
        Heard {
            number: 0,
            trade: TradeId(named.trading_id.clone()),
            payment: PaymentId(named.payment_id.clone()),
            status: 0,
            amount: Yen::ZERO,
        }
    }

    /// Our record says so already, and nothing is on its way: there is nothing to ask.
    fn is_old_news(&self, recorded: &Recorded) -> bool {
        let fact = Fact {
            number: self.status,
            payment: self.payment.0.clone(),
            amount: self.amount,
            begun_at: None,
            authorized_at: None,
            card: String::new(),
        };
        let settled = match seen(fact) {
            Seen::Held(_) => Some(Settled::Held),
            Seen::Captured(_) => Some(Settled::Captured),
            Seen::Cancelled(_) => Some(Settled::Cancelled),
            _ => None,
        };
        !recorded.in_flight
            && self.payment == recorded.payment
            && settled == Some(recorded.settled)
            && (self.amount == recorded.amount || settled == Some(Settled::Cancelled))
    }
}

/// Who said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Paygent: a notice with a good hash, or 091. It may name a payment.
    Paygents,
    /// Anybody. It may say where to look, and names nothing.
    Anybodys,
}

/// Whether keeping it would change anything.
pub(super) fn is_worth_keeping(known: &Known, heard: &Heard, word: Word) -> bool {
    word == Word::Paygents || known.payment.as_ref().is_none_or(|one| !heard.is_old_news(one))
}

/// Stores it, in the commit before it is answered.
pub(super) fn keep(
    tx: &mut dyn Tx,
    shop: ShopId,
    known: &Known,
    (heard, word): (&Heard, Word),
    (now, pace): (Timestamp, Pace),
) -> Result<(), store::Error> {
    wake(tx, shop, &known.trade, word, (now, pace))?;
    if word == Word::Paygents {
        feed::heard(tx, shop, &known.merchant, heard.number)?;
    }
    let Some(recorded) = &known.payment else {
        if word == Word::Paygents {
            // By then its own telegram is settled, and tells whether this is another one.
            named::put(tx, shop, &known.trade, &heard.payment, heard.number)?;
            let due = now.after(pace.quiet_window);
            wish::put(tx, shop, &known.trade, Wish { for_named: true, due })?;
        }
        return Ok(());
    };
    if word == Word::Paygents && heard.payment == recorded.payment {
        place(tx, shop, &known.trade, heard)?;
    }
    if word == Word::Paygents && heard.payment != recorded.payment {
        named::put(tx, shop, &known.trade, &heard.payment, heard.number)?;
        return wish::put(tx, shop, &known.trade, Wish { for_named: false, due: now });
    }
    if !recorded.head || heard.is_old_news(recorded) {
        return Ok(());
    }
    let rested = recorded.looked_at.map(|at| at.after(pace.unsigned_rest));
    let due = if word == Word::Paygents { now } else { rested.map_or(now, |at| at.max(now)) };
    wish::put(tx, shop, &known.trade, Wish { for_named: false, due })
}

/// A payment that took another one's place before the feed was found: this is the first that is
/// heard of it.
fn place(
    tx: &mut dyn Tx,
    shop: ShopId,
    trade: &TradeId,
    heard: &Heard,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update payment set named_by = $4
             where shop_id = $1 and trading_id = $2 and payment_id = $3 and named_by = 0"
        ),
        &[shop.into(), trade.into(), (&heard.payment).into(), heard.number.into()],
    )?;
    Ok(())
}

/// Whoever waits for an answer about it looks sooner. An answer that is on its way gets a moment.
fn wake(
    tx: &mut dyn Tx,
    shop: ShopId,
    trade: &TradeId,
    word: Word,
    (now, pace): (Timestamp, Pace),
) -> Result<(), store::Error> {
    let moment = now.after(pace.look_first);
    let at_once = if word == Word::Paygents { now } else { moment };
    tx.exec(
        sql!(
            "update attempt set due_at = $3
             where shop_id = $1 and trading_id = $2 and state = 'sending' and due_at > $3"
        ),
        &[shop.into(), trade.into(), moment.into()],
    )?;
    tx.exec(
        sql!(
            "update attempt set due_at = $3
             where shop_id = $1 and trading_id = $2 and state in ('unknown', 'none')
               and due_at > $3"
        ),
        &[shop.into(), trade.into(), at_once.into()],
    )?;
    // Said as the index says it: most operations are done, and many.
    tx.exec(
        sql!(
            "update payment_op set due_at = $3
             where shop_id = $1 and trading_id = $2
               and state in ('queued', 'sending', 'unknown') and state <> 'queued'
               and due_at > $3"
        ),
        &[shop.into(), trade.into(), moment.into()],
    )?;
    tx.exec(
        sql!(
            "update payment_op set due_at = $3
             where shop_id = $1 and new_trading_id = $2 and due_at > $3
               and state in ('sending', 'unknown', 'not_done')"
        ),
        &[shop.into(), trade.into(), moment.into()],
    )?;
    Ok(())
}
