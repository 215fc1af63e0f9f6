//! A buyer with a browser: the storefront's pages and forms over HTTP, as a person would use them,
//! also when the shop dies in between.

use anyhow::{Context, Result, bail, ensure};
use paygent_sandbox::{Merchant, TEST_CARDS};
use reqwest::{StatusCode, Url};

use super::browser::{Browser, first_form, form_at};

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
    browser: Browser,
    /// The confirmed form: what 注文する sends, again and again if need be.
    order: Vec<(String, String)>,
    /// The attempt's page, once the buyer knows it.
    page: Option<String>,
}

impl Buyer {
    /// Somebody with a fresh browser.
    pub fn new(shop: &str) -> Result<Buyer> {
        Ok(Buyer { browser: Browser::new(shop)?, order: Vec::new(), page: None })
    }

    /// Fills the cart and the form, up to the confirmation; with a card (a key of the sandbox's
    /// table) or 銀行振込.
    pub async fn prepare(&mut self, product: &str, card: Option<(&str, &str)>) -> Result<()> {
        let shown = self.browser.get(&format!("/products/{product}")).await?;
        ensure!(shown.status == StatusCode::OK, "product page: {}", shown.status);
        let add = form_at(&shown.text, "/cart/lines").context("no カゴに入れる")?;
        let added = self.browser.post("/cart/lines", &add).await?;
        ensure!(added.status == StatusCode::SEE_OTHER, "カゴに入れる: {}", added.status);
        let mut form = typed();
        match card {
            Some((card, sandbox)) => form.extend(self.tokenise(card, sandbox).await?),
            None => form.push(("pay".into(), "bank".into())),
        }
        form.push(("do".into(), "confirm".into()));
        let confirm = self.browser.post("/checkout", &form).await?;
        ensure!(confirm.status == StatusCode::OK, "確認画面へ: {}", confirm.status);
        self.order = form_at(&confirm.text, "/checkout/orders").context("no 注文する")?;
        Ok(())
    }

    /// Presses 注文する. An error is a shop that died; the buyer does not know what became of it.
    pub async fn order(&mut self) -> Result<()> {
        let order = self.order.clone();
        let answer = self.browser.post("/checkout/orders", &order).await?;
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
        let page = self.browser.get(&at).await?;
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
        let page = self.browser.get(&at).await?;
        Ok(page.location.is_some_and(|to| to.ends_with("/hand-off")))
    }

    /// Follows the hand-off through the issuer's pages and back to the shop.
    async fn authenticate(&mut self, hand_off: &str) -> Result<()> {
        let mut page = self.browser.get(hand_off).await?;
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
            page = self.browser.post_elsewhere(to.clone(), &fields).await?;
            if let Some(location) = &page.location {
                let back = to.join(location)?;
                ensure!(back.path().starts_with("/3ds/"), "the issuer sent to {back}");
                let path = format!("{}?{}", back.path(), back.query().unwrap_or_default());
                self.browser.get(&path).await?;
                return Ok(());
            }
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
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let url = format!("{sandbox}/n/token/request").parse()?;
        let answer = self.browser.post_elsewhere(url, &fields).await?;
        let json: serde_json::Value = serde_json::from_str(&answer.text)?;
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
