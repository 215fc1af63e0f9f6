//! A card was refused: counted, and the brake goes on if that was one too many.

use paygent::error_code::{self, Move};
use store::{Tx, sql};

use super::brake::{Brake, brake_in, watch};
use super::tally::Tally;
use crate::attempt::Attempt;
use crate::clock::{MINUTE, Timestamp};
use crate::id::ShopId;
use crate::task::{self, Kind, Task};

/// The buyer's move, but nothing about the card: the card company's own system failed, which honest
/// buyers meet all at once.
const NOT_THE_CARD: [&str; 1] = ["2002"];

/// Whether a refusal with this code says something about the card. What is the shop's fault, the
/// network's or the gateway's never counts, nor does a code that nobody knows.
pub(crate) fn is_about_the_card(code: &str) -> bool {
    let is_buyers = error_code::lookup(code).is_some_and(|row| row.whose_move == Move::Buyer);
    is_buyers && !NOT_THE_CARD.contains(&code)
}

/// Counts an attempt that this transaction ends because the card was refused.
pub(crate) fn refused(
    tx: &mut dyn Tx,
    attempt: &Attempt,
    now: Timestamp,
) -> Result<(), store::Error> {
    let shop = attempt.shop;
    tx.exec(
        sql!(
            "insert into card_failure (shop_id, attempt_id, at, cart_id, address)
             values ($1, $2, $3, $4, $5)"
        ),
        &[
            shop.into(),
            (&attempt.id).into(),
            now.into(),
            (&attempt.cart).into(),
            attempt.client.address.as_str().into(),
        ],
    )?;
    let brake = brake_in(tx, shop)?;
    if brake.is_on(now) {
        return Ok(());
    }
    let (trip, tally) = (brake.trip(now), Tally::take(tx, shop, brake.since(now))?);
    match tally.weight(trip.of_one) {
        _ if !tally.is_suspicious() => Ok(()),
        weight if weight >= trip.failures => strike(tx, shop, &brake, &tally, now),
        weight if weight >= trip.watch => watch(tx, shop, now),
        _ => Ok(()),
    }
}

/// The brake goes on, with its task and mail.
fn strike(
    tx: &mut dyn Tx,
    shop: ShopId,
    before: &Brake,
    tally: &Tally,
    now: Timestamp,
) -> Result<(), store::Error> {
    let brake = before.struck(now);
    if !brake.save_strike(tx, shop, before)? {
        return Ok(());
    }
    let subject = now.0.to_string();
    let body = body(&brake, tally, now);
    task::open(tx, shop, &Task { kind: Kind::CardTesting, subject: &subject, body: &body }, now)
}

/// What happened, until when, and what to do.
fn body(brake: &Brake, tally: &Tally, now: Timestamp) -> String {
    let Tally { failures, sessions, .. } = tally;
    let sources = tally.sources.len();
    let (end, minutes) = (brake.ends_at, (brake.ends_at.0 - now.0) / MINUTE);
    let again = match brake.strikes {
        ..=1 => String::new(),
        strikes => format!("この24時間で{strikes}回目のため、前回より長く休止します。\n"),
    };
    format!(
        "クレジットカードのお支払いを、{end} まで（{minutes}分間）休止しました。\n\
         カードを断られたお手続きが短い時間に{failures}件（ブラウザー{sessions}個、接続元{sources}か所から）あり、\
         カードのお手続きの8割以上を占めたためです。\
         盗まれた番号や作った番号が使えるかを試す行為（クレジットマスター）が疑われます。\n\
         {again}\n\
         ・休止のあいだ、お客様は銀行振込などほかのお支払方法でご注文いただけます。\n\
         ・時間になると、ひとりでに再開します。まだ続いていれば、また休止します。\n\
         ・この前後のカードの受注に不審なものがないか、発送の前に受注一覧でお確かめください。\n\
         ・お店の側に心当たりがあり、すぐに再開してよいときは、管理画面の「支払方法設定」で\
         「クレジットカードを再開する」を押してください。"
    )
}

#[cfg(test)]
mod tests {
    use super::{Brake, Tally, body, is_about_the_card};
    use crate::clock::{HOUR, Timestamp};

    #[test]
    fn only_what_says_something_about_the_card_counts() {
        for (code, counts) in [
            ("2001", true),
            ("2003", true),
            ("2016", true),
            ("31001", true),
            ("31007", true),
            ("2002", false),
            ("2008", false),
            ("2054", false),
            ("P002", false),
            ("P010", false),
            ("P017", false),
            ("E002", false),
            ("", false),
            ("77777", false),
        ] {
            assert_eq!(is_about_the_card(code), counts, "{code}");
        }
    }

    #[test]
    fn the_mail_says_until_when_and_what_to_do() {
        let now = Timestamp(1_795_496_731_000);
        let sources = (0..5).map(|source| (source.to_string(), 4)).collect();
        let tally = Tally { failures: 20, sessions: 12, sources, successes: 0 };
        let first = Brake::default().struck(now);
        let later = now.after(HOUR);
        let second = first.struck(later);
        let text =
            format!("{}\n====\n{}\n", body(&first, &tally, now), body(&second, &tally, later));
        insta::assert_snapshot!("brake", text);
    }
}
