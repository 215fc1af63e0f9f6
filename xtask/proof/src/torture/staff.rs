//! Somebody of the shop's staff with a browser: the admin's pages and forms over HTTP, also when
//! the shop dies in between.

use anyhow::{Context, Result, ensure};
use reqwest::StatusCode;

use super::browser::{Browser, form_at};
use super::scene::PASSWORD;

/// One of them.
pub struct Staff {
    browser: Browser,
    /// `/orders/1`
    order: String,
    /// 値引き of that order, in yen.
    off: u32,
}

/// What 受注明細 says of an order's payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Nothing is to be done about the amount: 黄枠 1.
    Equal,
    /// 「取引更新」 can be pressed: 赤枠 2.
    Differs,
    /// The shop is asking, or cannot tell yet.
    Open,
}

impl Staff {
    /// Signs in.
    pub async fn sign_in(admin: &str) -> Result<Staff> {
        let mut browser = Browser::new(admin)?;
        let form = [("login", "owner"), ("password", PASSWORD), ("next", "/orders")];
        let form = form.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let signed = browser.post("/sign-in", &form).await?;
        ensure!(signed.status == StatusCode::SEE_OTHER, "サインイン: {}", signed.status);
        Ok(Staff { browser, order: String::new(), off: 0 })
    }

    /// Chooses the order that came last.
    pub async fn choose_newest(&mut self) -> Result<()> {
        let list = self.browser.get("/orders").await?.text;
        let row = list.split("data-row>").next().context("a list")?;
        let (_, order) = row.rsplit_once("<a href=\"").context("an order in the list")?;
        order.split('"').next().context("its page")?.clone_into(&mut self.order);
        self.off = 0;
        Ok(())
    }

    /// 編集モード: one yen less.
    pub async fn take_off_a_yen(&mut self) -> Result<()> {
        let at = format!("{}/edit", self.order);
        let mut form = form_at(&self.browser.get(&at).await?.text, &at).context("編集モード")?;
        form.retain(|(name, _)| !["do", "ack", "discount"].contains(&name.as_str()));
        self.off += 1;
        let off = self.off.to_string();
        for (name, value) in [("do", "save"), ("ack", "on"), ("discount", &off)] {
            form.push((name.to_owned(), value.to_owned()));
        }
        let saved = self.browser.post(&at, &form).await?;
        let to = saved.location.unwrap_or_default();
        ensure!(to.ends_with("answer=total"), "変更: {}, to {to:?}", saved.status);
        Ok(())
    }

    /// Presses 「取引更新」 and what it asks. An error is a shop that died.
    pub async fn update(&mut self) -> Result<()> {
        let at = format!("{}/update", self.order);
        let asked = self.browser.get(&at).await?;
        let mut form = form_at(&asked.text, &at).context("取引更新")?;
        form.push(("accepted".into(), "yes".into()));
        let sent = self.browser.post(&at, &form).await?;
        ensure!(sent.status == StatusCode::SEE_OTHER, "取引更新: {}", sent.status);
        Ok(())
    }

    /// Opens the order.
    pub async fn look(&mut self) -> Result<Shown> {
        let page = self.browser.get(&self.order).await?;
        ensure!(page.status == StatusCode::OK, "受注明細: {}", page.status);
        let update = format!("action=\"{}/update\"", self.order);
        Ok(match () {
            () if page.text.contains("data-settling") => Shown::Open,
            () if page.text.contains("黄枠 1") => Shown::Equal,
            () if page.text.contains(&update) => Shown::Differs,
            () => Shown::Open,
        })
    }
}
