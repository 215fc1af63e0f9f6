//! Orders of every kind, as values and as rows; searches of every kind, and what a plain filter
//! makes of them.

use std::sync::OnceLock;

use store::{Tx, Val, sql};

use super::super::filter::{Mailed, Stands, Way};
use super::super::{FilterForm, Prefix, term};
use crate::checkout::{Checkout, Method};
use crate::clock::{DAY, HOUR, Timestamp};
use crate::id::{OrderId, ShopId, StatusId};
use crate::member::term::fold;
use crate::order::{List, number};
use crate::payment::Settled;

pub(super) const SHOP: ShopId = ShopId(1);
/// 2026-11-24 14:05:31 in Japan.
pub(super) const NOW: i64 = 1_795_496_731_000;

/// Chance that is the same each time.
pub(super) struct Dice(pub u64);

impl Dice {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        ((mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB) >> 33) % end
    }

    pub(super) fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[usize::try_from(self.below(choices.len() as u64)).unwrap()]
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }
}

/// Memos of orders.
const MEMOS: [&str; 6] = ["", "", "", "贈りもの", "入荷待ち 12/1\n贈りもの", "100%_の値引き"];
const NAMES: [[&str; 4]; 5] = [
    ["小林", "葵", "コバヤシ", "アオイ"],
    ["小川", "健", "オガワ", "ケン"],
    ["佐藤", "小百合", "サトウ", "サユリ"],
    ["コバ", "Ann", "コバ", "アン"],
    ["長谷川", "実", "ハセガワ", "ミノル"],
];
const PRODUCTS: [(i64, &str, &str); 5] = [
    (1, "yunomi-ai", "湯のみ 藍十草"),
    (2, "yunomi-shu", "湯のみ 朱"),
    (3, "houji-80", "ほうじ茶 80g"),
    (4, "sencha-80", "煎茶 80g"),
    (5, "cup", "カップ"),
];

