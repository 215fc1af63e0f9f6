//! A browser without JavaScript: cookies, forms, redirects.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::town::HOST;

/// One browser.
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    /// Sent with every request, over what it sends by itself.
    pub headers: Vec<(&'static str, String)>,
}

/// What came back.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Page {
    /// The page's text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("our pages are UTF-8")
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        let location = self.headers.get(header::LOCATION).expect("a redirect");
        location.to_str().unwrap()
    }

    /// The hidden inputs of the page's forms.
    pub fn hidden(&self) -> Vec<(String, String)> {
        let inputs = self.text().split("<input type=\"hidden\" ").skip(1);
        let fields = inputs.filter_map(|input| {
            let name = input.split("name=\"").nth(1)?.split('"').next()?;
            let value = input.split('>').next()?.split("value=\"").nth(1)?.split('"').next()?;
            Some((name.to_owned(), plain(value)))
        });
        fields.collect()
    }
}

/// Undoes the escaping of a template.
fn plain(html: &str) -> String {
    html.replace("&#38;", "&").replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"")
}

impl Browser {
    pub fn new(router: &Router) -> Browser {
        Browser { router: router.clone(), cookies: BTreeMap::new(), headers: Vec::new() }
    }

    /// The same browser at the shop's next process.
    pub fn go_to(&mut self, router: &Router) {
        self.router = router.clone();
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.send(Method::GET, path, Body::empty()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        self.send(Method::POST, path, Body::from(body.finish())).await
    }

    /// A form in parts, with one file.
    pub async fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &[u8]),
    ) -> Page {
        const EDGE: &str = "----noren-test";
        let mut body = Vec::new();
        for (name, value) in fields {
            let head =
                format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(format!("{head}{value}\r\n").as_bytes());
        }
        let (name, bytes) = file;
        let head =
            format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a\"");
        body.extend_from_slice(format!("{head}\r\nContent-Type: image/png\r\n\r\n").as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{EDGE}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={EDGE}");
        self.sent(Method::POST, path, (Body::from(body), &kind)).await
    }

    /// Follows redirects as a browser does.
    pub async fn follow(&mut self, mut page: Page) -> Page {
        for _ in 0..10 {
            if page.status != StatusCode::SEE_OTHER {
                return page;
            }
            let path = page.location().to_owned();
            page = self.get(&path).await;
        }
        panic!("redirects in a circle");
    }

    async fn send(&mut self, method: Method, path: &str, body: Body) -> Page {
        self.sent(method, path, (body, "application/x-www-form-urlencoded")).await
    }

    async fn sent(&mut self, method: Method, path: &str, (body, kind): (Body, &str)) -> Page {
        let mut request = Request::builder().method(method).uri(path);
        let headers = request.headers_mut().unwrap();
        headers.insert(header::HOST, HOST.parse().unwrap());
        headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        headers.insert("sec-fetch-site", "same-origin".parse().unwrap());
        if !self.cookies.is_empty() {
            let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
            let line = pairs.collect::<Vec<_>>().join("; ");
            headers.insert(header::COOKIE, line.parse().unwrap());
        }
        for (name, value) in &self.headers {
            headers.insert(*name, value.parse().unwrap());
        }
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Page { status: parts.status, headers: parts.headers, body }
    }
}
