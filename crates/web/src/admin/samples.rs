//! Pages of the admin with plausible content, for tests and for looking at them.

use shop::attempt::ClientNote;
use shop::checkout::{
    Address, Arrival, Buyer, CardChoice, CardPay, Checkout, Extras, Method, Pay, Recipient, Split,
};
use shop::clock::{DAY, Day, Timestamp};
use shop::delivery::Prefecture;
use shop::id::{
    AttemptId, CarrierId, MemberId, MerchantId, OrderId, PaymentId, ProductId, StaffId, TradeId,
};
use shop::money::Yen;
use shop::order::history::Side;
use shop::order::list::{FilterForm, OrderRow, Owner, RowPayment};
use shop::order::show::{Line, OrderDetail, Work};
use shop::order::{List, history};
use shop::payment::seen::{Fact, Seen, Unavailable};
use shop::payment::state::{Parts, Request, State};
use shop::payment::status_frame::{advice, status_frame};
use shop::payment::{CaptureTiming, Limits, Look, Payment, Settled, StatusFrame, ThreeDs};
use shop::secret::Secret;
use shop::staff::{Role, Staff};
use shop::tax::{TaxRate, TaxRow};

use super::desk::{Answer, Desk, Here};
use super::orders::bulk::Bar;
use super::orders::confirmation::{Confirmation, ConfirmationPage};
use super::orders::index::{self, OrdersPage, Row};
use super::orders::show::{Marks, OrderPage};
use super::sign_in::SignInPage;
use crate::Layout;

/// 2026-11-24 14:05:31 in Japan.
pub(crate) const NOW: Timestamp = Timestamp(1_795_496_731_000);

/// One situation of a payment, named as its page's file would be.
pub(crate) struct Scene {
    pub name: &'static str,
    pub look: Look,
}

/// All seven frames, and the causes of 赤枠 1 one by one.
pub(crate) fn scenes() -> Vec<Scene> {
    use Settled::{Cancelled, Captured, Held};
    let held = |amount| Seen::Held(fact(20, amount));
    let captured = |amount| Seen::Captured(fact(40, amount));
    let refused = Unavailable::Refused {
        code: "P007".into(),
        detail: "接続パスワードエラー".into(),
    };
    let silent = Unavailable::Silent("timed out".into());
    let plain = ThreeDs::NotUsed;
    [
        ("yellow-1", Held, plain, 9_680, held(9_680)),
        ("yellow-1-3ds", Held, ThreeDs::Authenticated, 9_680, held(9_680)),
        ("yellow-1-attempt", Held, ThreeDs::AttemptMerchant, 9_680, held(9_680)),
        ("yellow-2", Captured, plain, 9_680, captured(9_680)),
        ("yellow-2-refund-expired", Captured, plain, 9_680, Seen::Captured(fact(41, 9_680))),
        ("yellow-3", Cancelled, plain, 9_680, Seen::Cancelled(fact(32, 9_680))),
        ("red-1-cancelled-there", Held, plain, 9_680, Seen::Cancelled(fact(32, 9_680))),
        ("red-1-changed-there", Held, plain, 9_680, Seen::Changed),
        ("red-1-expired", Held, plain, 9_680, Seen::Expired(fact(33, 9_680))),
        ("red-1-pending", Held, plain, 9_680, Seen::Pending(fact(10, 9_680))),
        ("red-1-refused-there", Held, plain, 9_680, Seen::Refused(fact(11, 9_680))),
        ("red-1-none", Held, plain, 9_680, Seen::None),
        ("red-1-several", Held, plain, 9_680, Seen::Several),
        ("red-1-contradiction", Cancelled, plain, 9_680, captured(9_680)),
        ("red-1-credentials", Held, plain, 9_680, Seen::Unavailable(refused)),
        ("red-1-silent", Held, plain, 9_680, Seen::Unavailable(silent)),
        ("red-1-number", Held, plain, 9_680, Seen::Unavailable(Unavailable::Number(99))),
        ("red-2", Held, plain, 10_800, held(13_220)),
        ("red-3", Held, ThreeDs::Authenticated, 10_800, held(13_220)),
        ("red-4", Captured, plain, 10_800, captured(13_220)),
    ]
    .into_iter()
    .map(|(name, settled, three_ds, total, seen)| {
        let state = State::Settled(settled);
        Scene { name, look: look(state, three_ds, total, seen) }
    })
    .chain([former()])
    .chain([Scene {
        name: "red-1-in-flight",
        look: look(
            State::InFlight { sent: Request::Capture, before: Held, since: NOW },
            plain,
            9_680,
            Seen::Held(fact(20, 9_680)),
        ),
    }])
    .collect()
}