/// One order, as it was made.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    id: i64,
    list: List,
    placed_at: i64,
    total: i64,
    buyer: [&'static str; 4],
    recipient: Option<[&'static str; 4]>,
    email: String,
    phone: String,
    way: Way,
    pay: Option<Settled>,
    /// All 取引ID of its lineage.
    trades: Vec<String>,
    differs: bool,
    hold_from: Option<i64>,
    carrier: i64,
    shipped: Option<i64>,
    /// 配送通知メール, 送り状データ, 帳票.
    done: [bool; 3],
    checked: bool,
    mailed: Option<Mailed>,
    memo: &'static str,
    status: Option<i64>,
    member: bool,
    /// Products and the codes they were sold under.
    lines: Vec<(i64, &'static str)>,
    checkout: OnceLock<Checkout>,
}

pub(super) fn orders(count: i64) -> Vec<Kept> {
    let mut dice = Dice(1);
    (1..=count).map(|id| order(&mut dice, id)).collect()
}

fn order(dice: &mut Dice, id: i64) -> Kept {
    let pay = *dice.of(&[
        None,
        Some(Settled::Held),
        Some(Settled::Captured),
        Some(Settled::Captured),
        Some(Settled::Cancelled),
    ]);
    let way = match pay {
        Some(_) => Way::By(Method::Card),
        None => *dice.of(&[Way::By(Method::Bank), Way::By(Method::Cod), Way::Free]),
    };
    let trades = pay.map_or(0, |_| 1 + i64::from(dice.one_in(4)));
    // Placed an hour apart, but for some that are a little out of step.
    let step = i64::try_from(dice.below(4)).unwrap();
    let placed_at = NOW - (320 - id) * 4 * HOUR + step * 5 * HOUR;
    let held = pay == Some(Settled::Held);
    Kept {
        id,
        list: *dice.of(&[List::Completed, List::Completed, List::Open, List::Cancelled]),
        placed_at,
        total: *dice.of(&[0, 980, 1_980, 1_981, 9_680, 120_000]),
        buyer: *dice.of(&NAMES),
        recipient: dice.one_in(4).then(|| *dice.of(&NAMES)),
        email: format!("{}{}@example.jp", dice.of(&["aoi", "Ken", "info-"]), dice.below(40)),
        phone: format!("0{}-{:04}-{:04}", dice.of(&["3", "75", "90"]), dice.below(50), id),
        way,
        pay,
        trades: (0..trades).map(|at| format!("{:020}", id * 10 + at)).collect(),
        differs: pay.is_some() && dice.one_in(12),
        hold_from: held.then_some(placed_at),
        carrier: *dice.of(&[1, 1, 1, 2]),
        shipped: dice
            .one_in(2)
            .then(|| placed_at + i64::try_from(dice.below(9)).unwrap() * 5 * HOUR),
        done: [dice.one_in(2), dice.one_in(9), !dice.one_in(9)],
        checked: dice.one_in(6),
        mailed: *dice.of(&[
            Some(Mailed::Sent),
            Some(Mailed::Sent),
            Some(Mailed::Waiting),
            Some(Mailed::Dead),
            None,
        ]),
        memo: MEMOS[usize::try_from(dice.below(MEMOS.len() as u64)).unwrap()],
        status: *dice.of(&[None, None, Some(1), Some(2)]),
        member: dice.one_in(2),
        lines: lines(dice),
        checkout: OnceLock::new(),
    }
}

fn lines(dice: &mut Dice) -> Vec<(i64, &'static str)> {
    let line = |dice: &mut Dice| match dice.of(&PRODUCTS) {
        _ if dice.one_in(15) => (0, "handmade"),
        (id, _, _) if dice.one_in(9) => (*id, "old-code"),
        (id, code, _) => (*id, *code),
    };
    (0..=dice.below(3)).map(|_| line(dice)).collect()
}

impl Kept {
    fn checkout(&self) -> &Checkout {
        self.checkout.get_or_init(|| self.written())
    }

    fn written(&self) -> Checkout {
        let address = r#"{"postal":"6048136","prefecture":26,"city":"京都市","street":"1",
            "building":""}"#;
        let person = |names: &[&str; 4], phone: &str, email: &str| {
            let [family, given, family_kana, given_kana] = names;
            format!(
                r#"{{"family":"{family}","given":"{given}","family_kana":"{family_kana}",
                "given_kana":"{given_kana}","email":"{email}","phone":"{phone}",
                "address":{address}}}"#
            )
        };
        let recipient = self.recipient.map(|names| person(&names, "06-1111-2222", ""));
        let recipient = recipient.unwrap_or_else(|| "null".into());
        let buyer = person(&self.buyer, &self.phone, &self.email);
        let text = format!(
            r#"{{"buyer":{buyer},"recipient":{recipient},"carrier_id":1,"note":"","pay":"bank"}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    pub(super) fn insert(&self, tx: &mut dyn Tx) -> Result<(), store::Error> {
        let checkout = self.checkout();
        let at = |is_so: bool| is_so.then_some(NOW);
        let params: Vec<Val> = vec![
            SHOP.into(),
            self.id.into(),
            number::of(OrderId(self.id)).into(),
            format!("{:032x}", self.id).into(),
            self.list.word().into(),
            self.placed_at.into(),
            serde_json::to_string(checkout).unwrap().into(),
            self.way.word().into(),
            self.total.into(),
            self.carrier.into(),
            self.memo.into(),
            at(self.checked).into(),
            self.shipped.into(),
            self.pay.map(Settled::word).into(),
            self.differs.into(),
            self.hold_from.into(),
            self.member.then_some(1).into(),
            self.status.into(),
            at(self.done[0]).into(),
            at(self.done[1]).into(),
            at(self.done[2]).into(),
        ];
        tx.exec(
            sql!(
                "insert into orders (shop_id, order_id, number, attempt_id, list, version,
                   placed_at, buyer_name, buyer_kana, email, phone, checkout, method, method_name,
                   goods, shipping, fee, total, client, carrier_id, memo, checked_at, shipped_at,
                   pay_state, pay_differs, hold_from, member_id, status_id, notified_at,
                   slip_at, printed_at)
                 values ($1, $2, $3, $4, $5, 1, $6, '', '', '', '', $7, $8, '', 0, 0, 0, $9, '{}',
                   $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)"
            ),
            &params,
        )?;
        term::write(tx, SHOP, OrderId(self.id), checkout)?;
        self.insert_beside(tx)
    }

    fn insert_beside(&self, tx: &mut dyn Tx) -> Result<(), store::Error> {
        let id = self.id;
        for (line_no, (product, code)) in (1_i64..).zip(&self.lines) {
            tx.exec(
                sql!(
                    "insert into order_line (shop_id, order_id, line_no, product_id, code, name,
                       unit_price, quantity, tax_rate) values (1, $1, $2, $3, $4, '', 1, 1, 10)"
                ),
                &[id.into(), line_no.into(), (*product).into(), (*code).into()],
            )?;
        }
        for (at, trade) in (1..).zip(&self.trades) {
            let head = at == self.trades.len();
            tx.exec(
                sql!(
                    "insert into payment (shop_id, trading_id, order_id, payment_id, head, state,
                       amount, authorized_at, changed_at, capture_timing, three_ds, merchant_id,
                       settings_version, card)
                     values (1, $1, $2, 'p', $3, 'held', 1, 1, 1, 'later', 'not_used', 'm', 1, '')"
                ),
                &[trade.into(), id.into(), head.into()],
            )?;
        }
        if let Some(mailed) = self.mailed {
            tx.exec(
                sql!(
                    "insert into outbox (shop_id, message_id, kind, order_id, sender, from_name,
                       recipient, subject, body, state, tries, fence, created_at)
                     values (1, $1, 'thanks', $2, '', '', '', '', '', $3, 0, 0, 1)"
                ),
                &[format!("<{id}>").into(), id.into(), mailed.word().into()],
            )?;
        }
        Ok(())
    }
}

