//! A buyer without JavaScript: links, forms and one cookie.

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, StatusCode, redirect};

/// One browser at one shop.
pub struct Visitor {
    client: Client,
    shop: String,
    cookie: Option<String>,
}

/// What a form sends.
pub type Fields = Vec<(String, String)>;

impl Visitor {
    pub fn new(shop: &str) -> Visitor {
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build();
        let shop = shop.trim_end_matches('/').to_owned();
        Visitor { client: client.expect("a client"), shop, cookie: None }
    }

    /// The same browser at another process of the same shop.
    pub fn move_to(&mut self, shop: &str) {
        shop.trim_end_matches('/').clone_into(&mut self.shop);
    }

    /// The page's text.
    pub async fn get(&mut self, path: &str) -> String {
        let (status, _, text) = self.send(Method::GET, path, &[]).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        text
    }

    /// Sends a form: where it leads, and the page if it leads nowhere.
    pub async fn post(&mut self, path: &str, fields: &[(String, String)]) -> (String, String) {
        let (status, to, text) = self.send(Method::POST, path, fields).await;
        assert!(status == StatusCode::SEE_OTHER || status == StatusCode::OK, "{path}: {status}");
        (to, text)
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        fields: &[(String, String)],
    ) -> (StatusCode, String, String) {
        let mut request = self.client.request(method.clone(), format!("{}{path}", self.shop));
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        if method == Method::POST {
            request = request.header("sec-fetch-site", "same-origin").form(fields);
        }
        let answer = request.send().await.expect("an answer");
        let text = |name| answer.headers().get(name).map(|value| value.to_str().expect("text"));
        if let Some(set) = text(SET_COOKIE) {
            self.cookie = set.split(';').next().map(str::to_owned);
        }
        let to = text(LOCATION).unwrap_or_default().to_owned();
        (answer.status(), to, answer.text().await.expect("a page"))
    }

    /// One piece of `product` for 銀行振込; gives the order's page.
    pub async fn order(&mut self, product: &str) -> String {
        let page = self.get(&format!("/products/{product}")).await;
        self.post("/cart/lines", &hidden(&page, "/cart/lines", &[("quantity", "1")])).await;
        let typed: Fields = TYPED.map(|(name, value)| (name.into(), value.into())).into();
        let (_, page) = self.post("/checkout", &typed).await;
        let form = hidden(&page, "/checkout/orders", &[]);
        let (to, _) = self.post("/checkout/orders", &form).await;
        assert!(to.starts_with("/orders/"), "注文する led to {to:?}");
        to
    }
}

const TYPED: [(&str, &str); 12] = [
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
    ("pay", "bank"),
    ("do", "confirm"),
];

/// The hidden fields of the form that goes to `action`, and `more`.
fn hidden(page: &str, action: &str, more: &[(&str, &str)]) -> Fields {
    let (_, form) = page
        .split_once(&format!("action=\"{action}\""))
        .unwrap_or_else(|| panic!("no form for {action} in {page}"));
    let (form, _) = form.split_once("</form>").expect("a form ends");
    let inputs = form.split("<input type=\"hidden\" name=\"").skip(1).map(|input| {
        let (name, rest) = input.split_once("\" value=\"").expect("a value");
        let (value, _) = rest.split_once('"').expect("an end");
        (name.to_owned(), value.to_owned())
    });
    inputs.chain(more.iter().map(|(name, value)| ((*name).into(), (*value).into()))).collect()
}
