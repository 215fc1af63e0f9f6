//! The storefront's sentences that are put together in code.

use shop::cart::Obstacle;
use shop::delivery::UntilFree;

/// The heading of the whole shop.
pub(super) const ALL_GOODS: &str = "すべての商品";

/// Why a line of the cart cannot be ordered as it stands.
pub(super) fn obstacle(obstacle: Obstacle) -> String {
    match obstacle {
        Obstacle::Withdrawn => "取り扱いを終了しました。削除してください。".to_owned(),
        Obstacle::SoldOut => "売り切れました。削除してください。".to_owned(),
        Obstacle::Short { available } => {
            format!("残り{available}点です。数量を{available}以下に変更してください。")
        }
    }
}

/// あと○○円で送料無料.
pub(super) fn until_free(left: UntilFree) -> String {
    let but = if left.everywhere { "" } else { "（一部の地域を除きます）" };
    format!("あと{}で送料無料{but}", left.more)
}

/// The cart's answer to カゴに入れる and to a change.
pub(super) mod cart {
    pub fn added(name: &str) -> String {
        format!("{name}をカゴに入れました。")
    }

    pub fn changed(name: &str, quantity: i64) -> String {
        format!("{name}の数量を{quantity}に変更しました。")
    }

    pub const REMOVED: &str = "商品をカゴから削除しました。";
    pub const SOLD_OUT: &str = "売り切れのため、カゴに入れられませんでした。";
    pub const FULL: &str = "カゴがいっぱいです。先にご注文いただくか、商品を削除してください。";
    pub const LOST: &str = "時間がたったため、カゴが空になりました。ご入力いただいた内容は残っています。\
                            商品をもう一度カゴにお入れください。";
    pub const GONE: &str = "この商品は取り扱いを終了しました。";

    pub fn few(quantity: i64) -> String {
        format!("在庫が足りないため、数量は{quantity}です。")
    }

    pub fn most(quantity: i64) -> String {
        format!("一度にご注文いただけるのは{quantity}点までです。")
    }
}

/// The checkout's reasons to ask again.
pub(super) mod checkout {
    use shop::checkout::FieldError;

    /// The word in the address of the form, in a sentence.
    pub fn because(word: &str) -> Option<&'static str> {
        match word {
            "changed" => Some(
                "カゴの中身か金額が変わりました。新しい合計をご確認のうえ、もう一度お進みください。",
            ),
            "not_offered" => Some(
                "お選びのお支払方法は、いまご利用いただけません。別のお支払方法をお選びください。",
            ),
            "card_changed" => Some(
                "ご登録のカードが、画面を開いたあとで変わりました。お使いになるカードを、もう一度お選びください。",
            ),
            "busy" => Some(
                "ただいま混み合っています。少し待ってから、もう一度「注文する」へお進みください。",
            ),
            _ => None,
        }
    }

    /// The same where it is about the card. One sentence for every limit: it tells nobody what is
    /// counted, or how many tries are left.
    pub fn beside_the_card(word: &str) -> Option<FieldError> {
        let message = "しばらくのあいだ、カードではお支払いいただけません。\
            ほかのお支払方法をお選びいただくか、時間をおいてお試しください。";
        (word == "card_limited").then(|| FieldError {
            field: "card",
            message: message.to_owned(),
            more: String::new(),
        })
    }

    /// The token's signature does not fit.
    pub fn forged_token() -> FieldError {
        FieldError {
            field: "card",
            message: "カード情報を受け取れませんでした。もう一度入力してください。".to_owned(),
            more: String::new(),
        }
    }

    pub fn no_such_postal(field: &'static str) -> FieldError {
        FieldError {
            field,
            message: "この郵便番号の住所が見つかりません。".to_owned(),
            more: "番号をご確認いただくか、住所を直接ご入力ください。".to_owned(),
        }
    }
}

/// ご登録カード管理.
pub(super) mod card {
    pub const NOT_OFFERED: &str = "このお店では、いまカードの登録を受け付けていません。";

    /// Said once, after it was done.
    pub fn did(word: &str) -> Option<&'static str> {
        match word {
            "registered" => Some("クレジットカードの登録が完了しました。"),
            "removed" => Some("クレジットカードの登録を削除しました。"),
            _ => None,
        }
    }

    pub fn limited(until: &str) -> String {
        format!("登録と変更を繰り返したため、{until} まで操作できません。")
    }
}

/// What became of an order.
pub(super) mod orders {
    use shop::checkout::Method;

    pub const CHECKING: &str = "決済の結果を確認中です";
    pub const THANKS: &str = "ご注文ありがとうございます";
    pub const NOT_PLACED: &str = "ご注文は成立していません";

    /// What comes next, step by step; nothing to pay is paid.
    pub fn ahead(method: Option<Method>) -> &'static [&'static str] {
        match method {
            Some(Method::Bank) => {
                &["代金をお振り込みください", "ご入金を確認して発送します", "お手元に届きます"]
            }
            Some(Method::Cod) => {
                &["商品をお包みして発送します", "お受け取りのときに、代金をお支払いください"]
            }
            Some(Method::InStore) => {
                &["商品をご用意します", "ご来店のうえ、店頭でお支払いください"]
            }
            Some(Method::Card) | None => &["商品をお包みして発送します", "お手元に届きます"],
        }
    }

    /// What the buyer can count on now.
    pub fn thanks(method: Option<Method>, email: &str) -> String {
        match method {
            Some(Method::Bank) => {
                format!("お振込先を {email} へもお送りします。ご入金の確認後に発送します。")
            }
            Some(Method::Cod | Method::InStore) | None => {
                format!("確認のメールを {email} へお送りします。")
            }
            Some(Method::Card) => {
                format!("お支払いの手続きが完了しました。確認のメールを {email} へお送りします。")
            }
        }
    }

    /// Heading and sentence for a browser that did not place the order.
    pub fn limited(placed: bool, open: bool) -> (&'static str, &'static str) {
        if placed {
            ("ご注文を承りました", "ご注文は完了しています。確認のメールをご覧ください。")
        } else if open {
            (CHECKING, "結果が出ると、この画面がひとりでに変わります。")
        } else {
            (NOT_PLACED, "ご注文は成立していません。請求はありません")
        }
    }
}
