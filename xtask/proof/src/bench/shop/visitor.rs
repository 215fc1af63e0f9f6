//! A browser that costs next to nothing: one connection kept alive, one cookie, forms as text.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};
use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Visitors so far: each comes from an address of its own, as a shop's buyers do.
static CAME: AtomicU32 = AtomicU32::new(0);

/// One visitor of one site.
pub struct Visitor {
    wire: SendRequest<Full<Bytes>>,
    host: String,
    address: Ipv4Addr,
    cookie: Option<String>,
    gzip: bool,
}

/// An answer, whole.
pub struct Page {
    pub status: StatusCode,
    pub location: Option<String>,
    pub body: Bytes,
}

impl Page {
    /// The body as text.
    pub fn text(&self) -> Result<&str> {
        std::str::from_utf8(&self.body).context("a page that is not UTF-8")
    }

    /// Where it sends the browser.
    pub fn to(&self) -> &str {
        self.location.as_deref().unwrap_or_default()
    }
}

impl Visitor {
    /// Connects to `host:port`.
    pub async fn arrive(host: &str) -> Result<Visitor> {
        let stream = TcpStream::connect(host).await.context("connecting")?;
        stream.set_nodelay(true)?;
        let (wire, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        // 198.18.0.0/15 is for benchmarks.
        let came = CAME.fetch_add(1, Ordering::Relaxed) & 0x0001_ffff;
        let address = Ipv4Addr::from(u32::from(Ipv4Addr::new(198, 18, 0, 0)) | came);
        Ok(Visitor { wire, host: host.to_owned(), address, cookie: None, gzip: false })
    }

    /// The same browser on another connection: what is sent on both is under way at once.
    pub async fn twin(&self) -> Result<Visitor> {
        let twin = Visitor::arrive(&self.host).await?;
        Ok(Visitor { cookie: self.cookie.clone(), address: self.address, ..twin })
    }

    /// Asks for packed answers from now on, as every real browser does.
    pub fn pack(&mut self, packed: bool) {
        self.gzip = packed;
    }

    pub async fn get(&mut self, path: &str) -> Result<Page> {
        self.send(Method::GET, path, Bytes::new()).await
    }

    /// Sends a form of one of the site's own pages.
    pub async fn post(&mut self, path: &str, form: String) -> Result<Page> {
        self.send(Method::POST, path, form.into()).await
    }

    async fn send(&mut self, method: Method, path: &str, body: Bytes) -> Result<Page> {
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header(HOST, &self.host)
            .header("x-forwarded-for", self.address.to_string());
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        if self.gzip {
            request = request.header(ACCEPT_ENCODING, "gzip");
        }
        if method == Method::POST {
            request = request
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("sec-fetch-site", "same-origin");
        }
        self.wire.ready().await?;
        let answer = self.wire.send_request(request.body(Full::new(body))?).await;
        let answer = answer.with_context(|| format!("{method} {path}"))?;
        let (head, body) = answer.into_parts();
        if let Some(set) = head.headers.get(SET_COOKIE) {
            let pair = set.to_str()?.split(';').next().unwrap_or_default();
            self.cookie = Some(pair.to_owned());
        }
        let location = head.headers.get(LOCATION).map(|to| to.to_str().map(str::to_owned));
        let body = body.collect().await?.to_bytes();
        Ok(Page { status: head.status, location: location.transpose()?, body })
    }
}
