//! `noren init` and `noren serve`

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use reqwest::StatusCode;

use crate::process::{Running, end};

async fn initialised(dir: &str) -> String {
    let made = end(&["init", "--sample", "--dir", dir]).await;
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    String::from_utf8(made.stdout).expect("it speaks text")
}

#[tokio::test]
async fn init_makes_a_key_for_its_owner_only_and_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    let told = initialised(dir).await;
    assert!(told.contains("Sign in to the admin as owner"), "{told}");
    let key = folder.path().join("master.key");
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let before = std::fs::read(&key).unwrap();
    let again = end(&["init", "--sample", "--dir", dir]).await;
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("has a shop already"));
    assert_eq!(std::fs::read(&key).unwrap(), before);
}

#[tokio::test]
async fn serves_shop_and_admin() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    initialised(dir).await;
    std::fs::write(folder.path().join("noren.toml"), "shop_addr = '127.0.0.1:0'\n").unwrap();
    let serve =
        Running::start(&["serve", "--json", "--dir", dir, "--admin-addr=127.0.0.1:0"]).await;
    for place in ["shop", "admin"] {
        let answer = reqwest::get(serve.place(place)).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{place}");
    }
    serve.stop().await;
}

#[tokio::test]
async fn speaks_tls_with_a_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    initialised(dir).await;
    let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])
        .args(["-nodes", "-days", "2", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&cert)
        .output()
        .expect("openssl makes a certificate");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let serve = Running::start(&[
        "serve",
        "--json",
        "--dir",
        dir,
        "--shop-addr=127.0.0.1:0",
        "--admin-addr=127.0.0.1:0",
        "--tls-cert",
        cert.to_str().unwrap(),
        "--tls-key",
        key.to_str().unwrap(),
    ])
    .await;
    let ca = reqwest::Certificate::from_pem(&std::fs::read(&cert).unwrap()).unwrap();
    let client = reqwest::Client::builder().add_root_certificate(ca).build().unwrap();
    for place in ["shop", "admin"] {
        let url = serve.place(place);
        assert!(url.starts_with("https://"), "{url}");
        let answer = client.get(url).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{place}");
    }
    serve.stop().await;
}
