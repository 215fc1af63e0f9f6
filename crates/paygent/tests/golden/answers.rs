//! The gateway writes these bytes; the client reads them.

use paygent::telegram::{
    CardAnswer, Telegram, authorise, cancel, capture, inquire, refund, three_ds,
};
use paygent::{Charset, Fields, Outcome, Refusal, Status, reply};

use crate::bytes;

const TRADING_ID: &str = "17640000000001234567";
const PAYMENT_ID: &str = "100000000000001";

/// The lines of an answer in another order.
fn reversed(body: &[u8]) -> Vec<u8> {
    let mut lines: Vec<_> = body.split_inclusive(|&byte| byte == b'\n').collect();
    lines.reverse();
    lines.concat()
}

#[track_caller]
fn accepted<T>(file: &str, answer: &T::Answer)
where
    T: Telegram<Answer: Clone + std::fmt::Debug + PartialEq> + std::fmt::Debug,
{
    let golden = bytes(file);
    let written = reply::accepted::<T>(answer).expect("encodes");
    assert_eq!(written.escape_ascii().to_string(), golden.escape_ascii().to_string(), "written");
    let request: Fields = [("trading_id", TRADING_ID)].into_iter().collect();
    let want = Outcome::Accepted(answer.clone());
    assert_eq!(reply::read::<T>(&request, T::CHARSET, golden.clone()), want, "read");
    // HTML must stay last; the other keys may come in any order, with others among them.
    let lines = if T::CHARSET == Charset::Utf8 { golden } else { reversed(&golden) };
    let more = [b"unknown_key=1\r\n", lines.as_slice()].concat();
    assert_eq!(reply::read::<T>(&request, T::CHARSET, more), want, "read in another order");
}

#[track_caller]
fn refused<T>(file: &str, refusal: &Refusal)
where
    T: Telegram<Answer: std::fmt::Debug + PartialEq>,
{
    let golden = bytes(file);
    let written = reply::refused(T::CHARSET, refusal).expect("encodes");
    assert_eq!(written.escape_ascii().to_string(), golden.escape_ascii().to_string(), "written");
    let request: Fields = [("trading_id", TRADING_ID)].into_iter().collect();
    assert_eq!(
        reply::read::<T>(&request, T::CHARSET, golden),
        Outcome::Refused(refusal.clone()),
        "read"
    );
}

fn only_ids() -> CardAnswer {
    CardAnswer {
        payment_id: PAYMENT_ID.into(),
        trading_id: TRADING_ID.into(),
        ..CardAnswer::default()
    }
}

#[test]
fn authorise_020() {
    let answer = CardAnswer {
        issuer_class: "0".into(),
        acquirer_id: "50001".into(),
        acquirer_name: "ニコス".into(),
        issuer_id: "99990".into(),
        issuer_name: "のれん銀行～髙﨑支店".into(),
        fingerprint: "b3f1d0".into(),
        masked_card_number: "************0000".into(),
        card_valid_term: "1230".into(),
        ..only_ids()
    };
    accepted::<authorise::Request>("020-authorise.answer", &answer);
    let refusal = Refusal {
        payment_id: Some(PAYMENT_ID.into()),
        trading_id: Some(TRADING_ID.into()),
        ..Refusal::new("2003", "カード情報に誤りがあります")
    };
    refused::<authorise::Request>("020-refused.answer", &refusal);
}

#[test]
fn cancel_021_capture_022_refund_023() {
    accepted::<cancel::Request>("021-cancel.answer", &only_ids());
    accepted::<capture::Request>("022-capture.answer", &only_ids());
    accepted::<refund::Request>("023-refund.answer", &only_ids());
    let refusal = Refusal::new("2004", "決済ステータスが不正です");
    refused::<capture::Request>("022-refused.answer", &refusal);
}

#[test]
fn inquire_094() {
    let mut answer = inquire::Answer::new(PAYMENT_ID, TRADING_ID, Status::AUTH_OK, 12_800);
    answer.payment_type = "02".into();
    answer.initiated_at = "20261124121500".into();
    answer.authorised_at = "20261124121501".into();
    answer.acquirer_id = "50001".into();
    answer.acquirer_name = "ニコス".into();
    answer.card_company_code = "000".into();
    answer.payment_class = "61".into();
    answer.split_count = "3".into();
    answer.issuer_name = "のれん銀行".into();
    answer.approval_number = "0012345".into();
    answer.fingerprint = "b3f1d0".into();
    answer.masked_card_number = "************0000".into();
    answer.card_valid_term = "1230".into();
    answer.three_ds_message_version = "2.2.0".into();
    accepted::<inquire::Request>("094-inquire.answer", &answer);
    let refusal = Refusal::new("13001", "該当する決済がありません");
    refused::<inquire::Request>("094-refused.answer", &refusal);
}

#[test]
fn three_ds_450() {
    let golden = bytes("450-three-ds.answer");
    let key = b"out_acs_html=\r\n";
    let at = golden.windows(key.len()).position(|window| window == key).expect("has HTML");
    let html = String::from_utf8(golden[at + key.len()..].to_vec()).expect("UTF-8");
    assert!(html.starts_with("<!DOCTYPE html>\r\n<HTML>") && html.ends_with("</HTML>\r\n"));
    let answer = three_ds::Answer {
        auth_id: "6f0a3f3e-7f0e-4d4a-9d4b-3f1f5b1c0001".into(),
        html,
        card_brand: "VISA".into(),
        acquirer_id: "50001".into(),
        acquirer_name: "ニコス".into(),
        issuer_class: "0".into(),
        issuer_name: "のれん銀行".into(),
        issuer_id: "99990".into(),
        fingerprint: "b3f1d0".into(),
        masked_card_number: "************0000".into(),
    };
    accepted::<three_ds::Request>("450-three-ds.answer", &answer);
    let refusal = Refusal::new("31012", "3Dセキュア対象外のカードです");
    refused::<three_ds::Request>("450-refused.answer", &refusal);
}
