//! `/member`: マイページTOP, with the eleven entries of the guide, and 定期購入情報.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use shop::checkout::RegisteredCard;
use shop::id::MerchantId;
use shop::member::{self, Member, OrderPage};
use shop::order::List;
use shop::stored_card;

use super::orders::Row;
use super::profile::Done;
use super::{SaidPage, Signed, words};
use crate::form::Query;
use crate::respond::Html;
use crate::{App, Fault, Layout};

/// マイページTOP.
#[derive(Debug, Template)]
#[template(path = "storefront/member/home.html")]
pub(crate) struct HomePage {
    layout: Layout,
    notice: Option<&'static str>,
    name: String,
    login: String,
    newest: Option<Row>,
    entries: Vec<Entry>,
}

/// One of the menu.
#[derive(Debug)]
pub(crate) struct Entry {
    href: &'static str,
    icon: &'static str,
    title: &'static str,
    text: &'static str,
    /// Tone and text.
    badge: Option<(&'static str, String)>,
    is_here: bool,
}

impl Entry {
    fn new(
        href: &'static str,
        icon: &'static str,
        title: &'static str,
        text: &'static str,
    ) -> Entry {
        Entry { href, icon, title, text, badge: None, is_here: false }
    }

    fn badge(self, tone: &'static str, text: Option<String>) -> Entry {
        Entry { badge: text.map(|text| (tone, text)), ..self }
    }
}

/// `GET /member`
pub(crate) async fn show(
    State(app): State<App>,
    signed: Signed,
    Query(done): Query<Done>,
) -> Result<Response, Fault> {
    let orders = member::orders(app.world(), signed.shop(), &signed.member, None).await?;
    let layout = signed.layout(&app, words::HOME).await?;
    let card = card_entry(&app, &signed).await?;
    let mut page = HomePage::of(layout, &signed.member, &orders, card);
    page.notice = words::done(&done.did);
    Ok(Html(page).into_response())
}

/// ご登録カード管理, only while the card is 設定済み.
async fn card_entry(app: &App, signed: &Signed) -> Result<Option<Entry>, Fault> {
    let (shop, member) = (signed.shop().id, signed.member.id);
    let Some(tokeniser) = &signed.guest.visit.front.payment.tokeniser else { return Ok(None) };
    let merchant = MerchantId(tokeniser.merchant.clone());
    let read =
        move |tx: &mut dyn store::Tx| stored_card::registered_in(tx, shop, member, &merchant);
    let registered = app.world().store.read(read).await?;
    Ok(Some(card_row(registered.as_ref())))
}

fn card_row(registered: Option<&RegisteredCard>) -> Entry {
    Entry::new(
        "/member/card",
        "i-card",
        "ご登録カード管理",
        "クレジットカードの登録・変更・削除ができます",
    )
    .badge("info", registered.map(RegisteredCard::short))
}

impl HomePage {
    pub(super) fn of(
        layout: Layout,
        member: &Member,
        orders: &OrderPage,
        card: Option<Entry>,
    ) -> HomePage {
        let coming = orders.rows.iter().filter(|row| row.list == List::Open).count();
        let coming = (coming > 0).then(|| format!("準備中 {coming}件"));
        let pieces = (layout.cart_count > 0).then(|| format!("{}点", layout.cart_count));
        HomePage {
            layout,
            notice: None,
            name: member.buyer.name(),
            login: member.login.clone(),
            newest: orders.rows.first().map(Row::of),
            entries: entries(coming, pieces, card),
        }
    }
}

fn entries(coming: Option<String>, pieces: Option<String>, card: Option<Entry>) -> Vec<Entry> {
    let new = Entry::new;
    let first = [
        new("/member/profile", "i-id", words::PROFILE, "登録されている会員情報を変更できます"),
        new("/member/login", "i-user", words::LOGIN, "登録されている会員IDを変更できます"),
        new(
            "/member/orders",
            "i-list",
            words::ORDERS,
            "今のご注文と、これまでのご注文をご覧いただけます",
        )
        .badge("warn", coming),
        new(
            "/member/addresses",
            "i-pin",
            words::ADDRESSES,
            "登録済みのお届け先を確認・編集できます",
        ),
        new(
            "/member/subscriptions",
            "i-loop",
            words::SUBSCRIPTIONS,
            "定期購入の内容をご確認いただけます",
        ),
    ];
    let here = new("/member", "i-menu", words::HOME, "このページを表示します");
    let last = [
        new("/member/log", "i-clock", words::LOG, "マイページでの操作の記録です"),
        new("/", "i-home", "ショップのホームページ", "ショップのトップへ戻ります"),
        new("/cart", "i-cart", "カートの中身", "カートの中身を確認できます").badge("", pieces),
        new("/member/withdrawal", "i-exit", words::WITHDRAWAL, "退会のお手続きができます"),
        Entry { is_here: true, ..here },
    ];
    first.into_iter().chain(card).chain(last).collect()
}

/// `GET /member/subscriptions`: 定期購入情報; the shop has none yet.
pub(crate) async fn subscriptions(
    State(app): State<App>,
    signed: Signed,
) -> Result<Response, Fault> {
    let layout = signed.layout(&app, words::SUBSCRIPTIONS).await?;
    let page = SaidPage::new(layout, words::SUBSCRIPTION_LINES, &[words::TO_HOME]);
    Ok(Html(page).into_response())
}