pub(super) fn insert_catalogue(tx: &mut dyn Tx) -> Result<(), store::Error> {
    PRODUCTS.iter().try_for_each(|(id, code, name)| {
        tx.exec(
            sql!(
                "insert into product (shop_id, product_id, category_id, code, name, lead,
                   description, spec, picture, picture_alt, price, tax_rate, position, published)
                 values (1, $1, 1, $2, $3, '', '', '', '', '', 1, 10, 1, 1)"
            ),
            &[(*id).into(), (*code).into(), (*name).into()],
        )
        .map(drop)
    })
}

/// One to three conditions.
pub(super) fn form(dice: &mut Dice) -> FilterForm {
    let mut form = FilterForm::default();
    let day = |dice: &mut Dice| {
        let days = i64::try_from(dice.below(60)).unwrap();
        Timestamp(NOW - days * DAY).to_date_text()
    };
    for _ in 0..=dice.below(3) {
        let word = |dice: &mut Dice, words: &[&str]| (*dice.of(words)).to_owned();
        match dice.below(23) {
            0 => form.number = dice.below(330).to_string(),
            1 => form.trade = format!("{:020}", dice.below(3_300)),
            2 => form.name = word(dice, &["小", "小林", "コバ", "さゆり", "ＡＮＮ", "実", "林"]),
            3 => form.mail = word(dice, &["aoi", "aoi1", "KEN", "info", "@"]),
            4 => form.phone = word(dice, &["03", "075-00", "０９０", "06", "08"]),
            5 => {
                let words = ["湯のみ", "80", "ｶｯﾌﾟ", "cup", "old-code", "handmade", "皿", "YUNOMI"];
                form.product = word(dice, &words);
            }
            6 => form.method = word(dice, &["card", "bank", "cod", "free", "in_store"]),
            7 => form.pay = word(dice, &["held", "captured", "cancelled"]),
            8 => form.differs = "yes".into(),
            9 => form.due = word(dice, &["59", "40", "20", "7"]),
            10 => form.from = day(dice),
            11 => form.to = day(dice),
            12 => form.min = word(dice, &["1", "1980", "1981", "200000"]),
            13 => form.max = word(dice, &["1980", "100000", "0"]),
            14 => form.carrier = word(dice, &["1", "2", "3"]),
            15 => {
                form.shipped = word(dice, &["yes", "no"]);
                form.checked = word(dice, &["yes", "no", ""]);
            }
            17 => form.status = word(dice, &["1", "2", "3", "none"]),
            18 => form.ship_from = day(dice),
            19 => form.ship_to = day(dice),
            20 => {
                form.notified = word(dice, &["yes", "no"]);
                form.slip = word(dice, &["yes", "no", ""]);
            }
            21 => form.printed = word(dice, &["yes", "no"]),
            16 => form.mailed = word(dice, &["sent", "waiting", "dead"]),
            _ => {
                form.noted = word(dice, &["yes", ""]);
                form.memo = word(dice, &["", "贈り", "12/1", "%_", "%"]);
                form.member = word(dice, &["yes", "no", "", ""]);
            }
        }
    }
    if form.read(Timestamp(NOW)).is_err() {
        (form.to, form.max, form.ship_to) = Default::default();
    }
    form
}

