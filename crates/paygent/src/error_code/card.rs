//! What card telegrams (020 to 029, 094) are answered.

use super::Move::{Buyer, Operator, Shop};
use super::{
    ASK_SHOP, BEING_CHECKED, BUYER_ACTS, CHECK_CARD, CONTRACT, ENTER_AGAIN, ErrorCode, LATER,
    OTHER_CARD, PROGRAM,
};

const ISSUER: &str = "ペイジェントからカード会社に問い合わせた結果、エラーになりました。\
    詳しい理由はペイジェントへご確認ください。";
const CORRECTION: &str = "金額変更の途中でエラーになり、古い決済が残っている可能性があります。\
    ペイジェントオンラインで取引を確認し、不要なほうを取り消してください。";
const TOKEN_GONE: &str = "カード情報のトークンが使えませんでした。\
    購入者にカード情報の再入力をお願いしてください。";

const fn token_gone(code: &'static str, meaning: &'static str) -> ErrorCode {
    ErrorCode::new(code, meaning, Buyer, ENTER_AGAIN, TOKEN_GONE)
}

const fn program(code: &'static str, meaning: &'static str) -> ErrorCode {
    ErrorCode::new(code, meaning, Operator, ASK_SHOP, PROGRAM)
}

const fn correction(code: &'static str) -> ErrorCode {
    ErrorCode::new(code, "a step of a correction failed", Shop, BEING_CHECKED, CORRECTION)
        .undecided()
}

pub(super) const TABLE: &[ErrorCode] = &[
    ErrorCode::new("2001", "refused by the card company (guide 10)", Buyer, OTHER_CARD, ISSUER),
    ErrorCode::new("2002", "system error at the card company (guide 10)", Buyer, LATER, ISSUER),
    ErrorCode::new(
        "2003",
        "card input (guide 10: number, blank after the name, expiry, security code)",
        Buyer,
        CHECK_CARD,
        "カード会社がカード情報の誤りと判定しました。番号、名義人の末尾の空白、有効期限、\
         セキュリティコードの誤りが知られています。詳しい理由はペイジェントへご確認ください。",
    ),
    ErrorCode::new(
        "2004",
        "the payment's status does not allow it",
        Shop,
        ASK_SHOP,
        "ペイジェント側の決済状況が変わっているため処理できません。受注明細で最新の状況をご確認ください。",
    ),
    ErrorCode::new(
        "2005",
        "several payments with this trading_id",
        Operator,
        ASK_SHOP,
        "同じ取引IDの決済が複数あります。ペイジェントオンラインで金額変更などの操作をご確認ください。",
    ),
    ErrorCode::new(
        "2006",
        "no such payment",
        Shop,
        ASK_SHOP,
        "ペイジェントに該当する決済がありません。取引IDをペイジェントオンラインでご確認ください。",
    ),
    ErrorCode::new(
        "2007",
        "too late: 60 days have passed",
        Shop,
        ASK_SHOP,
        "売上確定または取り消しの期限（60日）を過ぎています。購入者と別の方法での精算をご検討ください。",
    ),
    ErrorCode::new(
        "2008",
        "time-out at the card network",
        Operator,
        BEING_CHECKED,
        "カード会社からの応答が時間内にありませんでした。Norenがペイジェントに照会して確定します。",
    )
    .undecided(),
    ErrorCode::new(
        "2009",
        "ref_trading_id unusable",
        Shop,
        ENTER_AGAIN,
        "以前の決済のカードを使えませんでした。購入者に新しい注文をお願いしてください。",
    ),
    correction("2010"),
    correction("2011"),
    correction("2012"),
    ErrorCode::new(
        "2013",
        "the corrected amount is not allowed",
        Shop,
        ASK_SHOP,
        "この金額には変更できません。元の金額を超えていないかご確認ください。",
    ),
    ErrorCode::new(
        "2014",
        "amount of a 3-D Secure 1 payment",
        Shop,
        ASK_SHOP,
        "3Dセキュアで認証した決済の金額は変更できません。",
    ),
    ErrorCode::new(
        "2015",
        "attempt refused by the merchant's setting",
        Buyer,
        OTHER_CARD,
        "3Dセキュアの認証が十分でないため、ペイジェントの設定により拒否されました。",
    ),
    ErrorCode::new(
        "2016",
        "no acquirer for this card (guide 10)",
        Buyer,
        CHECK_CARD,
        "カード情報の誤りか、取り扱いのないカードです。購入者にカード情報の確認をお願いしてください。",
    ),
    ErrorCode::new("2017", "card blocked for recurring charges", Buyer, OTHER_CARD, ISSUER),
    ErrorCode::new(
        "2018",
        "outside the bonus period",
        Buyer,
        "ボーナス一括をご利用いただけない期間です。別の支払回数をお選びください。",
        "ボーナス一括の取扱期間外です。購入者に別の支払回数をお願いしてください。",
    ),
    token_gone("2020", "token expired"),
    token_gone("2021", "token unknown"),
    token_gone("2022", "token used before"),
    program("2023", "card number instead of a token"),
    program("2024", "card token together with other card data"),
    program("2025", "security-code token together with other card data"),
    program("2026", "wrong kind of token"),
    ErrorCode::new(
        "2054",
        "stopped by the blocker of mass transactions",
        Shop,
        OTHER_CARD,
        "短時間の大量取引を防ぐペイジェントの機能により停止されました。不審な注文がないかご確認ください。",
    ),
    ErrorCode::new(
        "13001",
        "094: no such payment",
        Shop,
        ASK_SHOP,
        "ペイジェントに該当する決済がありません。購入者が決済を終えていない可能性があります。",
    ),
    ErrorCode::new(
        "13002",
        "094: several payments",
        Shop,
        ASK_SHOP,
        "同じ取引IDの決済が複数あります。ペイジェントオンラインでの金額変更が考えられます。",
    ),
    ErrorCode::new("25001", "Google Pay token", Buyer, OTHER_CARD, BUYER_ACTS),
    ErrorCode::new("25002", "Google Pay device number", Shop, OTHER_CARD, CONTRACT),
];
