//! One whole purchase, from the product's page to 完了画面, by the shop's own forms and without
//! JavaScript: seven requests, every answer looked at.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use form_urlencoded::Serializer;
use http::StatusCode;
use paygent_sandbox::{Merchant, TEST_CARDS};

use super::visitor::{Page, Visitor};

/// What is bought.
#[derive(Clone, Debug)]
pub struct Goods {
    pub id: i64,
    pub code: String,
}

/// How it is paid.
#[derive(Clone, Debug)]
pub enum Pay {
    /// 銀行振込.
    Bank,
    /// By card: a token from the sandbox at this `host:port`, then 020.
    Card(String),
}

/// What became of 注文する.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// 完了画面, at this address.
    Placed(String),
    /// Sent elsewhere: sold out, changed, busy.
    Refused(String),
}

/// Two looks at a page that says 確認中, and how many.
const LOOK: Duration = Duration::from_millis(50);
const LOOKS: usize = 200;

/// A fresh visitor buys one piece.
pub async fn buy(shop: &str, goods: &Goods, pay: &Pay) -> Result<Fate> {
    let mut visitor = Visitor::arrive(shop).await?;
    let form = prepare(&mut visitor, goods, pay).await?;
    place(&mut visitor, form).await
}

/// Up to ご注文の確認; gives what 注文する sends.
pub async fn prepare(visitor: &mut Visitor, goods: &Goods, pay: &Pay) -> Result<String> {
    see(&visitor.get(&format!("/products/{}", goods.code)).await?, "カゴに入れる")?;
    let wish = format!("product_id={}&quantity=1", goods.id);
    let added = visitor.post("/cart/lines", wish).await?;
    ensure!(added.to().starts_with("/cart?did=added"), "カゴに入れる led to {:?}", added.to());
    see(&visitor.get(added.to()).await?, "href=\"/checkout\"")?;
    see(&visitor.get("/checkout").await?, "確認画面へ")?;
    let mut form = Serializer::new(String::new());
    form.extend_pairs(TYPED);
    match pay {
        Pay::Bank => form.append_pair("pay", "bank"),
        Pay::Card(sandbox) => {
            let token = tokenise(sandbox).await?;
            form.extend_pairs([("pay", "card"), ("split", "1"), ("holder_name", HOLDER)]);
            form.append_pair("card_token", &token.token);
            form.append_pair("card_valid_until", &token.valid_until)
        }
    };
    form.append_pair("do", "confirm");
    let confirm = visitor.post("/checkout", form.finish()).await?;
    ensure!(confirm.status == StatusCode::OK, "確認画面へ: {}", confirm.status);
    order_form(confirm.text()?)
}

/// 注文する, and its page until it has settled.
pub async fn place(visitor: &mut Visitor, form: String) -> Result<Fate> {
    let answer = visitor.post("/checkout/orders", form).await?;
    ensure!(answer.status == StatusCode::SEE_OTHER, "注文する: {}", answer.status);
    let at = answer.to().to_owned();
    if !at.starts_with("/orders/") {
        return Ok(Fate::Refused(at));
    }
    for _ in 0..LOOKS {
        let page = visitor.get(&at).await?;
        if page.status == StatusCode::OK && page.text()?.contains("注文番号") {
            return Ok(Fate::Placed(at));
        }
        if page.status != StatusCode::OK {
            return Ok(Fate::Refused(page.to().to_owned()));
        }
        tokio::time::sleep(LOOK).await;
    }
    bail!("{at} does not settle")
}

fn see(page: &Page, words: &str) -> Result<()> {
    ensure!(page.status == StatusCode::OK, "{} instead of a page with {words}", page.status);
    ensure!(page.text()?.contains(words), "a page without {words}");
    Ok(())
}

const HOLDER: &str = "AOI KOBAYASHI";
const TYPED: [(&str, &str); 10] = [
    ("family", "小林"),
    ("given", "葵"),
    ("family_kana", "コバヤシ"),
    ("given_kana", "アオイ"),
    ("email", "aoi@example.jp"),
    ("phone", "075-000-0123"),
    ("postal", "604-8136"),
    ("prefecture", "京都府"),
    ("city", "京都市中京区"),
    ("street", "梅忠町20-1"),
];

/// The hidden fields of the confirmation, as a form is sent.
fn order_form(page: &str) -> Result<String> {
    let (_, form) = page.split_once("action=\"/checkout/orders\"").context("no 注文する")?;
    let (form, _) = form.split_once("</form>").context("a form without an end")?;
    let mut sent = Serializer::new(String::new());
    for input in form.split("<input type=\"hidden\" name=\"").skip(1) {
        let (name, rest) = input.split_once("\" value=\"").context("an input without a value")?;
        let (value, _) = rest.split_once('"').context("a value without an end")?;
        ensure!(!value.contains('&'), "a value this bench cannot read: {name}");
        sent.append_pair(name, value);
    }
    Ok(sent.finish())
}

struct Token {
    token: String,
    valid_until: String,
}

/// What the browser's tokeniser does.
async fn tokenise(sandbox: &str) -> Result<Token> {
    let card = TEST_CARDS.iter().find(|row| row.key == "frictionless").context("no test card")?;
    let merchant = Merchant::demo();
    let form = Serializer::new(String::new())
        .append_pair("merchant_id", &merchant.merchant_id)
        .append_pair("token_generate_key", &merchant.token_key)
        .append_pair("card_number", card.number)
        .append_pair("card_expire_year", "30")
        .append_pair("card_expire_month", "12")
        .append_pair("card_cvc", "123")
        .append_pair("card_name", HOLDER)
        .finish();
    let answer = Visitor::arrive(sandbox).await?.post("/n/token/request", form).await?;
    let json: serde_json::Value = serde_json::from_slice(&answer.body)?;
    let token = &json["tokenizedCardObject"];
    let text = |name: &str| token[name].as_str().map(str::to_owned);
    Ok(Token {
        token: text("token").with_context(|| format!("no token: {json}"))?,
        valid_until: text("valid_until").context("no term")?,
    })
}

#[cfg(test)]
mod tests {
    use super::order_form;

    #[test]
    fn reads_the_hidden_fields_of_the_order_form_only() {
        let page = "<form action=\"/x\"><input type=\"hidden\" name=\"no\" value=\"1\"></form>\
            <form method=\"post\" action=\"/checkout/orders\">\
            <input type=\"hidden\" name=\"submit_key\" value=\"k\">\
            <input type=\"hidden\" name=\"family\" value=\"a b\"><button>x</button></form>\
            <input type=\"hidden\" name=\"late\" value=\"1\">";
        assert_eq!(order_form(page).unwrap(), "submit_key=k&family=a+b");
        assert!(order_form("<form></form>").is_err());
    }
}
