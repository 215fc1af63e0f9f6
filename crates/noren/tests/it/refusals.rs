//! On `SQLite` one process writes: the others say so, in a sentence.

use crate::process::{Running, end};

#[tokio::test]
async fn others_refuse_while_serve_runs() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    let made = end(&["init", "--sample", "--dir", dir]).await;
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

    let migrated = end(&["migrate", "--dir", dir]).await;
    assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));

    let any = ["--shop-addr=127.0.0.1:0", "--admin-addr=127.0.0.1:0"];
    let serve = Running::start(&["serve", "--json", "--dir", dir, any[0], any[1]]).await;
    let cases: [&[&str]; 4] = [
        &["work", "--dir", dir],
        &["migrate", "--dir", dir],
        &["serve", "--dir", dir, any[0], any[1]],
        &["init", "--sample", "--dir", dir],
    ];
    for arguments in cases {
        let ended = end(arguments).await;
        let told = String::from_utf8_lossy(&ended.stderr);
        assert!(!ended.status.success(), "{arguments:?}");
        assert!(told.contains("exactly one may: stop it first"), "{arguments:?}: {told}");
    }
    serve.stop().await;
}

#[tokio::test]
async fn wishes_that_cannot_be_met_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    std::fs::write(folder.path().join("noren.toml"), "shop_adr = '127.0.0.1:0'\n").unwrap();
    let empty = folder.path().join("empty");
    let empty = empty.to_str().unwrap();
    let ready = folder.path().join("ready");
    let ready = ready.to_str().unwrap();
    assert!(end(&["init", "--sample", "--dir", ready]).await.status.success());
    let any = ["--shop-addr=127.0.0.1:0", "--admin-addr=127.0.0.1:0"];
    let cases: [(&[&str], &str); 8] = [
        (&["serve", "--dir", dir, any[0], any[1]], "`shop_adr` is no key"),
        (&["serve", "--dir", empty, any[0], any[1]], "`noren init` makes one"),
        (&["serve", "--dir", empty, any[0], any[1], "--tls-cert=a.pem"], "given together"),
        (&["serve", "--dir", ready, any[0], any[1], "--no-work"], "no mail would ever leave"),
        (&["serve", "--dir", empty, any[0], any[1], "--trusted-proxies=x"], "is no network"),
        (&["init", "--sample", "--dir", empty, "--base-url=shop.example.jp"], "such as https://"),
        (&["init", "--sample", "--dir", empty, "--base-url=https://a.jp/b"], "without a path"),
        (
            &["init", "--sample", "--dir", empty, "--base-url=http://127.0.0.1:8081"],
            "two addresses",
        ),
    ];
    for (arguments, expected) in cases {
        let ended = end(arguments).await;
        let told = String::from_utf8_lossy(&ended.stderr);
        assert!(!ended.status.success(), "{arguments:?}");
        assert!(told.contains(expected), "{arguments:?}: {told}");
    }
}

#[tokio::test]
async fn another_master_key_is_found_out_before_a_buyer_comes() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    assert!(end(&["init", "--sample", "--dir", dir]).await.status.success());
    let key = folder.path().join("master.key");
    std::fs::remove_file(&key).unwrap();

    let again = end(&["init", "--sample", "--dir", dir]).await;
    assert!(String::from_utf8_lossy(&again.stderr).contains("has a shop already"));
    assert!(!key.exists(), "no new key for what was sealed with the old one");

    let other = folder.path().join("other");
    assert!(end(&["init", "--sample", "--dir", other.to_str().unwrap()]).await.status.success());
    std::fs::copy(other.join("master.key"), &key).unwrap();
    let any = ["--shop-addr=127.0.0.1:0", "--admin-addr=127.0.0.1:0"];
    for arguments in [&["serve", "--dir", dir, any[0], any[1]][..], &["work", "--dir", dir]] {
        let ended = end(arguments).await;
        let told = String::from_utf8_lossy(&ended.stderr);
        assert!(!ended.status.success(), "{arguments:?}");
        assert!(told.contains("is this the master key"), "{arguments:?}: {told}");
    }
}

#[tokio::test]
async fn nobody_else_reads_the_database() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).unwrap();
    assert!(
        end(&["init", "--sample", "--dir", folder.path().to_str().unwrap()]).await.status.success()
    );
    for name in ["noren.db", "master.key"] {
        let kept = std::fs::metadata(folder.path().join(name)).unwrap();
        assert_eq!(kept.permissions().mode() & 0o077, 0, "{name}");
    }
}
