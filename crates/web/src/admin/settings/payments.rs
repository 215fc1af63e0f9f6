//! 支払方法設定: 使用決済, 基本決済 and 他社連携 (R-046..R-055).

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::checkout::Method;
use shop::settings::{self, Listed, Move};

use super::super::desk::Answer;
use super::super::{Desk, Here};
use super::Visit;
use super::brake::Notice;
use crate::form::{Form, Query};
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

const TITLE: &str = "支払方法一覧";

/// 使用決済.
#[derive(Debug, Template)]
#[template(path = "admin/settings/in_use.html")]
struct InUsePage {
    layout: Layout,
    desk: Desk,
    rows: Vec<InUse>,
    brake: Notice,
}

/// A method of the list.
#[derive(Debug)]
struct InUse {
    method: &'static str,
    name: &'static str,
    href: String,
    is_set: bool,
    is_first: bool,
    is_last: bool,
    /// 対応可能な宅配便: name, and whether it takes the method.
    carriers: Vec<(String, bool)>,
}

/// 基本決済.
#[derive(Debug, Template)]
#[template(path = "admin/settings/basic.html")]
struct BasicPage {
    layout: Layout,
    desk: Desk,
    rows: Vec<Addable>,
}

/// 他社連携.
#[derive(Debug, Template)]
#[template(path = "admin/settings/providers.html")]
struct ProvidersPage {
    layout: Layout,
    desk: Desk,
    rows: Vec<Addable>,
}

/// A method that can be added.
#[derive(Debug)]
struct Addable {
    /// Empty: not offered yet.
    method: &'static str,
    name: &'static str,
    is_added: bool,
    /// Which carts may use it (R-012..R-016).
    carts: &'static str,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Said {
    #[serde(default)]
    answer: String,
}

/// 表示順, リストに追加, リストから削除.
#[derive(Debug, Deserialize)]
pub(crate) struct Act {
    method: String,
    act: String,
}

/// 支払方法 (システム側名称).
pub(super) fn system_name(method: Method) -> &'static str {
    match method {
        Method::Card => "クレジットカード決済 (ペイジェント クレジットカード決済(トークン式))",
        Method::Bank => "銀行振込",
        Method::Cod => "代金引換",
        Method::InStore => "店頭払い",
    }
}

const EVERY_CART_BUT_SUBSCRIPTIONS: &str = "ゼロステップ ○ 3ステップ ○ 定期購入 —";

/// Methods by link and by mail, which are not there yet (R-011..R-014).
const NOT_YET: [&str; 2] = [
    "クレジットカード・コンビニ・銀行ネット・ATM (ペイジェント リンク方式)",
    "クレジットカード・コンビニ・銀行ネット・ATM (ペイジェント メール告知決済)",
];

/// `GET /settings/payments`: 使用決済.
pub(crate) async fn in_use(visit: Visit, Query(said): Query<Said>) -> Result<Response, Fault> {
    let listed = settings::list(visit.app.world(), visit.shop.id).await?;
    let (layout, mut desk) = visit.head(TITLE, Here::Payments);
    desk.answer = answer(&said.answer);
    let last = listed.methods.len();
    let rows = (1..).zip(&listed.methods).map(|(place, (method, is_set))| InUse {
        method: method.value(),
        name: system_name(*method),
        href: format!("/settings/payments/{}", method.value()),
        is_set: *is_set,
        is_first: place == 1,
        is_last: place == last,
        carriers: listed
            .carriers
            .iter()
            .map(|carrier| (carrier.full_name(), carrier.takes(*method)))
            .collect(),
    });
    let rows = rows.collect();
    let brake = Notice::of(&visit).await?;
    Ok(Html(InUsePage { layout, desk, rows, brake }).into_response())
}

/// `GET /settings/payments/basic`: 基本決済.
pub(crate) async fn basic(visit: Visit) -> Result<Response, Fault> {
    let listed = settings::list(visit.app.world(), visit.shop.id).await?;
    let (layout, desk) = visit.head(TITLE, Here::Payments);
    let rows = [Method::Bank, Method::Cod, Method::InStore];
    let rows = rows.map(|method| addable(&listed, method)).into();
    Ok(Html(BasicPage { layout, desk, rows }).into_response())
}

/// `GET /settings/payments/providers`: 他社連携.
pub(crate) async fn providers(visit: Visit) -> Result<Response, Fault> {
    let listed = settings::list(visit.app.world(), visit.shop.id).await?;
    let (layout, desk) = visit.head(TITLE, Here::Payments);
    let mut rows = vec![addable(&listed, Method::Card)];
    let not_yet =
        |name| Addable { method: "", name, is_added: false, carts: EVERY_CART_BUT_SUBSCRIPTIONS };
    rows.extend(NOT_YET.map(not_yet));
    Ok(Html(ProvidersPage { layout, desk, rows }).into_response())
}

/// `POST /settings/payments/list`
pub(crate) async fn change(visit: Visit, Form(act): Form<Act>) -> Result<Response, Fault> {
    let Some(method) = Method::find(&act.method) else {
        return Err(Fault::Malformed(format!("no method {:?}", act.method)));
    };
    let answer = match act.act.as_str() {
        "add" => "added",
        "remove" => "removed",
        "up" | "down" => "moved",
        other => return Err(Fault::Malformed(format!("no act {other:?}"))),
    };
    let change = move |methods: &mut settings::Methods| match act.act.as_str() {
        "add" => methods.add(method),
        "remove" => methods.remove(method),
        "up" => methods.shift(method, Move::Up),
        _ => methods.shift(method, Move::Down),
    };
    settings::change_methods(visit.app.world(), visit.shop.id, &visit.staff.name, change).await?;
    visit.app.forget_front(visit.shop.id);
    Ok(see_other(&format!("/settings/payments?answer={answer}")))
}

fn addable(listed: &Listed, method: Method) -> Addable {
    Addable {
        method: method.value(),
        name: system_name(method),
        is_added: listed.methods.iter().any(|(one, _)| *one == method),
        carts: match method {
            Method::Card => "ゼロステップ ○ 3ステップ ○ 定期購入 ○",
            Method::Bank | Method::Cod | Method::InStore => EVERY_CART_BUT_SUBSCRIPTIONS,
        },
    }
}

fn answer(word: &str) -> Option<Answer> {
    let text = match word {
        "added" => "リストに追加しました。「未設定」のものは、詳細設定を開いて設定してください。",
        "removed" => {
            "リストから削除しました。設定は残っているので、また追加すればそのまま使えます。"
        }
        "moved" => "表示順を変えました。お客様の画面も、この順に並びます。",
        "saved" => "設定しました。これからのご注文に効きます。",
        "resumed" => {
            "クレジットカードを再開しました。お客様の画面では、5秒以内に選べるようになります。"
        }
        "not_paused" => "クレジットカードは休止していません。",
        _ => return None,
    };
    Some(Answer::done(text))
}
