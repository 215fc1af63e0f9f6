//! この決済を確かめる: `POST` of the number that a person reads at ペイジェント管理画面, where nobody told
//! us of the payment that a change of amount has made (7-4 ①-2).

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::normalise;
use shop::id::OrderId;
use shop::payment::{self, ActError, Named, Told};

use super::super::settings::Visit;
use super::cards::{Field, Unsaved};
use super::show;
use crate::Fault;
use crate::form::{Form, Path};
use crate::respond::{Html, see_other};

/// A number of Paygent's has at most so many digits.
const DIGITS_MAX: usize = 18;

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    payment: String,
    /// ほかに有効な決済がない
    none_lives: String,
}

/// `GET /orders/{order_id}/successor`: a reload after a number that was wrong.
pub(crate) async fn leave(Path(order): Path<i64>) -> Response {
    see_other(&format!("/orders/{order}"))
}

/// `POST /orders/{order_id}/successor`
pub(crate) async fn submit(
    visit: Visit,
    Path(order): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let order = OrderId(order);
    let Some(number) = read(&typed.payment) else {
        let wrong = "決済IDを数字で入力してください。";
        return again(&visit, order, typed.payment, (Field::Successor, wrong)).await;
    };
    let (world, shop, by) = (visit.app.world(), visit.shop.id, &visit.staff.name);
    let told = Told { number: &number, none_lives: !typed.none_lives.is_empty() };
    let named = match payment::name_successor(world, shop, order, told, by).await {
        Ok(named) => named,
        Err(ActError::NoPayment) => return Err(Fault::NotFound),
        Err(ActError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(Fault::Broken(error.to_string())),
    };
    let mut field = Field::Successor;
    let wrong = match named {
        Named::Over => return Ok(see_other(&format!("/orders/{order}?act=takeover&answer=done"))),
        Named::Taken => return Ok(back(order, "done")),
        Named::NotAsked => return Ok(back(order, "denied")),
        Named::NotThere => "この受注の取引IDに、この決済IDの決済はありません。",
        Named::Older => {
            "これは金額変更の前の決済です。同じ取引IDの、いちばん新しい決済IDを入れてください。"
        }
        Named::Ended => {
            field = Field::EndedSuccessor;
            "この決済は終わっています。同じ取引IDの、いちばん新しい決済IDを入れてください。"
        }
        Named::Silent => {
            "ペイジェントから応答がありません。少し待ってから、もう一度お試しください。"
        }
    };
    again(&visit, order, typed.payment, (field, wrong)).await
}

/// Digits, however they were typed.
fn read(typed: &str) -> Option<String> {
    let digits = normalise::digits(typed);
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && (1..=DIGITS_MAX).contains(&digits.len())).then_some(digits)
}

fn back(order: OrderId, answer: &str) -> Response {
    see_other(&format!("/orders/{order}?act=successor&answer={answer}"))
}

/// The page once more, with what is wrong beside what was typed.
async fn again(
    visit: &Visit,
    order: OrderId,
    text: String,
    (field, error): (Field, &str),
) -> Result<Response, Fault> {
    let error = error.to_owned();
    let unsaved = Unsaved { field, text, error, is_stale: false };
    let page = show::page(visit, order, Some(unsaved)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}
