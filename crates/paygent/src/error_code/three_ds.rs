//! What 3-D Secure is answered: 450, the return, and 020 after it. Nothing was charged.

use super::Move::{Buyer, Operator, Shop};
use super::{ASK_SHOP, CHECK_CARD, CONTRACT, ENTER_AGAIN, ErrorCode, OTHER_CARD, PROGRAM};

const TOKEN_GONE: &str = "カード情報のトークンが3Dセキュアの開始に使えませんでした。\
    購入者にカード情報の再入力をお願いしてください。";

const fn program(code: &'static str, meaning: &'static str) -> ErrorCode {
    ErrorCode::new(code, meaning, Operator, ASK_SHOP, PROGRAM)
}

const fn token_gone(code: &'static str, meaning: &'static str) -> ErrorCode {
    ErrorCode::new(code, meaning, Buyer, ENTER_AGAIN, TOKEN_GONE)
}

pub(super) const TABLE: &[ErrorCode] = &[
    ErrorCode::new("P063", "EMV 3-D Secure not permitted", Shop, ASK_SHOP, CONTRACT),
    ErrorCode::new(
        "31001",
        "card not handled (guide 10)",
        Buyer,
        CHECK_CARD,
        "カード情報の誤りか、3Dセキュアで取り扱えないカードです。購入者に入力の確認をお願いしてください。",
    ),
    program("31002", "card_set_method does not fit"),
    token_gone("31003", "token expired"),
    token_gone("31004", "token unknown"),
    token_gone("31005", "token used before"),
    ErrorCode::new(
        "31006",
        "no such registered card",
        Buyer,
        ENTER_AGAIN,
        "登録されたカードがペイジェントに見つかりません。購入者にカード情報の入力をお願いしてください。",
    ),
    ErrorCode::new(
        "31007",
        "authentication failed",
        Buyer,
        "カード会社の本人認証ができませんでした。もう一度お試しいただくか、別のカードをご利用ください。",
        "購入者の本人認証（3Dセキュア）が成立しませんでした。請求はされていません。",
    ),
    program("31008", "3ds_auth_id without 3dsecure_use_type=2"),
    program("31009", "3dsecure_use_type=2 without 3ds_auth_id"),
    program("31010", "3ds_auth_id used before"),
    program("31011", "3ds_auth_id unknown"),
    ErrorCode::new(
        "31012",
        "brand without 3-D Secure",
        Buyer,
        OTHER_CARD,
        "3Dセキュアに対応していないカードブランドです。購入者に別のカードをお願いしてください。",
    ),
    ErrorCode::new(
        "31013",
        "the buyer did not answer for 30 minutes",
        Buyer,
        "本人認証の制限時間を過ぎました。お手数ですが、もう一度お手続きください。",
        "購入者が本人認証を時間内に終えませんでした。請求はされていません。",
    ),
];