/// The numbers of the orders that meet the form, newest first.
pub(super) fn matching(orders: &[Kept], list: List, form: &FilterForm) -> Vec<i64> {
    let meets = |order: &&Kept| order.list == list && order.meets(form);
    orders.iter().filter(meets).map(|order| order.id).rev().collect()
}

impl Kept {
    /// Still to be shipped.
    fn waits(&self) -> bool {
        self.shipped.is_none() && self.pay != Some(Settled::Cancelled)
    }

    fn stands(&self) -> Stands {
        self.status.map_or(Stands::Nowhere, |id| Stands::At(StatusId(id)))
    }

    fn meets(&self, form: &FilterForm) -> bool {
        let filter = form.read(Timestamp(NOW)).unwrap();
        let checkout = self.checkout();
        let finds =
            |prefix: &Option<Prefix>| prefix.as_ref().is_none_or(|prefix| prefix.finds(checkout));
        let is = |typed: &str, is_so: bool| typed.is_empty() || (typed == "yes") == is_so;
        let wanted = fold(&form.product);
        let sells = |(id, code): &(i64, &str)| {
            let meant = |(_, code, name): &&(i64, &str, &str)| {
                fold(code).contains(&wanted) || fold(name).contains(&wanted)
            };
            *code == form.product || PRODUCTS.iter().filter(meant).any(|(one, _, _)| one == id)
        };
        let number = form.number.as_str();
        (number.is_empty() || number == self.id.to_string())
            && (form.trade.is_empty() || self.trades.contains(&form.trade))
            && finds(&filter.name)
            && finds(&filter.mail)
            && finds(&filter.phone)
            && (form.product.is_empty() || self.lines.iter().any(sells))
            && filter.method.is_none_or(|way| way == self.way)
            && filter.pay.is_none_or(|pay| Some(pay) == self.pay)
            && (!filter.differs || self.differs)
            && filter.held_before.is_none_or(|at| self.hold_from.is_some_and(|from| from < at.0))
            && filter.from.is_none_or(|from| self.placed_at >= from.0)
            && filter.until.is_none_or(|until| self.placed_at < until.0)
            && filter.least.is_none_or(|least| self.total >= least.0)
            && filter.most.is_none_or(|most| self.total <= most.0)
            && filter.carrier.is_none_or(|carrier| carrier.0 == self.carrier)
            && filter.status.is_none_or(|wanted| wanted == self.stands())
            && (form.shipped != "yes" || self.shipped.is_some())
            && (form.shipped != "no" || self.waits())
            && is(&form.checked, self.checked)
            && is(&form.notified, self.done[0])
            && is(&form.slip, self.done[1])
            && is(&form.printed, self.done[2])
            && filter.shipped_from.is_none_or(|at| self.shipped.is_some_and(|one| one >= at.0))
            && filter.shipped_until.is_none_or(|at| self.shipped.is_some_and(|one| one < at.0))
            && is(&form.member, self.member)
            && filter.mailed.is_none_or(|mailed| Some(mailed) == self.mailed)
            && (!filter.noted || !self.memo.is_empty())
            && self.memo.contains(&form.memo)
    }
}

/// Something for the head's field.
pub(super) fn typed(dice: &mut Dice, orders: &[Kept]) -> String {
    let order = dice.of(orders);
    match dice.below(8) {
        0 => order.id.to_string(),
        1 => number::of(OrderId(order.id)).to_uppercase(),
        2 => order.trades.last().cloned().unwrap_or_default(),
        3 => order.email.clone(),
        4 => order.phone[..2 + usize::try_from(dice.below(8)).unwrap()].to_owned(),
        5 => format!("{}　{}", order.buyer[0], order.buyer[1]),
        6 => (*dice.of(&["小", "ア", "コバ", "0", "a", "info"])).to_owned(),
        _ => order.buyer[3].to_owned(),
    }
}

/// The numbers of the orders that the head's field means.
pub(super) fn meant(orders: &[Kept], typed: &str) -> Vec<i64> {
    let plain = fold(typed);
    let means = |order: &&Kept| {
        let checkout = order.checkout();
        let begins = [Prefix::name(typed), Prefix::mail(typed), Prefix::phone(typed)];
        order.trades.iter().any(|trade| trade == typed)
            || plain == order.id.to_string()
            || plain == number::of(OrderId(order.id))
            || begins.into_iter().flatten().any(|prefix| prefix.finds(checkout))
    };
    orders.iter().filter(means).map(|order| order.id).rev().collect()
}
