//! The gateway writes these bytes; the client reads them.

use paygent::telegram::stored_card::{self, list};
use paygent::telegram::{
    CardAnswer, NoticeRecord, Telegram, authorise, cancel, capture, change_amount, change_hold,
    change_sale, difference, inquire, refund, three_ds,
};
use paygent::{Charset, Fields, Outcome, Refusal, Status, notice, reply};

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
    if T::TABLE {
        return;
    }
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
    let written = reply::refused::<T>(refusal).expect("encodes");
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

#[test]
fn stored_card_025_116_026() {
    let answer = stored_card::Answer {
        cards: 1,
        customer_card_id: "20000001".into(),
        issuer_id: "99990".into(),
        issuer_name: "のれん銀行".into(),
        fingerprint: "b3f1d0".into(),
        masked_card_number: "************0000".into(),
        card_valid_term: "1230".into(),
        cardholder_name: "TARO YAMADA".into(),
        acquirer_id: "50001".into(),
        acquirer_name: "ニコス".into(),
    };
    accepted::<stored_card::register::Request>("025-register.answer", &answer);
    let refusal = Refusal::new("P023", "登録できるカードの上限です");
    refused::<stored_card::register::Request>("025-refused.answer", &refusal);
    let answer = stored_card::Answer {
        cards: 2,
        customer_card_id: "20000001".into(),
        masked_card_number: "************0000".into(),
        card_valid_term: "0131".into(),
        cardholder_name: "TARO YAMADA".into(),
        ..stored_card::Answer::default()
    };
    accepted::<stored_card::change::Request>("116-change.answer", &answer);
    accepted::<stored_card::delete::Request>(
        "026-delete.answer",
        &stored_card::delete::Answer { cards: 1 },
    );
    let refusal = Refusal::new("P022", "登録カードがありません");
    refused::<stored_card::delete::Request>("026-refused.answer", &refusal);
}

#[test]
fn stored_cards_027() {
    let old = list::StoredCard {
        customer_id: "m_8f3a2c".into(),
        customer_card_id: "20000001".into(),
        masked_card_number: "************0000".into(),
        valid_term: "1225".into(),
        last_used_at: "202611010900".into(),
        brand: "V".into(),
        holder: "TARO YAMADA".into(),
        more_1: "山田".into(),
        more_3: "3".into(),
        expired: "1".into(),
        ..list::StoredCard::default()
    };
    let new = list::StoredCard {
        customer_id: "m_8f3a2c".into(),
        customer_card_id: "20000002".into(),
        masked_card_number: "************0007".into(),
        valid_term: "0131".into(),
        last_used_at: "202611241215".into(),
        brand: "JCB".into(),
        expired: "0".into(),
        ..list::StoredCard::default()
    };
    accepted::<list::Request>("027-list.answer", &list::Answer { cards: vec![new, old.clone()] });
    let checked = list::StoredCard {
        valid_term: "1230".into(),
        last_used_at: String::new(),
        brand: "VISA".into(),
        holder: String::new(),
        more_1: String::new(),
        more_3: String::new(),
        expired: "0".into(),
        check: Some(list::Check {
            result: "0".into(),
            update_code: String::new(),
            checked_at: "20261124121500".into(),
            issuer_name: "のれん銀行".into(),
        }),
        fingerprint: Some("b3f1d0".into()),
        ..old
    };
    accepted::<list::Request>("027-list-one.answer", &list::Answer { cards: vec![checked] });
    let refusal = Refusal::new("P026", "登録カードがありません");
    refused::<list::Request>("027-refused.answer", &refusal);
    // Whether refusals are tables is not known: lines are read too.
    let lines = b"\r\nresult=1\r\nresponse_code=P026\r\nresponse_detail=x\r\n".to_vec();
    let read = reply::read::<list::Request>(&Fields::new(), Charset::Windows31j, lines);
    assert_eq!(read, Outcome::Refused(Refusal::new("P026", "x")));
}

#[test]
fn change_amount_028_029() {
    let answer = change_amount::Answer {
        card: CardAnswer {
            payment_id: "100000000000002".into(),
            issuer_class: "0".into(),
            acquirer_id: "50001".into(),
            acquirer_name: "ニコス".into(),
            fingerprint: "b3f1d0".into(),
            masked_card_number: "************0000".into(),
            card_valid_term: "1230".into(),
            ..only_ids()
        },
        base_payment_id: PAYMENT_ID.into(),
        reduced_amount: 3_000,
    };
    accepted::<change_hold::Request>("028-change-hold.answer", &answer);
    accepted::<change_sale::Request>("029-change-sale.answer", &answer);
    let refusal = Refusal::new("2013", "補正金額が不正です");
    refused::<change_hold::Request>("028-refused.answer", &refusal);
    // The new payment has another number and another amount than the request named.
    let request: Fields =
        [("payment_id", PAYMENT_ID), ("payment_amount", "3000")].into_iter().collect();
    let body = bytes("029-change-sale.answer");
    let read = reply::read::<change_sale::Request>(&request, Charset::Windows31j, body);
    assert_eq!(read, Outcome::Accepted(answer));
}

fn record() -> NoticeRecord {
    let mut record = NoticeRecord::new(PAYMENT_ID, TRADING_ID, Status::CAPTURED, 12_800);
    record.payment_notice_id = "12".into();
    record.changed_at = "20261125030000".into();
    record.payment_type = "02".into();
    record.initiated_at = "20261124121500".into();
    record.paid_at = "20261125030000".into();
    record.acquirer_id = "50001".into();
    record.acquirer_name = "ニコス".into();
    record.card_company_code = "000".into();
    record.payment_class = "61".into();
    record.split_count = "3".into();
    record.fingerprint = "b3f1d0".into();
    record.masked_card_number = "************0000".into();
    record.card_valid_term = "1230".into();
    record
}

#[test]
fn difference_091() {
    let answer = difference::Answer::Notice(Box::new(record()));
    accepted::<difference::Request>("091-difference.answer", &answer);
    accepted::<difference::Request>("091-nothing.answer", &difference::Answer::Nothing);
    let refusal = Refusal::new("9004", "処理中です");
    let request: Fields = [("payment_notice_id", "12")].into_iter().collect();
    let body = bytes("091-refused.answer");
    assert_eq!(reply::refused::<difference::Request>(&refusal).as_deref(), Ok(body.as_slice()));
    // A lock: the feed is read again later, and nothing has happened.
    let read = reply::read::<difference::Request>(&request, Charset::Windows31j, body);
    assert!(matches!(read, Outcome::Refused(_) | Outcome::Unknown(_)), "{read:?}");
}

/// The gateway posts these bytes; the merchant reads them.
#[test]
fn payment_notice() {
    const KEY: &str = "abcdefg1234567";
    let golden = bytes("notice.request");
    let written = notice::encode(&record(), Some(KEY)).expect("encodes");
    assert_eq!(written.escape_ascii().to_string(), golden.escape_ascii().to_string());
    let read = notice::Notice::parse(None, &golden).expect("a notice");
    assert_eq!(read.record, record());
    assert!(read.is_signed_with(KEY));
}