/// After a change of name at Paygent: the old contract is closed.
fn former() -> Scene {
    let refused = Unavailable::Refused {
        code: "P002".into(),
        detail: "接続IDまたは接続パスワードが違います。".into(),
    };
    let state = State::Settled(Settled::Held);
    let look = look(state, ThreeDs::NotUsed, 9_680, Seen::Unavailable(refused));
    Scene { name: "red-1-former", look: Look { former: true, ..look } }
}

fn look(state: State, three_ds: ThreeDs, total: i64, seen: Seen) -> Look {
    let amount = seen.fact().map_or(Yen(total), |fact| fact.amount);
    let payment = Payment::new(
        TradeId("01795496731000015743".into()),
        PaymentId("1001".into()),
        OrderId(2100),
        MerchantId("900000001".into()),
        CaptureTiming::Later,
        NOW,
        Parts { amount, three_ds, state },
    );
    let limits = Limits::default();
    let decision = status_frame(&payment, Yen(total), &seen, limits);
    let advice = advice(decision.frame, List::Open);
    let console = Some("http://localhost:8090/online".to_owned());
    let (list, total, sandbox, former) = (List::Open, Yen(total), true, false);
    let has_replaced = false;
    Look {
        payment,
        seen,
        decision,
        advice,
        list,
        total,
        limits,
        sandbox,
        former,
        console,
        has_replaced,
    }
}

fn fact(number: u8, amount: i64) -> Fact {
    let payment = "1001".to_owned();
    let amount = Yen(amount);
    Fact {
        number,
        payment,
        amount,
        begun_at: Some(NOW),
        authorized_at: Some(NOW),
        card: String::new(),
    }
}

/// An order with everything that can stand on its page.
pub(crate) fn detail(total: Yen, payment: Option<Payment>) -> OrderDetail {
    let line = |line_no, code: &str, name: &str, price, quantity, rate| Line {
        line_no,
        product: Some(ProductId(line_no)),
        code: code.to_owned(),
        name: name.to_owned(),
        unit_price: Yen(price),
        quantity,
        rate,
    };
    let happened = |by: &str, what: &str| history::Line {
        at: NOW,
        by: by.to_owned(),
        what: what.to_owned(),
        change: None,
        side: None,
    };
    let is_card = payment.is_some();
    OrderDetail {
        order_id: OrderId(2100),
        version: 1,
        number: "order02100".into(),
        attempt: AttemptId("6b0500db0f1e2d3c4b5a69788796a5b4c3d2e1f0".into()),
        list: List::Open,
        placed_at: NOW,
        member: None,
        checkout: checkout(is_card),
        method_name: if is_card { "クレジットカード決済" } else { "銀行振込" }.into(),
        method: Some(if is_card { Method::Card } else { Method::Bank }),
        carrier_name: "クロネコヤマト 通常便".into(),
        lines: vec![
            line(1, "yunomi-ai", "湯のみ 藍十草", 3_300, 2, TaxRate::Standard),
            line(2, "houji-80", "ほうじ茶 80g", 1_080, 1, TaxRate::Reduced),
        ],
        goods: Yen(total.0 - 680),
        shipping: Some(Yen(680)),
        fee: Yen::ZERO,
        discount: Yen::ZERO,
        adjustment: Yen::ZERO,
        total,
        tax: vec![
            TaxRow { rate: TaxRate::Standard, amount: Yen(total.0 - 1_080), tax: Yen(781) },
            TaxRow { rate: TaxRate::Reduced, amount: Yen(1_080), tax: Yen(80) },
        ],
        payment,
        work: Work::default(),
        history: vec![
            history::Line {
                change: Some(history::Change {
                    before: "9,680円".into(), after: "9,380円".into()
                }),
                side: Some(Side::Order),
                ..happened("佐藤", "受注商品を変更しました。")
            },
            happened("佐藤", "売上確定はペイジェントに受け付けられませんでした。（2007）"),
            happened(history::SYSTEM, "オーソリが完了しました。"),
            happened(history::BUYER, "ご注文を受け付けました。"),
        ],
        card_tail: if is_card { "1111".into() } else { String::new() },
        client: ClientNote {
            ip: "203.0.113.24".into(),
            address: "203.0.113.24".into(),
            user_agent: "Mozilla/5.0 (iPhone) Mobile/15E148".into(),
        },
        previous: Some(OrderId(2099)),
        next: Some(OrderId(2101)),
    }
}

