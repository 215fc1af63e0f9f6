//! What `PaygentToken.js` answers in the browser: no money is near.

use super::Move::{Buyer, Operator, Shop};
use super::{ASK_SHOP, BUYER_ACTS, ENTER_AGAIN, ErrorCode, LATER};

const KEY: &str = "トークン生成鍵が正しくありません。\
    クレジットカード決済の設定で、マーチャントIDとトークン生成鍵をご確認ください。";

pub(super) const TABLE: &[ErrorCode] = &[
    ErrorCode::new("1100", "merchant id missing", Shop, ASK_SHOP, KEY),
    ErrorCode::new("1200", "token key missing", Shop, ASK_SHOP, KEY),
    ErrorCode::new("1201", "token key invalid", Shop, ASK_SHOP, KEY),
    ErrorCode::new(
        "1300",
        "card number missing",
        Buyer,
        "カード番号を入力してください。",
        BUYER_ACTS,
    ),
    ErrorCode::new(
        "1301",
        "card number format (guide 10: a blank at its end)",
        Buyer,
        "カード番号は、カードの表記どおり半角数字で入力してください。",
        "購入者が入力したカード番号の形式が正しくありません。末尾に空白がある例が知られています。",
    ),
    ErrorCode::new(
        "1400",
        "expiry year missing",
        Buyer,
        "有効期限の年を入力してください。",
        BUYER_ACTS,
    ),
    ErrorCode::new(
        "1401",
        "expiry year format",
        Buyer,
        "有効期限の年は、下2桁の半角数字で入力してください。",
        BUYER_ACTS,
    ),
    ErrorCode::new(
        "1500",
        "expiry month missing",
        Buyer,
        "有効期限の月を入力してください。",
        BUYER_ACTS,
    ),
    ErrorCode::new(
        "1501",
        "expiry month format",
        Buyer,
        "有効期限の月は、01から12までの半角数字で入力してください。",
        BUYER_ACTS,
    ),
    ErrorCode::new(
        "1502",
        "expiry past, or 20 years ahead (guide 10)",
        Buyer,
        "有効期限が過ぎているか、正しくありません。カードの表示をもう一度ご確認ください。",
        "購入者が入力した有効期限に不備があります。期限切れのカードの可能性があります。",
    ),
    ErrorCode::new(
        "1600",
        "security code format",
        Buyer,
        "セキュリティコードは、半角数字3桁または4桁で入力してください。",
        BUYER_ACTS,
    ),
    ErrorCode::new(
        "1601",
        "security code missing",
        Buyer,
        "セキュリティコードを入力してください。安全のため、入力し直しのたびにお願いしています。",
        BUYER_ACTS,
    ),
    ErrorCode::new(
        "1700",
        "holder name characters (guide 10: a full-width blank in it)",
        Buyer,
        "カード名義人は、半角英字と半角の空白で、カードの表記どおりに入力してください。",
        "購入者が入力したカード名義人に使えない文字があります。姓名の間の全角の空白が知られています。",
    ),
    ErrorCode::new(
        "7000",
        "browser not supported",
        Buyer,
        "お使いのブラウザではカード決済をご利用いただけません。別のブラウザでお試しください。",
        BUYER_ACTS,
    ),
    ErrorCode::new(
        "7001",
        "token host not reached",
        Buyer,
        "決済会社に接続できませんでした。通信の状態をご確認のうえ、もう一度お試しください。",
        "購入者のブラウザがペイジェントに接続できませんでした。続く場合は障害情報をご確認ください。",
    ),
    ErrorCode::new(
        "8000",
        "token host under maintenance",
        Operator,
        LATER,
        "ペイジェントのトークンサーバーがメンテナンス中です。終了をお待ちください。",
    ),
    ErrorCode::new(
        "9000",
        "token host failed",
        Operator,
        ENTER_AGAIN,
        "ペイジェントのトークンサーバーでエラーが起きました。続く場合はペイジェントへお問い合わせください。",
    ),
];
