//! What the buyer sees on the way: Paygent's hand-off page, and the issuer's.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::ISSUER_NAME;
use crate::home::html;
use crate::ledger::three_ds::ThreeDs;

/// `out_acs_html`: posts itself to the issuer. Form name, id and function are those that public
/// clients look for; one replaces `<html>`, others look for `</HTML>`.
pub(crate) fn hand_off(browser_url: &str, auth_id: &str) -> String {
    format!(
        "<!DOCTYPE html>\r\n\
         <html>\r\n\
         <head><meta charset=\"UTF-8\"><title>3D Secure</title>\r\n\
         <script>\r\n\
         function OnLoadEvent() {{ document.submitForm.submit(); }}\r\n\
         </script></head>\r\n\
         <body onload=\"OnLoadEvent();\">\r\n\
         <form name=\"submitForm\" id=\"submitForm\" method=\"POST\" \
         action=\"{browser_url}/acs/{auth_id}\">\r\n\
         <input type=\"hidden\" name=\"creq\" value=\"{auth_id}\">\r\n\
         <noscript><input type=\"submit\" value=\"本人認証へ進む\"></noscript>\r\n\
         </form>\r\n\
         </body>\r\n\
         </HTML>\r\n"
    )
}

#[derive(Template)]
#[template(path = "challenge.html")]
struct Challenge<'a> {
    issuer: &'static str,
    merchant: &'a str,
    amount: String,
    masked: &'a str,
    auth_id: &'a str,
}

/// 本人認証: success, failure, cancel; closing the page is walking away.
pub(super) fn challenge(asked: &ThreeDs) -> Response {
    html(
        StatusCode::OK,
        &Challenge {
            issuer: ISSUER_NAME,
            merchant: &asked.merchant_name,
            amount: grouped(asked.amount),
            masked: &asked.card.masked,
            auth_id: &asked.auth_id,
        },
    )
}

#[derive(Template)]
#[template(path = "lost.html")]
struct Lost;

/// No such authentication: reset meanwhile, or never begun.
pub(super) fn lost() -> Response {
    html(StatusCode::NOT_FOUND, &Lost)
}

/// `9,680`
pub(crate) fn grouped(amount: i64) -> String {
    let digits = amount.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
