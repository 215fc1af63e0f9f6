//! What both mails of a placed order say: the buyer's and the shop's copy are the same
//! text, written once.

use std::fmt::Write as _;

use super::goods::{self, Sold, Sums};
use super::one_line;
use crate::checkout::{Extras, Quote, QuoteLine, Split};
use crate::clock::Timestamp;
use crate::id::{AttemptId, OrderId};
use crate::money::Yen;
use crate::profile::Shop;

/// A placed order as its mails tell it.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    /// ご利用店.
    pub shop: &'a Shop,
    /// 内部番号; leads to 受注明細.
    pub order: OrderId,
    /// 注文番号.
    pub number: &'a str,
    /// Leads to the buyer's page of the order.
    pub attempt: &'a AttemptId,
    /// Opens that page in any browser; for the buyer's eyes only.
    pub view_key: Option<&'a str>,
    /// ご購入日.
    pub placed_at: Timestamp,
    /// Family and given name, without 様.
    pub buyer_name: &'a str,
    /// What it costs.
    pub quote: &'a Quote,
    /// お届け希望日 and お届け時間帯, if there is such a wish.
    pub wish: Option<&'a str>,
    /// お支払方法.
    pub pay: PlacedPay<'a>,
    /// のし, ギフトメッセージ, 領収書の宛名.
    pub extras: &'a Extras,
    /// 備考; several lines, may be empty.
    pub note: &'a str,
}

/// お支払方法.
#[derive(Clone, Copy, Debug)]
pub struct PlacedPay<'a> {
    /// Its name ⑬; what stands in its place where nothing is to pay.
    pub name: &'a str,
    /// Its note ⑮, where it is to stand in the mail; may be empty.
    pub note: &'a str,
    /// What the buyer has done, or has to do.
    pub how: HowPaid<'a>,
}

/// What the buyer has done, or has to do.
#[derive(Clone, Copy, Debug)]
pub enum HowPaid<'a> {
    /// クレジットカード決済 (トークン方式), in so many 支払回数; this mail is also the notice of payment
    ///
    Card(Split),
    /// 銀行振込 to this account; several lines.
    Bank(&'a str),
    /// 代金引換.
    Cod,
    /// 店頭払い at this place; several lines.
    InStore(&'a str),
    /// お支払いなし: the total is 0 (DESIGN section 10).
    Nothing,
}

impl HowPaid<'_> {
    /// What the buyer has to do, after an empty line; empty where nothing is.
    pub(crate) fn to_pay(self, is_total_known: bool) -> String {
        let mut text = String::new();
        match self {
            HowPaid::Card(_) | HowPaid::Nothing => {}
            HowPaid::Bank(account) => {
                text.push_str(if is_total_known {
                    "\n次の口座へ、合計の金額をお振り込みください。\n\n"
                } else {
                    "\n送料が決まりしだい、お振り込みの金額をお店からご連絡します。\n\
                     ご連絡のあとで、次の口座へお振り込みください。\n\n"
                });
                push_paragraph(&mut text, account);
            }
            HowPaid::Cod => text
                .push_str("\n商品のお受け取りのときに、合計の金額を配達員へお支払いください。\n"),
            HowPaid::InStore(place) => {
                text.push_str("\nご来店のときに、合計の金額を店頭でお支払いください。\n\n");
                push_paragraph(&mut text, place);
            }
        }
        text
    }
}

impl Placed<'_> {
    /// The buyer's page of the order.
    pub(super) fn page(&self) -> String {
        let page = format!("{}/orders/{}", self.shop.base_url, self.attempt);
        self.view_key.map_or_else(|| page.clone(), |key| format!("{page}?key={key}"))
    }

    /// The whole letter, from the name to the shop's address.
    pub(super) fn text(&self) -> String {
        let shop = one_line(&self.shop.name);
        format!(
            "{} 様\n\
             \n\
             「{shop}」でお買い上げいただき、誠にありがとうございます。\n\
             次のとおりご注文を承りました。\n\
             \n\
             ご利用店：{shop}\n\
             ご購入日：{}\n\
             \n\
             ■ご注文内容\n\
             \n\
             注文番号：{}\n\
             \n\
             {}\
             \n\
             {}\
             {}\
             \n\
             ■お支払方法\n\
             \n\
             {}\
             {}\
             \n\
             ■ご注文の状況\n\
             \n\
             こちらのページでいつでもご確認いただけます。\n\
             {}\n\
             \n\
             ----\n\
             {shop}\n\
             {}\n",
            one_line(self.buyer_name),
            self.placed_at.to_seconds_text(),
            one_line(self.number),
            lines(&self.quote.lines),
            sums(self.quote),
            self.delivery(),
            self.payment(),
            self.wishes(),
            self.page(),
            self.shop.base_url,
        )
    }

    /// What was asked for beside the goods; nothing without it.
    fn wishes(&self) -> String {
        let said = self.extras.said().into_iter();
        let note = (!self.note.is_empty()).then(|| ("備考", self.note.to_owned()));
        let mut text = String::new();
        for (name, wish) in said.chain(note) {
            text.push_str(if text.is_empty() { "\n■ご要望\n\n" } else { "" });
            let _ = writeln!(text, "{name}：");
            push_paragraph(&mut text, &wish);
        }
        text
    }

    /// Who brings it, and when the buyer wishes for it.
    fn delivery(&self) -> String {
        let carrier = one_line(&self.quote.carrier_name);
        let wish = self.wish.map(|wish| format!("お届け希望：{}\n", one_line(wish)));
        format!("\n■お届け\n\n{carrier}\n{}", wish.unwrap_or_default())
    }

    fn payment(&self) -> String {
        let mut text = String::new();
        let _ = writeln!(text, "{}", one_line(self.pay.name));
        match self.pay.how {
            HowPaid::Card(split) => {
                let _ = write!(
                    text,
                    "お支払回数：{split}\n\
                     \n\
                     お支払いの手続きは完了しています。\n\
                     このメールは決済完了のお知らせを兼ねています。別のお知らせはお送りしません。\n"
                );
            }
            how => text.push_str(&how.to_pay(self.quote.shipping.is_some())),
        }
        if !self.pay.note.trim().is_empty() {
            text.push('\n');
            push_paragraph(&mut text, self.pay.note);
        }
        text
    }
}

