//! 接続テスト: what a test of the settings in force found, each line with what to do about it.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::header;
use shop::clock::Timestamp;
use shop::payment::connection::{self, Connection, Finding};
use shop::payment::proof;
use shop::settings::CardSettings;
use shop::settings::card;

use super::super::super::{Desk, Here};
use super::super::Visit;
use super::PATH;
use crate::headers::{origin_of, policy_with_tokens};
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

#[derive(Debug, Template)]
#[template(path = "admin/settings/connection.html")]
struct ConnectionPage {
    layout: Layout,
    desk: Desk,
    /// How many lines need something done.
    wrong: usize,
    lines: Vec<Line>,
    merchant: String,
    token_key: String,
    token_script: String,
    at: String,
}

/// One thing that was tried.
#[derive(Debug)]
struct Line {
    is_good: bool,
    /// Neither good nor wrong: nobody has tried it yet.
    is_open: bool,
    /// Which settings; a link to the first of them.
    field: &'static str,
    what: &'static str,
    said: String,
}

/// `POST /settings/payments/card/connection`: 接続テスト.
pub(crate) async fn test(visit: Visit) -> Result<Response, Fault> {
    let desk = card::open(visit.app.world(), visit.shop.id).await?;
    let (Some(version), Some(account)) = (&desk.current, &desk.account) else {
        return Ok(see_other(PATH));
    };
    let world = visit.app.world();
    let name = &version.body.merchant_name;
    let found = connection::test(world, &visit.shop, account, name).await;
    let mut lines = lines(&found, &version.body);
    if version.body.three_ds {
        let proved = proof::proved(world, visit.shop.id, account, name).await?;
        lines.push(three_ds_proof(proved));
    }
    let (layout, frame) = visit.head("接続テストの結果", Here::BelowPayments);
    let page = ConnectionPage {
        layout: layout.script("connection.js"),
        desk: frame,
        wrong: lines.iter().filter(|line| !line.is_good && !line.is_open).count(),
        lines,
        merchant: account.merchant.0.clone(),
        token_key: account.token_key.clone(),
        token_script: account.endpoints.token_script.clone(),
        at: world.now().to_minutes_text(),
    };
    let mut response = Html(page).into_response();
    if let Some(origin) = origin_of(&account.endpoints.token_script) {
        let policy = policy_with_tokens(&origin);
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

fn lines(found: &Connection, card: &CardSettings) -> Vec<Line> {
    let seconds = found.took.as_secs_f32();
    let connected = format!("つながりました（{seconds:.1}秒）");
    let mut lines = vec![line(
        &found.credentials,
        ("merchant", "①〜③ マーチャントID・接続ID・パスワード"),
        &connected,
    )];
    if let Some(three_ds) = &found.three_ds {
        let mut said = line(three_ds, ("three_ds", "⑧ 3Dセキュアの契約"), "契約されています");
        // Not contracted and not used fit together.
        if *three_ds == Finding::NotContracted && !card.three_ds {
            said.is_good = true;
            "契約されていません。「利用しない」のままで問題ありません".clone_into(&mut said.said);
        }
        lines.push(said);
    }
    if let Some(vault) = &found.vault {
        let mut said = line(vault, ("", "⑫ カードお預かり機能の契約"), "契約されています");
        if *vault == Finding::NotContracted {
            said.is_good = true;
            "契約されていません。「紐づけない」のままで問題ありません".clone_into(&mut said.said);
        }
        lines.push(said);
    }
    lines
}

fn line(finding: &Finding, (field, what): (&'static str, &'static str), good: &str) -> Line {
    let said = match finding {
        Finding::Good => good.to_owned(),
        Finding::WrongCredentials => {
            "②か③が違います。通知書の接続IDと接続IDパスワードを、もう一度入力してください（P002）".to_owned()
        }
        Finding::WrongAddress => {
            "このサーバーのIPアドレスが登録されていません。ペイジェントに送信元アドレスを届け出てください（P015）".to_owned()
        }
        Finding::WrongCertificate => {
            "クライアント証明書が受け付けられません。接続環境の証明書とパスフレーズを入れ直してください（P016）".to_owned()
        }
        Finding::NotContracted => {
            "契約されていません。「利用しない」にするか、ペイジェントに申し込んでください".to_owned()
        }
        Finding::Unclear(code, detail) => format!("ペイジェントの返答：{detail}（{code}）"),
        Finding::Silent(why) => {
            format!("応答がありません。電文の送り先と証明書を確かめてください（{why}）")
        }
    };
    Line { is_good: *finding == Finding::Good, is_open: false, field, what, said }
}

/// Only a return from the card issuer with a good hash proves these.
fn three_ds_proof(proved: Option<Timestamp>) -> Line {
    let said = match proved {
        Some(at) => format!("本人認証の結果が正しく届いています（{}）", at.to_minutes_text()),
        None => {
            "まだ確かめられていません。テスト購入で本人認証をすると、ここに印が付きます".to_owned()
        }
    };
    Line {
        is_good: proved.is_some(),
        is_open: proved.is_none(),
        field: "",
        what: "⑨ 加盟店名(英字)、⑩ 3Dセキュア結果受付ハッシュ鍵",
        said,
    }
}
