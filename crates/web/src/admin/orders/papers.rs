//! 帳票出力 and 送り状データ on an order's page; the files themselves are in `files`.

use shop::checkout::Method;
use shop::clock::Timestamp;
use shop::order::List;
use shop::order::may::Function;
use shop::order::show::OrderDetail;
use shop::paper::FormKind;
use shop::payment::{Payment, Settled};

/// 帳票出力 on an order's page.
#[derive(Clone, Debug, Default)]
pub(crate) struct PaperCard {
    /// Word and name of each kind, and whether it is ticked at first.
    pub kinds: Vec<(&'static str, &'static str, bool)>,
    /// What to think of before 領収書 or 請求書 is handed out.
    pub cautions: Vec<&'static str>,
    /// One opening of the page.
    pub key: String,
    /// When papers were printed last.
    pub printed: Option<String>,
    /// 送り状データ can be made.
    pub has_slip: bool,
    /// When 送り状データ was written last.
    pub written: Option<String>,
}

impl PaperCard {
    pub(crate) fn of(detail: &OrderDetail, key: String) -> PaperCard {
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
            key,
            printed: detail.work.printed_at.map(Timestamp::to_minutes_text),
            has_slip: Function::Slip.is_open(detail.list),
            written: detail.work.slip_at.map(Timestamp::to_minutes_text),
        }
    }
}
