//! Each page, its errors, and what it tells by mail.

use http::StatusCode;
use store::scratch::on_each;
use store::sql;

use super::{Club, PASSWORD, is_signed_in, sign_in};
use crate::calm::{STRICT, is_calm};

#[tokio::test]
async fn a_registration_says_what_is_wrong_beside_its_field_and_keeps_the_rest() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        club.member("taken-id", "first@example.jp").await;
        let mut browser = club.browser();
        for (field, typed, says) in [
            ("login", "abc", "会員IDを、半角の英数字4～32文字で"),
            ("login", "小林葵です", "会員IDを、半角の英数字4～32文字で"),
            ("login", "TAKEN-id", "この会員IDは、すでに使われています"),
            ("password", "short", "パスワードを8文字以上に"),
            ("password", "password123", "よく使われるパスワード"),
            ("password", "aoi-k2", "パスワードを8文字以上に"),
            ("password_again", "something-else", "同じパスワードを、もう一度"),
            ("email", "aoi", "メールアドレスの形をご確認"),
            ("family", "", "姓を入力してください"),
            ("postal", "1", "郵便番号を7桁の数字で"),
            ("agreed", "", "会員規約をお読みになり"),
        ] {
            let mut form = Club::form("aoi-k2", "aoi@example.jp");
            form.retain(|(name, _)| *name != field);
            form.push((field, typed));
            let page = browser.post("/member/register", &form).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {typed}");
            is_calm(&page, STRICT, field);
            let text = page.text();
            assert!(text.contains(says), "{field} {typed}");
            assert!(text.contains("梅忠町20-1") && !text.contains(PASSWORD), "{field} {typed}");
        }
        let none = club.mails("aoi@example.jp").await;
        assert!(none.is_empty(), "{none:?}");
        let looked_up = [("do", "postal"), ("postal", "604-8136"), ("login", "aoi-k2")];
        let page = browser.post("/member/register", &looked_up).await;
        assert!(page.text().contains("京都市中京区") && page.text().contains("aoi-k2"));
    })
    .await;
}

#[tokio::test]
async fn every_change_is_told_by_mail_and_stands_in_the_log() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut aoi = club.member("aoi-k", "aoi@example.jp").await;
        let mut form = Club::form("", "");
        form.push(("version", "1"));
        form.retain(|(name, _)| *name != "street");
        form.push(("street", "1-2-3"));
        let changed = aoi.post("/member/profile", &form).await;
        assert_eq!(changed.location(), "/member/profile?did=profile");
        assert!(aoi.get("/member/profile").await.text().contains("1-2-3"));
        let stale = aoi.post("/member/profile", &[&form[..], &[("street", "9")]].concat()).await;
        assert_ne!(stale.status, StatusCode::SEE_OTHER, "opened before the last change");

        let login = aoi.post("/member/login", &[("login", "aoi.kobayashi")]).await;
        assert_eq!(login.location(), "/member?did=login");
        let home = aoi.get("/member").await;
        assert!(home.text().contains("ようこそ <b>小林 葵</b> (aoi.kobayashi) 様"));

        for (path, fields) in [
            ("/member/addresses/new", Club::form("", "")),
            ("/member/addresses/1", Club::form("", "")),
            ("/member/addresses/1/removal", vec![]),
        ] {
            let saved = aoi.post(path, &fields).await;
            assert!(saved.location().starts_with("/member/addresses?did="), "{path}");
        }
        let log = aoi.get("/member/log").await;
        for deed in
            ["会員登録を完了", "ログイン", "会員情報を変更", "会員IDを変更", "お届け先を削除"]
        {
            assert!(log.text().contains(deed), "{deed}");
        }
        let mails = club.mails("aoi@example.jp").await.join("\n");
        for told in ["会員登録が完了", "会員情報を変更", "会員IDを変更", "お届け先リストを変更"]
        {
            assert!(mails.contains(told), "{told}: {mails}");
        }
    })
    .await;
}

#[tokio::test]
async fn another_password_ends_other_sessions_and_needs_the_old_one() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut here = club.member("aoi-k", "aoi@example.jp").await;
        let mut there = club.browser();
        sign_in(&mut there, "AOI-K", PASSWORD).await;
        assert!(is_signed_in(&mut there).await);
        assert!(club.mails("aoi@example.jp").await.join("").contains("はじめての端末から"));
        let passwords = |old| {
            [("old_password", old), ("password", "new-noren"), ("password_again", "new-noren")]
        };
        let wrong = here.post("/member/password", &passwords("wrong-one")).await;
        assert!(wrong.text().contains("いまのパスワードを入力してください"));
        assert!(is_signed_in(&mut there).await);
        let right = here.post("/member/password", &passwords(PASSWORD)).await;
        assert_eq!(right.location(), "/member?did=password");
        assert!(is_signed_in(&mut here).await && !is_signed_in(&mut there).await);
        assert!(club.mails("aoi@example.jp").await.join("").contains("パスワードを変更しました"));
        let old = sign_in(&mut there, "aoi-k", PASSWORD).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(sign_in(&mut there, "aoi-k", "new-noren").await.location(), "/member");
    })
    .await;
}

