//! A browser without a window: cookies, pages and forms over HTTP, one step at a time.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::Result;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, StatusCode, Url};
use scraper::{ElementRef, Html, Selector};

/// One visitor's browser at one site.
pub struct Browser {
    client: Client,
    home: Url,
    cookies: HashMap<String, String>,
}

/// A page as the browser got it.
pub struct Page {
    pub status: StatusCode,
    pub location: Option<String>,
    pub text: String,
}

impl Browser {
    /// A fresh one. It does not follow redirects by itself: each is a moment to die in.
    pub fn new(home: &str) -> Result<Browser> {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(20))
            .no_proxy()
            .build()?;
        Ok(Browser { client, home: home.parse()?, cookies: HashMap::new() })
    }

    /// `GET`.
    pub async fn get(&mut self, path: &str) -> Result<Page> {
        let request = self.client.get(self.home.join(path)?).header(COOKIE, self.cookie());
        let answer = request.send().await?;
        self.page_of(answer).await
    }

    /// `POST` of a form, as a page of the same origin sends it.
    pub async fn post(&mut self, path: &str, form: &[(String, String)]) -> Result<Page> {
        let request = self
            .client
            .post(self.home.join(path)?)
            .header(COOKIE, self.cookie())
            .header("sec-fetch-site", "same-origin")
            .form(form);
        let answer = request.send().await?;
        self.page_of(answer).await
    }

    /// `POST` of a form to another site, which gets no cookies.
    pub async fn post_elsewhere(&self, to: Url, form: &[(String, String)]) -> Result<Page> {
        read(self.client.post(to).form(form).send().await?).await
    }

    async fn page_of(&mut self, answer: reqwest::Response) -> Result<Page> {
        for set in answer.headers().get_all(SET_COOKIE) {
            let pair = set.to_str()?.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        read(answer).await
    }

    fn cookie(&self) -> String {
        let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }
}

async fn read(answer: reqwest::Response) -> Result<Page> {
    let status = answer.status();
    let location = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok());
    let location = location.map(str::to_owned);
    Ok(Page { status, location, text: answer.text().await? })
}

/// Action and named inputs of the first form of a page.
pub fn first_form(html: &str) -> Option<(String, Vec<(String, String)>)> {
    let page = Html::parse_document(html);
    let form = Selector::parse("form").ok()?;
    let form = page.select(&form).next()?;
    Some((form.value().attr("action")?.to_owned(), inputs(form)))
}

/// Named inputs of the form that is sent to `action`.
pub fn form_at(html: &str, action: &str) -> Option<Vec<(String, String)>> {
    let page = Html::parse_document(html);
    let form = Selector::parse("form").ok()?;
    let form = page.select(&form).find(|form| form.value().attr("action") == Some(action))?;
    Some(inputs(form))
}

/// As a browser sends them; of several buttons the first is pressed.
fn inputs(form: ElementRef<'_>) -> Vec<(String, String)> {
    let fields = "input[name], textarea[name], select[name], button[name]";
    let Ok(fields) = Selector::parse(fields) else { return Vec::new() };
    let mut sent: Vec<(String, String)> = form.select(&fields).filter_map(field).collect();
    sent.dedup_by(|second, first| first.0 == second.0);
    sent
}

/// What one field sends; nothing if it is a box without a mark.
fn field(field: ElementRef<'_>) -> Option<(String, String)> {
    let tag = field.value();
    let is_box = matches!(tag.attr("type"), Some("checkbox" | "radio"));
    if is_box && tag.attr("checked").is_none() {
        return None;
    }
    let value = match tag.name() {
        "textarea" => field.text().collect(),
        "select" => chosen(field),
        _ => tag.attr("value").unwrap_or("1").to_owned(),
    };
    Some((tag.attr("name")?.to_owned(), value))
}

/// The option that is chosen, or the first.
fn chosen(select: ElementRef<'_>) -> String {
    let options = |which| {
        let which = Selector::parse(which).ok()?;
        let option = select.select(&which).next()?;
        let value = option.value().attr("value").map(str::to_owned);
        Some(value.unwrap_or_else(|| option.text().collect()))
    };
    options("option[selected]").or_else(|| options("option")).unwrap_or_default()
}
