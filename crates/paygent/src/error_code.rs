//! The codes of Paygent and of its token script: what they mean, whose move it is, what to say.
//!
//! One table in four parts, by where a code comes from. The guide's chapter 10 (R-234..R-240) is
//! in it whole. A code that is not in the table is shown as it came.

mod card;
mod common;
mod three_ds;
mod token;

/// Whose move it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The buyer corrects something or takes another card.
    Buyer,
    /// The shop looks at its settings, its contract or the order.
    Shop,
    /// Whoever runs Noren, or Paygent itself.
    Operator,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCode {
    /// As it comes on the wire.
    pub code: &'static str,
    /// What it means, for developers.
    pub meaning: &'static str,
    /// Whether a refusal with it says for certain that no money moved (DESIGN 4).
    pub is_final: bool,
    /// Whose move it is.
    pub whose_move: Move,
    /// What to tell the buyer, without the code.
    pub buyer_text: &'static str,
    /// What to tell the shop, without the code.
    pub shop_text: &'static str,
}

impl ErrorCode {
    const fn new(
        code: &'static str,
        meaning: &'static str,
        whose_move: Move,
        buyer_text: &'static str,
        shop_text: &'static str,
    ) -> Self {
        Self { code, meaning, is_final: true, whose_move, buyer_text, shop_text }
    }

    /// The same code, but the payment may exist all the same: ask by 094.
    const fn undecided(mut self) -> Self {
        self.is_final = false;
        self
    }
}

/// The whole table, part by part.
pub fn table() -> impl Iterator<Item = &'static ErrorCode> {
    [token::TABLE, common::TABLE, card::TABLE, three_ds::TABLE].into_iter().flatten()
}

/// What the token script answers: the part of the table that a page with card fields needs.
pub fn of_the_token_script() -> &'static [ErrorCode] {
    token::TABLE
}

/// The row of a code, if we know it.
pub fn lookup(code: &str) -> Option<&'static ErrorCode> {
    table().find(|row| row.code == code)
}

/// Whether a refusal with this code says for certain that no money moved. Of codes that we do not
/// know, those beginning with E or 9 do not: Paygent's system failures and locks begin so.
pub fn is_final(code: &str) -> bool {
    lookup(code).map_or_else(|| !code.starts_with(['E', '9']), |row| row.is_final)
}

/// What to tell the buyer, with the code in parentheses.
pub fn buyer_text(code: &str) -> String {
    with_code(lookup(code).map_or(UNKNOWN_TO_BUYER, |row| row.buyer_text), code)
}

/// What to tell the shop, with the code in parentheses.
pub fn shop_text(code: &str) -> String {
    with_code(lookup(code).map_or(UNKNOWN_TO_SHOP, |row| row.shop_text), code)
}

fn with_code(text: &str, code: &str) -> String {
    if code.is_empty() { text.to_owned() } else { format!("{text}（{code}）") }
}

/// What to tell the buyer about a code that is not in the table.
pub const UNKNOWN_TO_BUYER: &str = "クレジットカードでのお支払いを完了できませんでした。\
    別のカードまたは別のお支払い方法をお試しください。";
const UNKNOWN_TO_SHOP: &str = "Norenの一覧にないエラーコードです。\
    コードを添えてペイジェントへお問い合わせください。";

// What several rows tell the buyer.
const CHECK_CARD: &str =
    "カード番号・有効期限・セキュリティコード・カード名義人をご確認のうえ、入力し直してください。";
const ENTER_AGAIN: &str = "お手数ですが、カード情報をもう一度入力してください。";
const OTHER_CARD: &str = "このカードはご利用いただけませんでした。別のカードをお試しいただくか、カード会社へご確認ください。";
const LATER: &str = "ただいまカード決済を処理できません。しばらくしてからもう一度お試しください。";
const ASK_SHOP: &str = "ただいまカード決済をご利用いただけません。\
    別のお支払い方法をお選びいただくか、ショップへお問い合わせください。";
const BEING_CHECKED: &str =
    "決済の結果を確認しています。もう一度注文せずに、しばらくお待ちください。";

// What several rows tell the shop.
const BUYER_ACTS: &str = "購入者の入力によるエラーです。ショップでの対応は必要ありません。";
const PROGRAM: &str = "Norenが送った電文をペイジェントが受け付けませんでした。\
    システム管理者にコードと変更履歴を伝えてください。";
const CONTRACT: &str = "ペイジェントとの契約内容で許可されていない処理です。\
    契約状況をペイジェントにご確認ください。";
const OTHER_METHOD: &str = "カード以外の決済手段のエラーです。ペイジェントへお問い合わせください。";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_of_the_guide_and_of_the_reference_is_there() {
        let guide = "31001 2016 1502 P010 2001 2002 2003 1301 1700";
        let token = "1100 1200 1201 1300 1400 1401 1500 1501 1600 1601 7000 7001 8000 9000";
        let gateway = "P001 P002 P003 P004 P005 P006 P007 P008 P009 P011 P012 P013 P014 P015 P016 \
            P017 P018 P021 P022 P023 P024 P025 P026 P027 P028 P029 P030 P034 P035 P036 P037 P040 \
            P042 P063 E001 E002 9003 9004 9005 6005 2004 2005 2006 2007 2008 2009 2010 2011 2012 \
            2013 2014 2015 2017 2018 2020 2021 2022 2023 2024 2025 2026 2054 31002 31003 31004 \
            31005 31006 31007 31008 31009 31010 31011 31012 31013 13001 13002 25001 25002 3001 \
            3002 3003 3004 4001 5008 5009 5010 5011 8001 8002 8003 9101 9102 9103 9104 9106 11001 \
            11011 15006 15007 15013";
        for code in [guide, token, gateway].iter().flat_map(|codes| codes.split_whitespace()) {
            assert!(lookup(code).is_some(), "{code}");
        }
    }

    #[test]
    fn each_code_has_one_row_with_all_its_texts() {
        let mut seen = BTreeSet::new();
        for row in table() {
            assert!(seen.insert(row.code), "{} twice", row.code);
            for text in [row.buyer_text, row.shop_text] {
                assert!(text.ends_with('。') && !text.contains(' '), "{}: {text}", row.code);
            }
            assert!(!row.meaning.is_empty(), "{}", row.code);
        }
    }

    #[test]
    fn what_does_not_say_whether_money_moved_is_not_final() {
        for code in ["2008", "E001", "E002", "9003", "9005", "2010", "2011", "2012", "15007"] {
            assert!(!is_final(code), "{code}");
            assert_eq!(lookup(code).map(|row| row.buyer_text), Some(BEING_CHECKED), "{code}");
        }
        for code in ["E999", "9999"] {
            assert!(!is_final(code), "{code} is unknown");
        }
        for code in ["2001", "2002", "2003", "P010", "13001", "13002", "31001", "4711"] {
            assert!(is_final(code), "{code}");
        }
    }

    #[test]
    fn texts_show_the_code_known_or_not() {
        for (code, shown) in [("2003", "。（2003）"), ("4711", "。（4711）"), ("", "。")] {
            for text in [buyer_text(code), shop_text(code)] {
                assert!(text.ends_with(shown), "{text}");
            }
        }
    }
}
