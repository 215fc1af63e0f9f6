//! Which of some orders meet every condition: one statement, whatever the conditions are. It is
//! handed the numbers that a walk gives, so it never searches: no condition is written so that an
//! engine could take its index for the way (`+`, `or … is null`).

use store::{Tx, Val, sql};

use super::filter::Filter;
use super::goods::Goods;
use super::term::Prefix;
use super::walk::{Place, least, most, numbers};
use crate::clock::Timestamp;

/// Orders of one statement.
pub(super) const CHUNK: usize = 200;

/// Those of `ids`, at most [`CHUNK`], that stand in the list and meet the conditions; descending.
pub(super) fn check(
    tx: &mut dyn Tx,
    place: Place,
    filter: &Filter,
    goods: Option<&Goods>,
    ids: &[i64],
) -> Result<Vec<i64>, store::Error> {
    let mut params = values(place, filter, goods);
    params.extend(padded(ids, CHUNK));
    let rows = tx.rows(
        sql!(
            "select o.order_id from orders o
             where o.shop_id = $1
               and (o.list = $2 or $2 is null)
               and (o.method = $3 or $3 is null)
               and (o.pay_state = $4 or $4 is null)
               and (o.pay_differs = $5 or $5 is null)
               and (o.hold_from < $6 or $6 is null)
               and +o.placed_at >= $7 and +o.placed_at < $8
               and +o.total between $9 and $10
               and (o.carrier_id = $11 or $11 is null)
               and ((case when o.shipped_at is not null then 1
                 when o.pay_state = 'cancelled' then 2 else 0 end) = $12 or $12 is null)
               and ((case when o.checked_at is null then 0 else 1 end) = $13 or $13 is null)
               and ((case when o.member_id is null then 0 else 1 end) = $14 or $14 is null)
               and (o.memo <> '' or cast($15 as bigint) = 0)
               and (replace(o.memo, cast($16 as text), '') <> o.memo or cast($16 as text) = '')
               and (coalesce(o.status_id, 0) = $17 or $17 is null)
               and (o.order_id = $18 or o.number = $19 or cast($19 as text) is null)
               and (cast($20 as text) is null or exists (select 1 from payment p
                 where p.shop_id = $1 and p.trading_id = $20 and p.order_id = o.order_id))
               and (cast($21 as text) is null or exists (select 1 from outbox m
                 where m.shop_id = $1 and m.state = $21 and m.order_id = o.order_id
                   and m.kind = 'thanks' and m.order_id is not null))
               and (cast($22 as text) is null or exists (select 1 from order_term t
                 where t.shop_id = $1 and t.order_id = o.order_id
                   and t.term >= $22 and t.term < $23))
               and (cast($24 as text) is null or exists (select 1 from order_term t
                 where t.shop_id = $1 and t.order_id = o.order_id
                   and t.term >= $24 and t.term < $25))
               and (cast($26 as text) is null or exists (select 1 from order_term t
                 where t.shop_id = $1 and t.order_id = o.order_id
                   and t.term >= $26 and t.term < $27))
               and (cast($28 as text) is null or exists (select 1 from order_line l
                 where l.shop_id = $1 and l.order_id = o.order_id and (l.code = $29
                   or cast($28 as text) like '%,' || cast(l.product_id as text) || ',%')))
               and (o.shipped_at >= $30 or $30 is null)
               and (o.shipped_at < $31 or $31 is null)
               and ((case when o.notified_at is null then 0 else 1 end) = $32 or $32 is null)
               and ((case when o.slip_at is null then 0 else 1 end) = $33 or $33 is null)
               and ((case when o.printed_at is null then 0 else 1 end) = $34 or $34 is null)
               and o.order_id in (
                 $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50,
                 $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66,
                 $67, $68, $69, $70, $71, $72, $73, $74, $75, $76, $77, $78, $79, $80, $81, $82,
                 $83, $84, $85, $86, $87, $88, $89, $90, $91, $92, $93, $94, $95, $96, $97, $98,
                 $99, $100, $101, $102, $103, $104, $105, $106, $107, $108, $109, $110, $111,
                 $112, $113, $114, $115, $116, $117, $118, $119, $120, $121, $122, $123, $124,
                 $125, $126, $127, $128, $129, $130, $131, $132, $133, $134, $135, $136, $137,
                 $138, $139, $140, $141, $142, $143, $144, $145, $146, $147, $148, $149, $150,
                 $151, $152, $153, $154, $155, $156, $157, $158, $159, $160, $161, $162, $163,
                 $164, $165, $166, $167, $168, $169, $170, $171, $172, $173, $174, $175, $176,
                 $177, $178, $179, $180, $181, $182, $183, $184, $185, $186, $187, $188, $189,
                 $190, $191, $192, $193, $194, $195, $196, $197, $198, $199, $200, $201, $202,
                 $203, $204, $205, $206, $207, $208, $209, $210, $211, $212, $213, $214, $215,
                 $216, $217, $218, $219, $220, $221, $222, $223, $224, $225, $226, $227, $228,
                 $229, $230, $231, $232, $233, $234)
             order by o.order_id desc"
        ),
        &params,
    )?;
    numbers(&rows)
}

/// `ids` as so many parameters: the last is said again.
pub(crate) fn padded(ids: &[i64], count: usize) -> impl Iterator<Item = Val> {
    let last = ids.last().copied().unwrap_or(-1);
    let rest = std::iter::repeat_n(last, count.saturating_sub(ids.len()));
    ids.iter().copied().chain(rest).map(Val::from)
}

fn values(place: Place, filter: &Filter, goods: Option<&Goods>) -> Vec<Val> {
    let goods = goods.map(Goods::words);
    let (products, code) = match &goods {
        Some((products, code)) => (Some(products.as_str()), Some(*code)),
        None => (None, None),
    };
    let number = filter.number.as_ref();
    let mut values: Vec<Val> = vec![
        place.shop.into(),
        place.list.word().into(),
        filter.method.map(super::filter::Way::word).into(),
        filter.pay.map(crate::payment::state::Settled::word).into(),
        filter.differs.then_some(1).into(),
        filter.held_before.into(),
        filter.from.unwrap_or(Timestamp(i64::MIN)).into(),
        filter.until.unwrap_or(Timestamp(i64::MAX)).into(),
        least(filter),
        most(filter),
        filter.carrier.into(),
        filter.shipped.into(),
        filter.checked.into(),
        filter.member.into(),
        filter.noted.into(),
        filter.memo.as_deref().unwrap_or_default().into(),
        filter.status.map(super::filter::Stands::number).into(),
        number.map(|number| number.id).into(),
        number.map(|number| number.text.as_str()).into(),
        filter.trade.as_ref().into(),
        filter.mailed.map(super::filter::Mailed::word).into(),
    ];
    for prefix in [&filter.name, &filter.mail, &filter.phone] {
        values.push(prefix.as_ref().map(Prefix::start).into());
        values.push(prefix.as_ref().map(Prefix::end).into());
    }
    values.extend([products.into(), code.into()]);
    values.extend([filter.shipped_from.into(), filter.shipped_until.into()]);
    values.extend([filter.notified.into(), filter.slip.into(), filter.printed.into()]);
    values
}
