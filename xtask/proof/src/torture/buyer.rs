//! A buyer with a browser: the storefront's pages and forms over HTTP, as a person would use them,
//! also when the shop dies in between.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use paygent_sandbox::{Merchant, TEST_CARDS};
use reqwest::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::{Client, StatusCode, Url};
use scraper::{Html, Selector};

/// What the buyer ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// 完了画面.
    Placed,
    /// 「ご注文は成立していません」, or the form again.
    NotPlaced,
}

/// One visitor.
pub struct Buyer {
    client: Client,
    shop: Url,
    cookies: HashMap<String, String>,
    /// The confirmed form: what 注文する sends, again and again if need be.
    order: Vec<(String, String)>,
    /// The attempt's page, once the buyer knows it.
    page: Option<String>,
}

/// A page as the browser got it.
struct Page {
    status: StatusCode,
    location: Option<String>,
    text: String,
}

impl Buyer {
    /// A fresh browser. It does not follow redirects by itself: each is a moment to die in.
    pub fn new(shop: &str) -> Result<Buyer> {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(20))
            .no_proxy()
            .build()?;
        let (cookies, order) = (HashMap::new(), Vec::new());
        Ok(Buyer { client, shop: shop.parse()?, cookies, order, page: None })
    }

    /// Fills the cart and the form, up to the confirmation; with a card (a key of the sandbox's
    /// table) or 銀行振込.
    pub async fn prepare(&mut self, product: &str, card: Option<(&str, &str)>) -> Result<()> {
        let shown = self.get(&format!("/products/{product}")).await?;
        ensure!(shown.status == StatusCode::OK, "product page: {}", shown.status);
        let add = form_at(&shown.text, "/cart/lines").context("no カゴに入れる")?;
        let added = self.post("/cart/lines", &add).await?;
        ensure!(added.status == StatusCode::SEE_OTHER, "カゴに入れる: {}", added.status);
        let mut form = typed();
        match card {
            Some((card, sandbox)) => form.extend(self.tokenise(card, sandbox).await?),
            None => form.push(("pay".into(), "bank".into())),
        }
        form.push(("do".into(), "confirm".into()));
        let confirm = self.post("/checkout", &form).await?;
        ensure!(confirm.status == StatusCode::OK, "確認画面へ: {}", confirm.status);
        self.order = form_at(&confirm.text, "/checkout/orders").context("no 注文する")?;
        Ok(())
    }

    /// Presses 注文する. An error is a shop that died; the buyer does not know what became of it.
    pub async fn order(&mut self) -> Result<()> {
        let order = self.order.clone();
        let answer = self.post("/checkout/orders", &order).await?;
        ensure!(answer.status == StatusCode::SEE_OTHER, "注文する: {}", answer.status);
        let to = answer.location.context("no place to go")?;
        ensure!(to.starts_with("/orders/"), "注文する led to {to}");
        self.page = Some(to);
        Ok(())
    }

    /// Looks at the attempt's page; goes through the card issuer's pages when they come. None: not
    /// settled yet.
    pub async fn look(&mut self) -> Result<Option<Ending>> {
        if self.page.is_none() {
            // Back, and 注文する again: the submit key leads to the same attempt.
            self.order().await?;
        }
        let at = self.page.clone().context("no page")?;
        let page = self.get(&at).await?;
        if let Some(to) = page.location {
            if to.ends_with("/hand-off") {
                self.authenticate(&to).await?;
                return Ok(None);
            }
            if to.starts_with("/orders/") {
                self.page = Some(to);
                return Ok(None);
            }
            return Ok(Some(Ending::NotPlaced));
        }
        ensure!(page.status == StatusCode::OK, "the order's page: {}", page.status);
        Ok(match () {
            () if page.text.contains("ご注文は成立していません") => {
                Some(Ending::NotPlaced)
            }
            () if page.text.contains("注文番号") => Some(Ending::Placed),
            () => None,
        })
    }

    /// Stops at the card issuer's page without a word: the moment of RP1. An error for a buyer who
    /// was not told where the order's page is.
    pub async fn is_at_issuer(&mut self) -> Result<bool> {
        let at = self.page.clone().context("no page")?;
        let page = self.get(&at).await?;
        Ok(page.location.is_some_and(|to| to.ends_with("/hand-off")))
    }

    /// Follows the hand-off through the issuer's pages and back to the shop.
    async fn authenticate(&mut self, hand_off: &str) -> Result<()> {
        let mut page = self.get(hand_off).await?;
        if page.status != StatusCode::OK {
            return Ok(());
        }
        let mut at: Option<Url> = None;
        for _ in 0..4 {
            let (action, fields) = first_form(&page.text).context("no form at the issuer")?;
            let to = match &at {
                Some(at) => at.join(&action)?,
                None => action.parse()?,
            };
            let answer = self.client.post(to.clone()).form(&fields).send().await?;
            let location = header(answer.headers(), LOCATION.as_str());
            if let Some(location) = location {
                let back = to.join(&location)?;
                ensure!(back.path().starts_with("/3ds/"), "the issuer sent to {back}");
                let path = format!("{}?{}", back.path(), back.query().unwrap_or_default());
                self.get(&path).await?;
                return Ok(());
            }
            page = Page { status: answer.status(), location: None, text: answer.text().await? };
            at = Some(to);
        }
        bail!("the issuer never sends back")
    }

    /// What the browser's tokeniser does.
    async fn tokenise(&self, card: &str, sandbox: &str) -> Result<Vec<(String, String)>> {
        let row = TEST_CARDS.iter().find(|row| row.key == card).context("no such test card")?;
        let merchant = Merchant::demo();
        let fields = [
            ("merchant_id", merchant.merchant_id.as_str()),
            ("token_generate_key", merchant.token_key.as_str()),
            ("card_number", row.number),
            ("card_expire_year", "30"),
            ("card_expire_month", "12"),
            ("card_cvc", "123"),
            ("card_name", "AOI KOBAYASHI"),
        ];
        let url = format!("{sandbox}/n/token/request");
        let answer = self.client.post(url).form(&fields).send().await?;
        let json: serde_json::Value = serde_json::from_str(&answer.text().await?)?;
        let token = &json["tokenizedCardObject"];
        let text = |name: &str| token[name].as_str().unwrap_or_default().to_owned();
        ensure!(!text("token").is_empty(), "no token: {json}");
        Ok(vec![
            ("pay".into(), "card".into()),
            ("split".into(), "1".into()),
            ("holder_name".into(), "AOI KOBAYASHI".into()),
            ("card_token".into(), text("token")),
            ("card_valid_until".into(), text("valid_until")),
        ])
    }

    async fn get(&mut self, path: &str) -> Result<Page> {
        let request = self.client.get(self.shop.join(path)?).header(COOKIE, self.cookie());
        let answer = request.send().await?;
        self.page_of(answer).await
    }

    async fn post(&mut self, path: &str, form: &[(String, String)]) -> Result<Page> {
        let request = self
            .client
            .post(self.shop.join(path)?)
            .header(COOKIE, self.cookie())
            .header("sec-fetch-site", "same-origin")
            .form(form);
        let answer = request.send().await?;
        self.page_of(answer).await
    }

    async fn page_of(&mut self, answer: reqwest::Response) -> Result<Page> {
        for set in answer.headers().get_all(SET_COOKIE) {
            let pair = set.to_str()?.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let status = answer.status();
        let location = header(answer.headers(), LOCATION.as_str());
        Ok(Page { status, location, text: answer.text().await? })
    }

    fn cookie(&self) -> String {
        let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn typed() -> Vec<(String, String)> {
    [
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
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// Action and named inputs of the first form of a page.
fn first_form(html: &str) -> Option<(String, Vec<(String, String)>)> {
    let page = Html::parse_document(html);
    let form = Selector::parse("form").ok()?;
    let form = page.select(&form).next()?;
    Some((form.value().attr("action")?.to_owned(), inputs(form)))
}

/// Named inputs of the form that is sent to `action`.
fn form_at(html: &str, action: &str) -> Option<Vec<(String, String)>> {
    let page = Html::parse_document(html);
    let form = Selector::parse("form").ok()?;
    let form = page.select(&form).find(|form| form.value().attr("action") == Some(action))?;
    Some(inputs(form))
}

fn inputs(form: scraper::ElementRef<'_>) -> Vec<(String, String)> {
    let Ok(input) = Selector::parse("input[name], button[name]") else { return Vec::new() };
    let fields = form.select(&input).filter_map(|input| {
        let value = input.value();
        Some((value.attr("name")?.to_owned(), value.attr("value").unwrap_or("1").to_owned()))
    });
    let mut fields: Vec<_> = fields.collect();
    // Of several buttons only one is pressed: the first.
    fields.dedup_by(|second, first| first.0 == second.0);
    fields
}
