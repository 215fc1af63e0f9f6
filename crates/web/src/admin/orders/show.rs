//! 受注明細 (`GET /orders/{order_id}`): the status frame on top, then everything about the order
//! (R-141..R-146).

use askama::Template;
use axum::response::{IntoResponse, Response};
use shop::checkout::{Method, Paying};
use shop::clock::Timestamp;
use shop::customer;
use shop::id::OrderId;
use shop::money::Yen;
use shop::order::List;
use shop::order::history;
use shop::order::may::Function;
use shop::order::moves::Move;
use shop::order::show::{self, Line, OrderDetail};
use shop::order::status::{self, Status};
use shop::order_mail;
use shop::payment::{self, CaptureTiming, Look};
use shop::profile::Shop;
use shop::staff::{self, Permission, Subject};

use super::super::customers::page_of;
use super::super::desk::Undo;
use super::super::settings::Visit;
use super::super::{Desk, Here, Tid, text};
use super::cards::{Field, MemoForm, Progress, Unsaved, WorkCard};
use super::index::whose;
use super::mails::MailCard;
use super::move_form::{MoveForm, Typed};
use super::outcome::Said;
use super::papers::PaperCard;
use super::{Confirmation, Frame, move_words};
use crate::form::{Path, Query};
use crate::respond::Html;
use crate::{App, Fault, Layout};

/// Seconds until the page asks again by itself while a telegram is on its way.
const SETTLING: u32 = 5;

/// The dialog that leads back to 受注一覧.
const REOPENING: &str = "reopening";

#[derive(Template)]
#[template(path = "admin/orders/show.html")]
pub(crate) struct OrderPage {
    pub layout: Layout,
    pub desk: Desk,
    /// 内部番号, of the title.
    pub inner: OrderId,
    /// The payment's frame; none for orders without a gateway.
    pub frame: Option<Frame>,
    /// Where a payment's number is asked for.
    pub successor: Option<SuccessorField>,
    /// The dialogs of the frame's buttons.
    pub confirmations: Vec<Confirmation>,
    pub progress: Progress,
    pub work: WorkCard,
    pub memo: MemoForm,
    pub mails: MailCard,
    pub papers: PaperCard,
    /// The dialogs of the ways to other lists.
    pub moves: Vec<MoveForm>,
    /// Its last move came from 受注一覧.
    pub came_from_open: bool,
    /// The list that holds it.
    pub holder: List,
    /// Its list: name and address.
    pub list: (&'static str, &'static str),
    pub goods: Goods,
    pub order: OrderFacts,
    pub delivery: Delivery,
    pub history: Vec<HistoryRow>,
    pub previous: Option<OrderId>,
    pub next: Option<OrderId>,
    /// 編集モード, for those who may, while the order is in 受注一覧.
    pub may_edit: bool,
}

/// ペイジェントの決済ID.
#[derive(Clone, Debug, Default)]
pub(crate) struct SuccessorField {
    /// What was typed.
    pub typed: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// It has ended: whether another one lives is asked.
    pub has_ended: bool,
}

impl SuccessorField {
    fn of(unsaved: Option<&Unsaved>) -> SuccessorField {
        match unsaved {
            Some(one) if matches!(one.field, Field::Successor | Field::EndedSuccessor) => {
                SuccessorField {
                    typed: one.text.clone(),
                    error: Some(one.error.clone()),
                    has_ended: one.field == Field::EndedSuccessor,
                }
            }
            _ => SuccessorField::default(),
        }
    }
}

/// 受注商品.
#[derive(Clone, Debug)]
pub(crate) struct Goods {
    pub lines: Vec<GoodsLine>,
    /// Label, amount, and how it stands out.
    pub sums: Vec<Sum>,
}

