//! Orders with their lines, for files and papers: two statements, however many there are.

use store::{Row, Tx, sql};

use crate::attempt::ClientNote;
use crate::checkout::{Checkout, Method, Quote};
use crate::clock::Timestamp;
use crate::id::{CarrierId, OrderId, ProductId, ShopId};
use crate::money::Yen;
use crate::order::List;
use crate::order::list::{Owner, padded};
use crate::order::show::{Line, tail};
use crate::order::totals::{Charges, tax_rows};
use crate::payment::row::odd;
use crate::payment::{Settled, ThreeDs};
use crate::tax::{TaxRate, TaxRow};

/// Orders of one stretch: it is what the server holds of a file.
pub(crate) const STRETCH: usize = 200;

/// One order.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub order_id: OrderId,
    pub number: String,
    pub list: List,
    pub placed_at: Timestamp,
    pub checkout: Option<Checkout>,
    /// None where there was nothing to pay.
    pub method: Option<Method>,
    pub method_name: String,
    pub goods: Yen,
    pub shipping: Option<Yen>,
    pub fee: Yen,
    pub discount: Yen,
    pub adjustment: Yen,
    pub total: Yen,
    pub member: Option<Owner>,
    pub carrier: Option<CarrierId>,
    pub carrier_name: String,
    pub memo: String,
    pub checked_at: Option<Timestamp>,
    pub shipped_at: Option<Timestamp>,
    pub tracking: String,
    /// 領収書 that were issued.
    pub receipts: i64,
    /// When 送り状データ was written last.
    pub slip_at: Option<Timestamp>,
    /// When 帳票 were printed last.
    pub printed_at: Option<Timestamp>,
    /// 受注ステータス.
    pub status: Option<String>,
    /// 購入端末; none where it was erased.
    pub client: Option<ClientNote>,
    /// The payment that counts.
    pub payment: Option<Paid>,
    pub lines: Vec<Line>,
}

/// What a file says of a payment.
#[derive(Clone, Debug)]
pub(crate) struct Paid {
    /// 取引ID.
    pub trade: String,
    pub state: Settled,
    pub amount: Yen,
    pub authorized_at: Timestamp,
    pub three_ds: ThreeDs,
    /// Last digits of its card; empty where Paygent did not tell them.
    pub card_tail: String,
}

impl Record {
    /// What the buyer wrote; none where it was erased, or could not be read.
    pub(crate) fn people(&self) -> Option<&Checkout> {
        self.checkout.as_ref().filter(|checkout| !checkout.is_erased())
    }

    /// (10%対象), (8%対象), as 受注明細 has them.
    pub(crate) fn tax(&self) -> Vec<TaxRow> {
        let lines: Vec<_> = self.lines.iter().map(|line| (line.rate, line.amount())).collect();
        let Record { shipping, fee, discount, adjustment, .. } = *self;
        tax_rows(&lines, &Charges { shipping, fee, discount, adjustment })
    }
}

/// These orders, at most [`STRETCH`], newest first.
pub(crate) fn records(
    tx: &mut dyn Tx,
    shop: ShopId,
    ids: &[i64],
) -> Result<Vec<Record>, store::Error> {
    let mut params = vec![shop.into()];
    params.extend(padded(ids, STRETCH));
    let rows = tx.rows(
        sql!(
            "select o.order_id, o.number, o.list, o.placed_at, o.checkout, o.method_name, o.goods,
               o.shipping, o.fee, o.discount, o.adjustment, o.total, o.member_id, m.login,
               o.carrier_name, o.memo, o.checked_at, o.shipped_at, o.tracking, p.trading_id,
               p.state, case when o.carrier_name is null then a.quote end, p.amount,
               p.authorized_at, p.three_ds, s.name, o.client, o.method, o.carrier_id, o.receipts,
               p.card, o.slip_at, o.printed_at
             from orders o
             left join member m on m.shop_id = o.shop_id and m.member_id = o.member_id
             left join attempt a on a.shop_id = o.shop_id and a.attempt_id = o.attempt_id
             left join order_status s on s.shop_id = o.shop_id and s.status_id = o.status_id
             left join payment p
               on p.shop_id = o.shop_id and p.order_id = o.order_id and p.head = 1
             where o.shop_id = $1 and o.order_id in (
                 $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
                 $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34,
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
                 $190, $191, $192, $193, $194, $195, $196, $197, $198, $199, $200, $201)
             order by o.order_id desc"
        ),
        &params,
    )?;
    let mut records = rows.iter().map(record).collect::<Result<Vec<_>, _>>()?;
    for row in lines(tx, &params)? {
        let order = OrderId(row.int(0)?);
        // Newest first, as the records are.
        let at = records.binary_search_by(|record| order.cmp(&record.order_id));
        if let Ok(at) = at {
            records[at].lines.push(line(&row)?);
        }
    }
    Ok(records)
}