fn checkout(is_card: bool) -> Checkout {
    let address = |street: &str| Address {
        postal: "6048136".into(),
        prefecture: Prefecture::find("京都府").expect("a prefecture"),
        city: "京都市中京区".into(),
        street: street.to_owned(),
        building: "水面ハイツ302".into(),
    };
    let card = CardPay {
        token: Secret::default(),
        valid_until: NOW,
        holder_name: String::new(),
        split: Split::Times(3),
        choice: CardChoice::Typed,
        keep: false,
        save: None,
    };
    Checkout {
        buyer: Buyer {
            family: "小林".into(),
            given: "葵".into(),
            family_kana: "コバヤシ".into(),
            given_kana: "アオイ".into(),
            email: "aoi@example.jp".into(),
            phone: "075-000-0123".into(),
            address: address("梅忠町20-1"),
        },
        recipient: is_card.then(|| Recipient {
            family: "藤田".into(),
            given: "健".into(),
            family_kana: "フジタ".into(),
            given_kana: "ケン".into(),
            phone: "076-000-0456".into(),
            address: address("本町9-8-7"),
        }),
        carrier_id: CarrierId(1),
        arrival: Arrival { on: Day::parse("2026-11-28"), slot: Some("14時～16時".into()) },
        note: "包装は簡単に\nお願いします <b>".into(),
        extras: Extras { receipt_name: "小林商店".into(), ..Extras::default() },
        pay: if is_card { Pay::Card(card) } else { Pay::Bank },
    }
}

fn layout(title: &str) -> Layout {
    let sample = Layout::sample(title);
    Layout { audience: "admin", style: crate::assets::href("admin.css"), ..sample }
}

/// 佐藤 in this role.
pub(crate) fn staff(role: Role) -> Staff {
    Staff { id: StaffId(1), login: "sato".into(), name: "佐藤".into(), role }
}

fn desk(here: Here) -> Desk {
    Desk::of(&staff(Role::Owner), here)
}

/// 受注明細 in this situation; 消込済 as it is right after 売上確定.
pub(crate) fn order_page(scene: &Scene) -> OrderPage {
    let detail = detail(scene.look.total, Some(scene.look.payment.clone()));
    let layout = layout("受注明細(注文No:2100)");
    let captured = scene.look.decision.frame == StatusFrame::Captured;
    let answer = captured.then(|| Answer::done(super::text::CAPTURED));
    let desk = Desk { answer, ..desk(Here::BelowOrders) };
    OrderPage::of(layout, desk, &detail, Some(&scene.look), (&Marks::default(), NOW))
}

/// 受注明細 of an order without a gateway.
pub(crate) fn bank_page() -> OrderPage {
    let detail = OrderDetail { shipping: None, ..detail(Yen(9_680), None) };
    OrderPage::of(
        layout("受注明細"),
        desk(Here::BelowOrders),
        &detail,
        None,
        (&Marks::default(), NOW),
    )
}

