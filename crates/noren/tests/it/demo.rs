//! `noren demo`

use reqwest::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::process::{Running, end};

#[tokio::test]
async fn everything_it_names_answers() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path()).await;
    for place in ["shop", "admin", "sandbox", "mailbox"] {
        let url = demo.place(place);
        let answer = reqwest::get(url).await.unwrap_or_else(|error| panic!("{place}: {error}"));
        assert_eq!(answer.status(), StatusCode::OK, "{place} {url}");
        assert!(answer.text().await.unwrap().contains("</html>"), "{place}");
    }
    assert!(demo.place("sandbox").starts_with("http://localhost:"), "another site than the shop");
    assert!(demo.place("shop").starts_with("http://127.0.0.1:"));

    let smtp = demo.place("smtp").strip_prefix("smtp://").unwrap();
    let mut stream = TcpStream::connect(smtp).await.unwrap();
    stream.write_all(b"QUIT\r\n").await.unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).await.unwrap();
    assert!(said.starts_with("220 "), "{said}");
    demo.stop().await;
}

#[tokio::test]
async fn paygent_is_told_where_to_post() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path()).await;
    let merchants = reqwest::get(format!("{}/merchants", demo.place("control"))).await.unwrap();
    let merchants: serde_json::Value =
        serde_json::from_slice(&merchants.bytes().await.unwrap()).unwrap();
    let url = format!("{}/paygent/notice", demo.place("shop"));
    assert_eq!(merchants[0]["notice_url"], url.as_str());
    demo.stop().await;
}

#[tokio::test]
async fn kept_between_runs() {
    let folder = tempfile::tempdir().unwrap();
    let first = Running::demo(folder.path()).await;
    let (user, password) =
        (first.place("admin_user").to_owned(), first.place("admin_password").to_owned());
    first.stop().await;
    let second = Running::demo(folder.path()).await;
    assert_eq!(second.place("admin_user"), user);
    assert_eq!(second.place("admin_password"), password);
    second.stop().await;
}

#[tokio::test]
async fn one_at_a_time_in_one_folder() {
    let folder = tempfile::tempdir().unwrap();
    let first = Running::demo(folder.path()).await;
    let dir = folder.path().to_str().unwrap();
    let second =
        end(&["demo", "--dir", dir, "--shop-addr=127.0.0.1:0", "--admin-addr=127.0.0.1:0"]).await;
    assert!(!second.status.success());
    let told = String::from_utf8_lossy(&second.stderr);
    assert!(told.contains("exactly one may: stop it first"), "{told}");
    first.stop().await;
}

#[tokio::test]
async fn only_for_this_machine() {
    for flag in ["shop", "admin", "sandbox", "control", "mailbox", "smtp"] {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().to_str().unwrap();
        let mut arguments: Vec<String> = ["demo", "--dir", dir].map(str::to_owned).into();
        for other in ["shop", "admin", "sandbox", "control", "mailbox", "smtp"] {
            let address = if other == flag { "0.0.0.0:0" } else { "127.0.0.1:0" };
            arguments.push(format!("--{other}-addr={address}"));
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ended = end(&arguments).await;
        let told = String::from_utf8_lossy(&ended.stderr);
        assert!(!ended.status.success(), "{flag}");
        assert!(told.contains(&format!("--{flag}-addr")) && told.contains("loopback"), "{told}");
    }
}