fn lines(tx: &mut dyn Tx, params: &[store::Val]) -> Result<Vec<Row>, store::Error> {
    tx.rows(
        sql!(
            "select order_id, line_no, product_id, code, name, unit_price, quantity, tax_rate
             from order_line where shop_id = $1 and order_id in (
                 $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
                 $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34,
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
                 $190, $191, $192, $193, $194, $195, $196, $197, $198, $199, $200, $201)
             order by order_id desc, line_no"
        ),
        params,
    )
}

fn line(row: &Row) -> Result<Line, store::Error> {
    let rate = TaxRate::try_from(row.int(7)?);
    Ok(Line {
        line_no: row.int(1)?,
        product: Some(ProductId(row.int(2)?)).filter(|product| product.0 != 0),
        code: row.text(3)?,
        name: row.text(4)?,
        unit_price: Yen(row.int(5)?),
        quantity: row.int(6)?,
        rate: rate.map_err(|error| store::Error::Engine(error.to_string()))?,
    })
}

fn record(row: &Row) -> Result<Record, store::Error> {
    let list = row.text(2)?;
    // Orders from before they were edited: the price snapshot has the name.
    let quote = row.opt_text(21)?.and_then(|text| serde_json::from_str::<Quote>(&text).ok());
    let quoted = || quote.map(|quote| quote.carrier_name).unwrap_or_default();
    Ok(Record {
        order_id: OrderId(row.int(0)?),
        number: row.text(1)?,
        list: List::from_word(&list).ok_or_else(|| odd("orders", "list", &list))?,
        placed_at: Timestamp(row.int(3)?),
        // One that could not be read was emptied altogether.
        checkout: serde_json::from_str(&row.text(4)?).ok(),
        method: Method::find(&row.text(27)?),
        method_name: row.text(5)?,
        goods: Yen(row.int(6)?),
        shipping: row.opt_int(7)?.map(Yen),
        fee: Yen(row.int(8)?),
        discount: Yen(row.int(9)?),
        adjustment: Yen(row.int(10)?),
        total: Yen(row.int(11)?),
        member: Owner::read(row, 12)?,
        carrier: row.opt_int(28)?.map(CarrierId),
        carrier_name: row.opt_text(14)?.unwrap_or_else(quoted),
        memo: row.text(15)?,
        checked_at: row.opt_int(16)?.map(Timestamp),
        shipped_at: row.opt_int(17)?.map(Timestamp),
        tracking: row.text(18)?,
        receipts: row.int(29)?,
        slip_at: row.opt_int(31)?.map(Timestamp),
        printed_at: row.opt_int(32)?.map(Timestamp),
        status: row.opt_text(25)?,
        client: serde_json::from_str(&row.text(26)?).ok(),
        payment: paid(row)?,
        lines: Vec::new(),
    })
}

fn paid(row: &Row) -> Result<Option<Paid>, store::Error> {
    let Some(trade) = row.opt_text(19)? else { return Ok(None) };
    let (state, three_ds) = (row.text(20)?, row.text(24)?);
    Ok(Some(Paid {
        trade,
        state: Settled::from_word(&state).ok_or_else(|| odd("payment", "state", &state))?,
        amount: Yen(row.int(22)?),
        authorized_at: Timestamp(row.int(23)?),
        three_ds: ThreeDs::from_word(&three_ds)
            .ok_or_else(|| odd("payment", "three_ds", &three_ds))?,
        card_tail: tail(&row.opt_text(30)?.unwrap_or_default()),
    }))
}
