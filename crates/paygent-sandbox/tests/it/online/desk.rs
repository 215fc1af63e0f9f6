//! Somebody who is signed in.

use paygent_sandbox::Merchant;

use crate::stage::{Page, Stage, encode};

pub struct Desk<'a> {
    stage: &'a Stage,
    /// `Set-Cookie`, as it came.
    pub cookie_line: String,
}

/// Every page there is for a held payment.
pub fn paths(payment_id: &str) -> [String; 7] {
    let around = format!("/online/payments/{payment_id}");
    [
        "/online".to_owned(),
        "/online/settings".to_owned(),
        around.clone(),
        format!("{around}/capture"),
        format!("{around}/cancel"),
        format!("{around}/amount"),
        format!("{around}/amount?total=9000&kind=028"),
    ]
}

impl<'a> Desk<'a> {
    pub async fn sign_in(stage: &'a Stage, merchant: &Merchant) -> Self {
        let password = merchant.connect_password.expose();
        let form = encode(&[("merchant_id", &merchant.merchant_id), ("password", password)]);
        let page = stage.post("/online/sign-in", form).await;
        assert_eq!((page.status, page.header("location")), (303, "/online"));
        Self { stage, cookie_line: page.header("set-cookie").to_owned() }
    }

    pub async fn get(&self, path: &str) -> Page {
        let request = self.stage.browser.get(self.url(path)).header("cookie", self.cookie());
        Page::of(request.send().await.expect("an answer")).await
    }

    /// As the console's own forms do.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Page {
        self.post_with(path, form, "sec-fetch-site", "same-origin").await
    }

    pub async fn post_with(
        &self,
        path: &str,
        form: &[(&str, &str)],
        name: &str,
        value: &str,
    ) -> Page {
        let request = self.stage.browser.post(self.url(path));
        let request = request
            .header("cookie", self.cookie())
            .header("content-type", "application/x-www-form-urlencoded")
            .header(name, value)
            .body(encode(form));
        Page::of(request.send().await.expect("an answer")).await
    }

    /// Confirms an act from this status and follows to the payment it leads to.
    pub async fn act(&self, payment_id: &str, deed: &str, form: &[(&str, &str)]) -> Page {
        let page = self.post(&format!("/online/payments/{payment_id}/{deed}"), form).await;
        if page.status != 303 {
            return page;
        }
        self.get(page.header("location")).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.stage.sandbox.base_url())
    }

    fn cookie(&self) -> &str {
        self.cookie_line.split(';').next().expect("a pair")
    }
}