#[derive(Clone, Debug)]
pub(crate) struct GoodsLine {
    pub number: usize,
    pub name: String,
    pub code: String,
    pub unit_price: String,
    pub quantity: i64,
    pub amount: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Sum {
    pub label: String,
    pub amount: String,
    /// `total`, `sub` or nothing.
    pub kind: &'static str,
}

/// 受注情報.
#[derive(Clone, Debug)]
pub(crate) struct OrderFacts {
    pub number: String,
    pub placed_at: String,
    pub method: String,
    pub split: Option<String>,
    /// Last four digits of the card.
    pub card_tail: String,
    /// 購入端末: kind and address.
    pub client: String,
    pub trade: Option<Tid>,
    /// 管理サイト: ペイジェント管理画面.
    pub console: Option<String>,
    pub timing: Option<&'static str>,
    /// Who takes the money in when, where no gateway does.
    pub collecting: &'static str,
}

/// ご購入者 and お届け先.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub buyer: Person,
    pub email: String,
    /// 会員ID, 退会済み or ゲスト …
    pub whose: String,
    /// … and the customer's page with what it is called, for those who may see it.
    pub customer: Option<(&'static str, String)>,
    /// Where it is not the buyer.
    pub recipient: Option<Person>,
    pub carrier: String,
    /// お届け希望日 and お届け時間帯, if there is such a wish.
    pub wish: Option<String>,
    pub note: Vec<String>,
    /// のし, ギフトメッセージ, 領収書の宛名, line by line.
    pub extras: Vec<(&'static str, Vec<String>)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub name: String,
    pub kana: String,
    pub postal: String,
    pub address: String,
    pub phone: String,
}

/// A line of 変更履歴.
#[derive(Clone, Debug)]
pub(crate) struct HistoryRow {
    pub at: String,
    pub by: String,
    pub what: String,
    /// What it was and what it is.
    pub change: Option<(String, String)>,
    /// Nobody of the shop did it.
    pub is_automatic: bool,
}

/// `GET /orders/{order_id}`
pub(crate) async fn show(
    visit: Visit,
    Path(order): Path<i64>,
    Query(said): Query<Said>,
) -> Result<Response, Fault> {
    let mut page = page(&visit, OrderId(order), None).await?;
    let is_settling = page.frame.as_ref().is_some_and(|frame| frame.is_settling);
    page.desk.answer = said.answer(is_settling, page.holder);
    let reopen = page.moves.iter().find(|form| form.noun == REOPENING);
    if let (Some(answer), true, Some(reopen)) = (&mut page.desk.answer, said.has_moved(), reopen) {
        // Only what came from 受注一覧 goes back to where it was.
        let label = if page.came_from_open { "元に戻す" } else { reopen.alone };
        let path = format!("{}/{REOPENING}", reopen.order);
        answer.undo = Some(Undo { label, path, shown: reopen.shown.clone() });
    }
    Ok(Html(page).into_response())
}

/// The order's page, with what was typed into it and not saved.
pub(super) async fn page(
    visit: &Visit,
    order: OrderId,
    unsaved: Option<Unsaved>,
) -> Result<OrderPage, Fault> {
    let (world, shop) = (visit.app.world(), &visit.shop);
    let (detail, look) = open(&visit.app, shop, order).await?;
    let statuses = status::statuses(world, shop.id).await?.all;
    let templates = order_mail::all(world, shop.id).await?;
    let sent = order_mail::sent_before(world, shop.id, order).await?;
    let may_mail = visit.staff.role.may(Permission::Mails);
    let mails = MailCard::of(&templates, &sent, may_mail);
    staff::note_view(world, shop.id, visit.staff.id, Subject::Order(detail.order_id)).await?;
    let title = move_words::page_title(detail.list, detail.order_id.0);
    let (layout, desk) = visit.head(&title, Here::BelowOrders);
    let marks = Marks { statuses: &statuses, mails, key: world.page_key(), unsaved };
    Ok(OrderPage::of(layout, desk, &detail, look.as_ref(), (&marks, world.now())))
}

/// What the cards are made of besides the order.
#[derive(Default)]
pub(crate) struct Marks<'a> {
    /// The statuses that may be chosen.
    pub statuses: &'a [Status],
    /// What can be written to the buyer, and what was.
    pub mails: MailCard,
    /// One opening of the page.
    pub key: String,
    /// What was typed and not saved.
    pub unsaved: Option<Unsaved>,
}

/// Asks Paygent about the order's payment, then reads the order: its record has taken in the
/// answer.
pub(super) async fn open(
    app: &App,
    shop: &Shop,
    order: OrderId,
) -> Result<(OrderDetail, Option<Look>), Fault> {
    let look = payment::look(app.world(), shop.id, order).await;
    let look = look.map_err(|error| match error {
        payment::AccountError::Store(error) => error.into(),
        other => Fault::Broken(other.to_string()),
    })?;
    let detail = show::show(app.world(), shop, order).await?.ok_or(Fault::NotFound)?;
    Ok((detail, look))
}

impl OrderPage {
    pub(crate) fn of(
        mut layout: Layout,
        desk: Desk,
        detail: &OrderDetail,
        look: Option<&Look>,
        (marks, now): (&Marks<'_>, Timestamp),
    ) -> OrderPage {
        let (order, number) = (detail.order_id, detail.number.as_str());
        let may = desk.role.may(Permission::Money);
        let frame = look.map(|look| Frame::of(look, &detail.history, now));
        let frame = frame.map(|frame| if may { frame } else { frame.without_acts() });
        let confirmations = look.filter(|_| may).map_or_else(Vec::new, |look| {
            let all = [
                Confirmation::capture(order, number, look),
                Confirmation::update(order, number, look),
                Confirmation::alignment(order, number, look),
                Confirmation::cancellation(order, number, look),
                Confirmation::takeover(order, number, look),
            ];
            all.into_iter().flatten().collect()
        });
        let (role, unsaved) = (desk.role, marks.unsaved.as_ref());
        let waits = look.is_some_and(|look| may && look.asks_for_number());
        let forms = Move::ALL
            .into_iter()
            .filter_map(|act| MoveForm::of(act, detail, look, role, &Typed::default()));
        let may_see = role.may(Permission::Customers);
        let may_edit = role.may(Permission::OrderEdit) && Function::Edit.is_open(detail.list);
        let delivery = Delivery::of(detail, may_see);
        layout.refresh = frame.as_ref().is_some_and(|frame| frame.is_settling).then_some(SETTLING);
        OrderPage {
            layout,
            desk,
            inner: order,
            frame,
            successor: waits.then(|| SuccessorField::of(unsaved)),
            confirmations,
            progress: Progress::of(detail),
            work: WorkCard::of(detail, marks.statuses, unsaved, role),
            memo: MemoForm::of(detail, unsaved),
            mails: marks.mails.clone(),
            papers: PaperCard::of(detail, marks.key.clone()),
            moves: forms.collect(),
            came_from_open: came_from(detail) == Some(List::Open),
            holder: detail.list,
            list: (detail.list.name(), move_words::list_path(detail.list)),
            goods: Goods::of(detail),
            order: OrderFacts::of(detail, look),
            delivery,
            history: detail.history.iter().map(HistoryRow::of).collect(),
            previous: detail.previous,
            next: detail.next,
            may_edit,
        }
    }
}

impl Goods {
    fn of(detail: &OrderDetail) -> Goods {
        let line = |(index, line): (usize, &Line)| GoodsLine {
            number: index + 1,
            name: format!("{}{}", line.name, if line.rate.is_reduced() { " ※" } else { "" }),
            code: line.code.clone(),
            unit_price: line.unit_price.to_string(),
            quantity: line.quantity,
            amount: line.amount().to_string(),
        };
        let sum = |label: &str, amount: String, kind| Sum { label: label.to_owned(), amount, kind };
        let shipping = detail.shipping.map_or("別途連絡".to_owned(), |yen| yen.to_string());
        let fee = (detail.fee.0 != 0).then(|| sum("手数料", detail.fee.to_string(), ""));
        let off = Yen(-detail.discount.0);
        let discount = (off.0 != 0).then(|| sum("値引き", off.to_string(), ""));
        let adjusted = detail.adjustment;
        let adjustment = (adjusted.0 != 0).then(|| sum("金額調整", adjusted.to_string(), ""));
        let rates = detail.tax.iter().map(|row| {
            let mark = if row.rate.is_reduced() { "※" } else { "" };
            sum(&format!("({}対象){mark}", row.rate), row.amount.to_string(), "sub")
        });
        let sums = [sum("小計", detail.goods.to_string(), ""), sum("送料", shipping, "")];
        let total = sum("合計", detail.total.to_string(), "total");
        Goods {
            lines: detail.lines.iter().enumerate().map(line).collect(),
            sums: sums
                .into_iter()
                .chain(fee)
                .chain(discount)
                .chain(adjustment)
                .chain([total])
                .chain(rates)
                .collect(),
        }
    }
}

impl OrderFacts {
    fn of(detail: &OrderDetail, look: Option<&Look>) -> OrderFacts {
        let payment = detail.payment.as_ref();
        OrderFacts {
            number: format!("{} ({})", detail.number, detail.order_id),
            placed_at: detail.placed_at.to_seconds_text(),
            method: detail.method_name.clone(),
            split: detail.checkout.pay.split().map(|split| split.to_string()),
            card_tail: detail.card_tail.clone(),
            client: text::client(&detail.client),
            trade: payment.map(|payment| Tid::of(&payment.trade)),
            console: look.and_then(|look| look.console.clone()),
            timing: payment.map(|payment| match payment.timing {
                CaptureTiming::Later => "オーソリのみ",
                CaptureTiming::AtOnce => "オーソリ+売上",
            }),
            collecting: match detail.method {
                Some(Method::Bank | Method::Card) => "ご入金を確認してから発送してください。",
                Some(Method::Cod) => "代金は、お届けのときに配達員が受け取ります。",
                Some(Method::InStore) => "代金は、ご来店のときに店頭でお受け取りください。",
                None => "お支払いいただく金額はありません。",
            },
        }
    }
}

impl Delivery {
    fn of(detail: &OrderDetail, may_see_customers: bool) -> Delivery {
        let buyer = &detail.checkout.buyer;
        let customer = match &detail.member {
            Some(owner) if !owner.login.is_empty() => {
                Some(("顧客明細", customer::Person::Member(owner.id)))
            }
            _ => customer::Person::guest(&buyer.email).map(|one| ("この方のご注文", one)),
        };
        let customer = customer.filter(|_| may_see_customers);
        let recipient = detail.checkout.recipient.as_ref().map(|to| Person {
            name: to.name(),
            kana: format!("{} {}", to.family_kana, to.given_kana),
            postal: to.address.postal_text(),
            address: to.address.line(),
            phone: to.phone.clone(),
        });
        Delivery {
            buyer: Person {
                name: buyer.name(),
                kana: buyer.kana(),
                postal: buyer.address.postal_text(),
                address: buyer.address.line(),
                phone: buyer.phone.clone(),
            },
            email: buyer.email.clone(),
            whose: whose(detail.member.as_ref()),
            customer: customer.map(|(name, one)| (name, page_of(&one))),
            recipient,
            carrier: detail.carrier_name.clone(),
            wish: detail.checkout.arrival.text(),
            note: detail.checkout.note.lines().map(str::to_owned).collect(),
            extras: detail
                .checkout
                .extras
                .said()
                .into_iter()
                .map(|(name, text)| (name, text.lines().map(str::to_owned).collect()))
                .collect(),
        }
    }
}

impl HistoryRow {
    fn of(line: &history::Line) -> HistoryRow {
        HistoryRow {
            at: line.at.to_seconds_text(),
            by: line.by.clone(),
            what: line.what.clone(),
            change: line.change.as_ref().map(|change| (said(&change.before), said(&change.after))),
            is_automatic: [history::SYSTEM, history::BUYER].contains(&line.by.as_str()),
        }
    }
}

/// The list that the newest line of the history says it came from.
fn came_from(detail: &OrderDetail) -> Option<List> {
    let change = detail.history.first()?.change.as_ref()?;
    List::ALL.into_iter().find(|list| list.name() == change.before)
}

/// Before or after of a change; an empty one says so.
fn said(text: &str) -> String {
    if text.is_empty() { "（なし）".to_owned() } else { text.to_owned() }
}
