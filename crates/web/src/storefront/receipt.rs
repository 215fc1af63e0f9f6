//! 領収書 on a buyer's page of an order.

use axum::response::{IntoResponse, Response};
use http::header;
use serde::Deserialize;
use shop::id::{AttemptId, OrderId};
use shop::profile::Shop;
use shop::receipt::{self, IssueError, Offer};

use super::Visit;
use crate::{App, Fault};

/// Longest page key.
const KEY_MAX: usize = 64;
const CLOSED: &str = "いまは領収書を発行できません。ページを開きなおしてください。";
const NOT_MADE: &str = "領収書を作れませんでした。もう一度お試しください。";

/// What the page shows of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReceiptCard {
    /// Where its form is sent.
    pub path: String,
    /// One opening of the page.
    pub key: String,
    /// What opened the page from a mail; may be empty.
    pub link: String,
    /// It can be issued now.
    pub is_open: bool,
    /// 宛名.
    pub addressee: String,
    /// It is set and stays.
    pub is_set: bool,
    /// It was issued before.
    pub is_issued: bool,
    /// Why it cannot be issued; without it and closed nothing is shown.
    pub note: &'static str,
    /// What was wrong.
    pub error: Option<String>,
}

/// What its form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct WantedReceipt {
    pub key: String,
    pub link: String,
    pub receipt_name: String,
}

impl ReceiptCard {
    /// On the page of an attempt; `link` is what opened it from a mail.
    pub(super) async fn of_attempt(
        app: &App,
        visit: &Visit,
        (id, link): (&AttemptId, Option<String>),
        order: OrderId,
    ) -> Result<ReceiptCard, Fault> {
        let card = ReceiptCard::of(app, &visit.shop, order, format!("/orders/{id}/receipt"));
        Ok(ReceiptCard { link: link.unwrap_or_default(), ..card.await? })
    }

    /// On a page whose form is sent to `path`.
    pub(super) async fn of(
        app: &App,
        shop: &Shop,
        order: OrderId,
        path: String,
    ) -> Result<ReceiptCard, Fault> {
        let key = app.world().page_key();
        let card = ReceiptCard { path, key, ..ReceiptCard::default() };
        Ok(match receipt::offer(app.world(), shop.id, order).await? {
            Offer::Nothing => card,
            Offer::ByCarrier => {
                card.noting("代金引換では、お届けのときの受領証が領収書になります。")
            }
            Offer::Later => card.noting("領収書は、お支払いを確認したあと、ここから発行できます。"),
            Offer::Ended => {
                card.noting("領収書をもう一度発行するときは、お店にお問い合わせください。")
            }
            Offer::Open { addressee, is_set, issued } => {
                ReceiptCard { is_open: true, addressee, is_set, is_issued: issued > 0, ..card }
            }
        })
    }

    fn noting(self, note: &'static str) -> ReceiptCard {
        ReceiptCard { note, ..self }
    }

    /// With what was typed, and what was wrong with it.
    pub(super) fn with(self, wanted: &WantedReceipt, why: String) -> ReceiptCard {
        let addressee = if self.is_set { self.addressee } else { wanted.receipt_name.clone() };
        ReceiptCard { addressee, error: Some(why), ..self }
    }
}

/// The PDF, or why there is none, for the buyer.
pub(super) async fn issue(
    app: &App,
    shop: &Shop,
    order: OrderId,
    wanted: &WantedReceipt,
) -> Result<Result<Response, String>, Fault> {
    let key = wanted.key.as_str();
    if key.is_empty() || key.len() > KEY_MAX {
        return Ok(Err(CLOSED.to_owned()));
    }
    let (world, shop) = (app.world().clone(), shop.clone());
    let (key, name) = (key.to_owned(), wanted.receipt_name.clone());
    // A browser that goes away does not stop it.
    let issuing =
        tokio::spawn(async move { receipt::issue(&world, &shop, order, (&key, &name)).await });
    match issuing.await.map_err(|error| Fault::Broken(error.to_string()))? {
        Ok(content) => {
            let headers = [
                (header::CONTENT_TYPE, "application/pdf".to_owned()),
                (header::CONTENT_DISPOSITION, format!("inline; filename=\"{}\"", content.name)),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            Ok(Ok((headers, content.bytes).into_response()))
        }
        Err(IssueError::Closed) => Ok(Err(CLOSED.to_owned())),
        Err(IssueError::NotMade) => Ok(Err(NOT_MADE.to_owned())),
        Err(IssueError::Field(error)) => Ok(Err(error.message)),
        Err(IssueError::Store(error)) => Err(error.into()),
    }
}
