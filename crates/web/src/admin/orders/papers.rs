//! 帳票出力: `POST` of the kinds that were ticked answers the PDF of an order.

use axum::response::{IntoResponse, Response};
use http::header;
use shop::checkout::Method;
use shop::id::OrderId;
use shop::order::List;
use shop::order::show::OrderDetail;
use shop::paper::{self, FormKind, PrintError};
use shop::payment::{Payment, Settled};

use super::super::settings::Visit;
use super::moves::Fields;
use crate::Fault;
use crate::form::{Form, Path};
use crate::respond::see_other;

/// 帳票出力 on an order's page.
#[derive(Clone, Debug, Default)]
pub(crate) struct PaperCard {
    /// Word and name of each kind, and whether it is ticked at first.
    pub kinds: Vec<(&'static str, &'static str, bool)>,
    /// What to think of before 領収書 or 請求書 is handed out.
    pub cautions: Vec<&'static str>,
}

impl PaperCard {
    pub(crate) fn of(detail: &OrderDetail) -> PaperCard {
        let kind = |kind: FormKind| (kind.word(), kind.name(), kind == FormKind::Delivery);
        let payment = detail.payment.as_ref().map(Payment::settled);
        let is_cancelled = detail.list == List::Cancelled || payment == Some(Settled::Cancelled);
        let is_unpaid = detail.method == Some(Method::Bank) && detail.work.checked_at.is_none();
        let cautions = [
            (is_cancelled, "キャンセルした受注です。領収書を渡してよいか、ご確認ください。"),
            (
                !is_cancelled && is_unpaid,
                "入金チェックがまだです。領収書は、ご入金を確認してから渡してください。",
            ),
            (
                detail.shipping.is_none(),
                "送料が決まっていません。請求書と領収書の金額は、まだ決まった額ではありません。",
            ),
        ];
        let cautions = cautions.into_iter().filter(|(is_so, _)| *is_so);
        PaperCard {
            kinds: FormKind::ALL.into_iter().map(kind).collect(),
            cautions: cautions.map(|(_, caution)| caution).collect(),
        }
    }
}

/// `POST /orders/{order_id}/papers`
pub(crate) async fn print(
    visit: Visit,
    Path(order): Path<i64>,
    Form(fields): Form<Fields>,
) -> Result<Response, Fault> {
    let printed = file(&visit, &[OrderId(order)], &fields, &format!("order-{order}")).await?;
    Ok(printed.unwrap_or_else(|| see_other(&format!("/orders/{order}?act=mark&answer=no-papers"))))
}

/// The file; none if no kind was ticked.
async fn file(
    visit: &Visit,
    orders: &[OrderId],
    fields: &Fields,
    name: &str,
) -> Result<Option<Response>, Fault> {
    let ticked = fields.iter().filter(|(name, _)| name == "paper");
    let kinds: Vec<FormKind> = ticked.filter_map(|(_, word)| FormKind::from_word(word)).collect();
    let (world, by) = (visit.app.world(), &visit.staff.name);
    match paper::print(world, &visit.shop, (orders, &kinds), by).await {
        Ok(bytes) => {
            let disposition = format!("inline; filename=\"{name}.pdf\"");
            let headers = [
                (header::CONTENT_TYPE, "application/pdf".to_owned()),
                (header::CONTENT_DISPOSITION, disposition),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            Ok(Some((headers, bytes).into_response()))
        }
        Err(PrintError::Nothing) => Ok(None),
        Err(PrintError::Gone) => Err(Fault::NotFound),
        Err(PrintError::Store(error)) => Err(error.into()),
        Err(error @ (PrintError::Form(_) | PrintError::Raced)) => {
            Err(Fault::Broken(error.to_string()))
        }
    }
}
