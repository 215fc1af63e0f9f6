//! What a notice says of its payment.

use paygent::telegram::NoticeRecord;
use store::Tx;

use crate::clock;
use crate::ledger::notice::{self, Notice};

/// The payment as it was when its status changed: another card, another amount or a date that came
/// later does not change what was told. None where there is no
/// such payment.
pub(crate) fn record(
    tx: &mut dyn Tx,
    notice: &Notice,
) -> Result<Option<NoticeRecord>, store::Error> {
    let Some(entry) = notice::payment_then(tx, notice)? else { return Ok(None) };
    let date =
        |told: bool, at: Option<i64>| at.filter(|_| told).map(clock::wire).unwrap_or_default();
    let captured = matches!(notice.status.0, 30 | 40 | 41 | 42 | 50 | 60);
    let cancelled = matches!(notice.status.0, 31 | 32 | 42 | 50 | 60);
    let (acquirer_id, acquirer_name) = entry.card.brand.acquirer();
    let payment_id = entry.payment_id.to_string();
    let mut record = NoticeRecord::new(&payment_id, &entry.trading_id, notice.status, entry.amount);
    record.payment_notice_id = notice.number.to_string();
    record.changed_at = clock::wire(notice.changed_at);
    record.payment_type = "02".into();
    record.initiated_at = clock::wire(entry.times.began);
    record.cancelled_at = date(cancelled, entry.times.cancelled);
    record.paid_at = date(captured, entry.times.captured);
    record.acquirer_id = acquirer_id.into();
    record.acquirer_name = acquirer_name.into();
    record.card_company_code = entry.card_company_code().into();
    record.payment_class = entry.payment_class;
    record.split_count = entry.split_count;
    record.three_ds_skipped = if entry.three_ds.is_empty() { "1".into() } else { String::new() };
    record.attempt = entry.attempt_kbn;
    (record.customer_id, record.customer_card_id) = entry.stored;
    record.fingerprint = entry.card.fingerprint;
    record.masked_card_number = entry.card.masked;
    record.card_valid_term = entry.card.valid_term;
    Ok(Some(record))
}