#[tokio::test]
async fn another_address_counts_once_its_own_link_is_opened() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut aoi = club.member("aoi-k", "aoi@example.jp").await;
        club.member("mori", "mori@example.jp").await;
        let ask = |email| [("email", email), ("old_password", PASSWORD)];
        let [new, used] = [
            aoi.post("/member/email", &ask("new@example.jp")).await,
            aoi.post("/member/email", &ask("mori@example.jp")).await,
        ];
        assert_eq!(new.location(), used.location(), "who has it is not told");
        assert!(
            club.mails("mori@example.jp").await.join("").contains("すでに会員登録されています")
        );
        assert!(aoi.get("/member/profile").await.text().contains("aoi@example.jp"));
        let link = club.link("new@example.jp", "email").await;
        assert!(club.browser().get(&link).await.text().contains("new@example.jp"));
        assert_eq!(aoi.post(&link, &[]).await.status, StatusCode::SEE_OTHER);
        assert!(aoi.get("/member/profile").await.text().contains("new@example.jp"));
        assert!(club.mails("aoi@example.jp").await.join("").contains("別のアドレスに変更しました"));
        assert_eq!(aoi.post(&link, &[]).await.status, StatusCode::NOT_FOUND, "used up");
    })
    .await;
}

#[tokio::test]
async fn leaving_erases_the_person_and_lets_orders_stand() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut aoi = club.member("aoi-k", "aoi@example.jp").await;
        aoi.post("/member/addresses/new", &Club::form("", "")).await;
        let confirmation = {
            aoi.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
            crate::checkout::send(&mut aoi, "confirm", &[]).await
        };
        crate::checkout::order(&mut aoi, &confirmation).await;
        club.exec(sql!("update orders set member_id = 1")).await;
        club.exec(sql!("update attempt set member_id = 1, state = 'unknown'")).await;
        let with = |password| [("old_password", password)];
        let under_way = aoi.post("/member/withdrawal", &with(PASSWORD)).await;
        assert_eq!(under_way.status, StatusCode::CONFLICT);
        club.exec(sql!("update attempt set state = 'placed'")).await;
        let wrong = aoi.post("/member/withdrawal", &with("wrong-one")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let total = club.count(sql!("select total from orders")).await;
        let left = aoi.post("/member/withdrawal", &with(PASSWORD)).await;
        assert_eq!(left.location(), "/member/sign-in?did=withdrawn");
        assert!(!is_signed_in(&mut aoi).await);
        let again = sign_in(&mut aoi, "aoi-k", PASSWORD).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        for (what, sql) in [
            (
                "member",
                sql!(
                    "select count(*) from member where login <> '' or email <> '' or family <> ''
                     or given <> '' or phone <> '' or street <> '' or password <> ''"
                ),
            ),
            ("sessions", sql!("select count(*) from member_session")),
            ("devices", sql!("select count(*) from member_device")),
            ("links", sql!("select count(*) from member_link")),
            ("addresses", sql!("select count(*) from member_address")),
            ("log", sql!("select count(*) from member_log")),
        ] {
            assert_eq!(club.count(sql).await, 0, "{what}");
        }
        assert_eq!(club.count(sql!("select total from orders")).await, total);
        let mails = club.mails("aoi@example.jp").await.join("");
        assert!(mails.contains("退会のお手続きが完了") && !mails.contains("/member/confirm/"));
        // 会員ID and address are free again.
        club.member("aoi-k", "aoi@example.jp").await;
    })
    .await;
}

#[tokio::test]
async fn the_menu_has_the_guides_entries_and_signing_in_keeps_the_cart() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut aoi = club.member("aoi-k", "aoi@example.jp").await;
        aoi.post("/member/sign-out", &[]).await;
        assert!(!is_signed_in(&mut aoi).await);
        aoi.post("/cart/lines", &[("product_id", "101"), ("quantity", "3")]).await;
        let cart = aoi.cookie("noren_cart");
        let fields = [("login", "aoi-k"), ("password", PASSWORD), ("next", "/checkout")];
        let entered = aoi.post("/member/sign-in", &fields).await;
        assert_eq!((entered.location(), aoi.cookie("noren_cart")), ("/checkout", cart));
        let home = aoi.get("/member").await;
        is_calm(&home, STRICT, "home");
        for entry in [
            "会員情報変更",
            "会員ID変更",
            "ご注文状況・履歴",
            "お届け先リスト",
            "定期購入情報",
            "ご登録カード管理",
            "操作履歴",
            "ショップのホームページ",
            "カートの中身",
            "退会手続き",
            "マイページTOP",
            "ログアウト",
        ] {
            assert!(home.text().contains(entry), "{entry}");
        }
        assert!(home.text().contains(">3点</span>"));
        let subscriptions = aoi.get("/member/subscriptions").await;
        assert!(subscriptions.text().contains("ご利用中の定期購入はありません"));
    })
    .await;
}