/// 受注一覧 with one row of each kind.
pub(crate) fn orders_page() -> OrdersPage {
    let paid = |age: i64, state, three_ds, in_flight| RowPayment {
        trade: TradeId("01795496731000015743".into()),
        state,
        amount: Yen(9_680),
        authorized_at: NOW.after(-age * DAY),
        three_ds,
        ended: None,
        in_flight,
    };
    let payments = [
        Some(paid(0, Settled::Held, ThreeDs::Authenticated, false)),
        None,
        Some(paid(1, Settled::Held, ThreeDs::NotUsed, true)),
        Some(paid(2, Settled::Captured, ThreeDs::NotUsed, false)),
        Some(paid(3, Settled::Cancelled, ThreeDs::NotUsed, false)),
        Some(paid(47, Settled::Held, ThreeDs::Authenticated, false)),
        Some(paid(58, Settled::Held, ThreeDs::NotUsed, false)),
    ];
    let row = |(id, payment): (i64, Option<RowPayment>)| OrderRow {
        is_free: false,
        list: List::Open,
        differs: id == 3,
        is_shipped: id == 3,
        is_checked: id == 1,
        is_mail_dead: id == 4,
        status: None,
        memo: if id == 1 { "入荷待ち 12/1\n贈りもの".into() } else { String::new() },
        order_id: OrderId(2100 - id),
        number: format!("order{:05}", 2100 - id),
        placed_at: NOW.after(-id * DAY),
        buyer_name: if id == 2 { "長".repeat(40) } else { "小林 葵".into() },
        member: (id == 1).then(|| Owner { id: MemberId(1), login: "aoi-k".into() }),
        total: Yen(if id == 2 { 9_999_999 } else { 9_680 }),
        method_name: if payment.is_some() {
            "クレジットカード決済"
        } else {
            "銀行振込"
        }
        .into(),
        payment,
    };
    let form = FilterForm { pay: "held".into(), ..FilterForm::default() };
    OrdersPage {
        layout: layout("受注一覧").script("admin.js"),
        desk: desk(Here::Orders),
        bulk: Bar::of(Role::Owner, (2094..=2100).map(OrderId)),
        path: "/orders",
        tabs: index::tabs(List::Open, &form, &[]),
        fields: index::form::fields(&form, &[], &index::Shelf::default()),
        errors: Vec::new(),
        chips: index::chips("/orders", &form, &index::Shelf::default()),
        count: Some("1000件以上".into()),
        saving: index::saving(List::Open, &form, &[], None),
        export: Some("/orders/export?list=open".into()),
        rows: (0..).zip(payments).map(row).map(|row| Row::of(&row, NOW)).collect(),
        empty: ("", ""),
        next: Some("/orders?after=1".into()),
        first: Some("/orders".into()),
    }
}

/// 受注一覧 after a search by something that is no 取引ID.
pub(crate) fn wrong_search_page() -> OrdersPage {
    let form = FilterForm { trade: "1795".into(), ..FilterForm::default() };
    let errors = form.read(NOW).expect_err("four digits are no 取引ID");
    OrdersPage {
        rows: Vec::new(),
        fields: index::form::fields(&form, &errors, &index::Shelf::default()),
        errors: errors.into_iter().map(|error| (error.field, error.message)).collect(),
        count: None,
        saving: None,
        export: None,
        next: None,
        first: None,
        ..orders_page()
    }
}

/// 受注一覧 after a search that found nothing.
pub(crate) fn nothing_found_page() -> OrdersPage {
    let form = FilterForm { number: "1795".into(), ..FilterForm::default() };
    OrdersPage {
        errors: Vec::new(),
        fields: index::form::fields(&form, &[], &index::Shelf::default()),
        chips: index::chips("/orders", &form, &index::Shelf::default()),
        ..wrong_search_page()
    }
}

/// The page of キャンセル without JavaScript.
pub(crate) fn confirmation_page() -> ConfirmationPage {
    let scene = scenes().swap_remove(0);
    let asked = Confirmation::cancellation(OrderId(2100), "order02100", &scene.look);
    let confirmation = asked.expect("a hold can be cancelled");
    let layout = layout(&confirmation.title);
    ConfirmationPage { layout, desk: desk(Here::BelowOrders), confirmation }
}

/// The sign-in after a wrong password.
pub(crate) fn sign_in_page() -> SignInPage {
    SignInPage {
        layout: layout(super::text::SIGN_IN),
        next: "/orders/2100".into(),
        login: "sato".into(),
        refusal: Some(super::text::SIGN_IN_WRONG),
    }
}
