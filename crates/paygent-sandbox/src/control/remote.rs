//! The control port of a sandbox in another process.

use std::net::SocketAddr;

use serde_json::Value;

/// A sandbox that was started with a control port.
#[derive(Clone, Copy, Debug)]
pub struct Remote {
    addr: SocketAddr,
}

/// Why it did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    /// Nobody answers there.
    #[error("no sandbox is controlled at {0}: start one with --control-addr")]
    Nobody(SocketAddr),
    /// It says no: its own words, and what it knows instead.
    #[error("{0}")]
    Refused(String),
}

impl Remote {
    /// The sandbox whose control port this is.
    pub fn at(addr: SocketAddr) -> Self {
        Self { addr }
    }

    /// `GET path`.
    pub async fn get(self, path: &str) -> Result<Value, RemoteError> {
        self.ask(reqwest::Method::GET, path, None).await
    }

    /// `POST path` with a body of JSON.
    pub async fn post(self, path: &str, body: &Value) -> Result<Value, RemoteError> {
        self.ask(reqwest::Method::POST, path, Some(body.to_string())).await
    }

    async fn ask(
        self,
        method: reqwest::Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Value, RemoteError> {
        let nobody = |_| RemoteError::Nobody(self.addr);
        let client = reqwest::Client::builder().no_proxy().build().map_err(nobody)?;
        let mut request = client.request(method, format!("http://{}{path}", self.addr));
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        let answer = request.send().await.map_err(nobody)?;
        let status = answer.status();
        let text = answer.text().await.map_err(nobody)?;
        let told: Value = serde_json::from_str(&text).unwrap_or_default();
        if status.is_success() {
            return Ok(told);
        }
        let words = [&told["error"], &told["code"], &told["detail"]].map(Value::as_str);
        Err(RemoteError::Refused(match words {
            [Some(error), ..] => format!("{error}{}", known(&told["events"])),
            [_, Some(code), Some(detail)] => format!("{code} {detail}"),
            _ => format!("the sandbox answered {status}: {}", text.trim()),
        }))
    }
}

fn known(events: &Value) -> String {
    let names = events.as_array().into_iter().flatten().filter_map(Value::as_str);
    let names = names.collect::<Vec<_>>().join(", ");
    if names.is_empty() { names } else { format!("; there are {names}") }
}
