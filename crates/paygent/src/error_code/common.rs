//! What any telegram may be answered: the request itself, the contract, Paygent's systems.

use super::Move::{Buyer, Operator, Shop};
use super::{
    ASK_SHOP, BEING_CHECKED, CONTRACT, ENTER_AGAIN, ErrorCode, LATER, OTHER_METHOD, PROGRAM,
};

const ACCOUNT: &str = "接続IDまたは接続パスワードが正しくありません。\
    クレジットカード決済の設定をご確認ください。";
const NO_CARD: &str = "登録されたカードがペイジェントに見つかりません。\
    購入者にカード情報の入力をお願いしてください。";
const UNDECIDED: &str = "決済されたかどうかが分からない応答です。\
    Norenがペイジェントに照会して確定します。操作は必要ありません。";

const fn program(code: &'static str, meaning: &'static str) -> ErrorCode {
    ErrorCode::new(code, meaning, Operator, ASK_SHOP, PROGRAM)
}

const fn contract(code: &'static str, meaning: &'static str) -> ErrorCode {
    ErrorCode::new(code, meaning, Shop, ASK_SHOP, CONTRACT)
}

const fn undecided(code: &'static str, meaning: &'static str) -> ErrorCode {
    ErrorCode::new(code, meaning, Operator, BEING_CHECKED, UNDECIDED).undecided()
}

const fn other_method(code: &'static str, meaning: &'static str) -> ErrorCode {
    ErrorCode::new(code, meaning, Operator, ASK_SHOP, OTHER_METHOD)
}

pub(super) const TABLE: &[ErrorCode] = &[
    ErrorCode::new("P001", "merchant_id, connect_id or password absent", Shop, ASK_SHOP, ACCOUNT),
    ErrorCode::new("P002", "wrong connect_id or password", Shop, ASK_SHOP, ACCOUNT),
    program("P003", "telegram_version"),
    program("P004", "the path does not fit the kind"),
    program("P005", "a parameter is absent"),
    program("P006", "a required parameter is empty"),
    contract("P007", "method not contracted"),
    program("P008", "a parameter has the wrong type"),
    program("P009", "a parameter has the wrong length"),
    ErrorCode::new(
        "P010",
        "bad value (guide 10: not contracted, merchant settings wrong, card expired)",
        Shop,
        "このカードではお支払いいただけませんでした。有効期限をご確認のうえ、別のカードもお試しください。",
        "ペイジェントと未契約の決済手段、加盟店情報の誤り、期限切れのカードなどが原因です。\
         契約状況と加盟店情報をペイジェントにご確認ください。",
    ),
    ErrorCode::new(
        "P011",
        "amount above the contract's limit",
        Shop,
        "カードでお支払いいただける金額を超えています。別のお支払い方法をお選びください。",
        "契約の上限金額を超えています。上限額をペイジェントにご確認ください。",
    ),
    program("P012", "payment limit date"),
    program("P013", "a range ends before it begins"),
    program("P014", "amount not positive"),
    ErrorCode::new(
        "P015",
        "source address not allowed",
        Operator,
        ASK_SHOP,
        "サーバーの接続元IPアドレスがペイジェントに登録されていません。登録内容をご確認ください。",
    ),
    ErrorCode::new(
        "P016",
        "client certificate",
        Operator,
        ASK_SHOP,
        "クライアント証明書をペイジェントが受け付けませんでした。証明書の設定と期限をご確認ください。",
    ),
    ErrorCode::new(
        "P017",
        "maintenance",
        Operator,
        LATER,
        "ペイジェントがメンテナンス中です。終了後にもう一度お試しください。",
    ),
    ErrorCode::new(
        "P018",
        "temporarily unavailable",
        Operator,
        LATER,
        "ペイジェントを一時的に利用できません。しばらくしてからもう一度お試しください。",
    ),
    contract("P021", "registered cards not permitted"),
    ErrorCode::new("P022", "no such registered card (change, delete)", Shop, ENTER_AGAIN, NO_CARD),
    ErrorCode::new(
        "P023",
        "ten cards registered",
        Buyer,
        "登録できるカードの枚数を超えています。不要なカードを削除してください。",
        "購入者の登録カードが上限（10枚）に達しています。",
    ),
    contract("P024", "registered cards not permitted (authorisation)"),
    ErrorCode::new("P025", "no such registered card (authorisation)", Buyer, ENTER_AGAIN, NO_CARD),
    ErrorCode::new("P026", "no registered card (inquiry)", Shop, ENTER_AGAIN, NO_CARD),
    contract("P027", "card check not permitted"),
    contract("P028", "recurring charges not permitted"),
    contract("P029", "reducing an amount not permitted"),
    ErrorCode::new(
        "P030",
        "payment class or split not allowed",
        Buyer,
        "選択された支払回数はご利用いただけません。別の支払回数をお選びください。",
        "契約にない支払回数が選ばれました。支払回数の設定と契約内容をご確認ください。",
    ),
    other_method("P034", "konbini ticket"),
    other_method("P035", "konbini ticket"),
    other_method("P036", "konbini ticket"),
    other_method("P037", "konbini ticket"),
    other_method("P040", "link type"),
    other_method("P042", "link type"),
    undecided("E001", "system failure at Paygent"),
    undecided("E002", "access limit of the card network"),
    undecided("9003", "known only by its name in the modules"),
    program("9004", "two 091 at once"),
    undecided("9005", "record locked"),
    other_method("6005", "link type hash"),
    other_method("3001", "konbini number"),
    other_method("3002", "konbini number"),
    other_method("3003", "konbini number"),
    other_method("3004", "konbini number"),
    other_method("4001", "konbini slip"),
    other_method("5008", "bank"),
    other_method("5009", "bank"),
    other_method("5010", "bank"),
    other_method("5011", "bank"),
    other_method("8001", "virtual account"),
    other_method("8002", "virtual account"),
    other_method("8003", "virtual account"),
    other_method("9101", "file"),
    other_method("9102", "file"),
    other_method("9103", "file"),
    other_method("9104", "file"),
    other_method("9106", "file"),
    other_method("11001", "e-money"),
    other_method("11002", "e-money"),
    other_method("11003", "e-money"),
    other_method("11004", "e-money"),
    other_method("11005", "e-money"),
    other_method("11006", "e-money"),
    other_method("11007", "e-money"),
    other_method("11008", "e-money"),
    other_method("11009", "e-money"),
    other_method("11010", "e-money"),
    other_method("11011", "e-money"),
    other_method("15006", "deferred payment refused"),
    undecided("15007", "deferred payment pending"),
    other_method("15013", "deferred payment"),
];