fn lines(lines: &[QuoteLine]) -> String {
    goods::lines(lines.iter().map(|line| Sold {
        code: &line.code,
        name: &line.name,
        rate: line.tax_rate,
        unit_price: line.unit_price,
        quantity: line.quantity,
        amount: line.amount,
    }))
}

fn sums(quote: &Quote) -> String {
    let sums = Sums {
        goods: quote.goods,
        shipping: quote.shipping,
        fee: quote.fee,
        discount: Yen::ZERO,
        adjustment: Yen::ZERO,
        total: quote.total.unwrap_or_else(|| quote.total_so_far()),
        tax: &quote.tax,
    };
    sums.text()
}

/// A text of the shop's own, its lines kept, its edges trimmed.
pub(crate) fn push_paragraph(text: &mut String, paragraph: &str) {
    for line in paragraph.trim().lines() {
        text.push_str(&one_line(line));
        text.push('\n');
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{HowPaid, Placed, PlacedPay};
    use crate::checkout::extras::{Ribbon, Wrap};
    use crate::checkout::{Extras, Noshi, Quote, QuoteLine, Split};
    use crate::clock::Timestamp;
    use crate::id::{AttemptId, OrderId, ProductId, ShopId};
    use crate::money::Yen;
    use crate::profile::Shop;
    use crate::tax::{self, Rounding, TaxRate};

    pub(in crate::mail) fn shop() -> Shop {
        Shop {
            id: ShopId(1),
            name: "布と器 みなも堂".into(),
            host: "shop.minamodo.example".into(),
            admin_host: "admin.minamodo.example".into(),
            base_url: "https://shop.minamodo.example".into(),
            admin_url: "https://admin.minamodo.example".into(),
            mail_from: "shop@minamodo.example".into(),
            notify_to: "order@minamodo.example".into(),
        }
    }

    pub(in crate::mail) fn quote(shipping: Option<Yen>) -> Quote {
        let line = |code: &str, name: &str, price, quantity, tax_rate| QuoteLine {
            product_id: ProductId(1),
            code: code.into(),
            name: name.into(),
            unit_price: Yen(price),
            quantity,
            tax_rate,
            amount: Yen(price * quantity),
        };
        let lines = vec![
            line("yn-mugiwara", "湯のみ 麦藁手", 3_300, 2, TaxRate::Standard),
            line("ch-houji80", "ほうじ茶 80g", 1_080, 1, TaxRate::Reduced),
        ];
        let mut parts: Vec<_> = lines.iter().map(|line| (line.tax_rate, line.amount)).collect();
        parts.extend(shipping.map(|shipping| (TaxRate::Standard, shipping)));
        Quote {
            lines,
            goods: Yen(7_680),
            prefecture: None,
            carrier_id: None,
            carrier_name: "クロネコ宅急便".into(),
            shipping,
            fee: Yen::ZERO,
            total: shipping.map(|shipping| Yen(7_680 + shipping.0)),
            tax: tax::rows(&parts, Yen::ZERO, Rounding::default()),
        }
    }

    pub(in crate::mail) fn card() -> PlacedPay<'static> {
        PlacedPay {
            name: "クレジットカード決済", note: "", how: HowPaid::Card(Split::Once)
        }
    }

    pub(in crate::mail) fn bank() -> PlacedPay<'static> {
        PlacedPay {
            name: "銀行振込",
            note: "お振り込みの手数料はご負担ください。",
            how: HowPaid::Bank("みなも銀行 本店 普通 1234567\n口座名義 ヌノトウツワミナモドウ\n"),
        }
    }

    pub(in crate::mail) fn cod() -> PlacedPay<'static> {
        PlacedPay { name: "代金引換", note: "", how: HowPaid::Cod }
    }

    pub(in crate::mail) fn in_store() -> PlacedPay<'static> {
        let place = "みなも堂 京都市中京区梅忠町20-1\n11時から18時まで、水曜定休";
        PlacedPay { name: "店頭払い", note: "", how: HowPaid::InStore(place) }
    }

    fn extras() -> Extras {
        let noshi = Noshi {
            title: "内祝".into(),
            ribbon: Ribbon::Knot,
            wrap: Wrap::Inside,
            name: "小林".into(),
        };
        Extras { noshi: Some(noshi), receipt_name: "小林商店".into(), ..Extras::default() }
    }

    /// Gives an order paid by `pay` to `write`.
    pub(in crate::mail) fn with_placed<R>(
        shipping: Option<Yen>,
        buyer_name: &str,
        pay: PlacedPay<'_>,
        write: impl FnOnce(&Placed<'_>) -> R,
    ) -> R {
        write(&Placed {
            shop: &shop(),
            order: OrderId(2068),
            number: "order02099",
            attempt: &AttemptId("6b0500db0f1e2d3c4b5a69788796a5b4c3d2e1f0".into()),
            view_key: Some("0123456789abcdef"),
            placed_at: Timestamp(1_795_496_731_000),
            buyer_name,
            quote: &quote(shipping),
            wish: None,
            pay,
            extras: &extras(),
            note: "門の前に\n置いてください",
        })
    }
}
