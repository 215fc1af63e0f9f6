//! The codes of Paygent and of its token script: what they mean, whose move it is, what to say.

/// Whose move it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The buyer corrects something or takes another card.
    Buyer,
    /// The shop looks at its settings or at the order.
    Shop,
    /// Whoever runs Noren, or Paygent itself.
    Operator,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCode {
    /// As it comes on the wire.
    pub code: &'static str,
    /// What it means, in English, for developers.
    pub meaning: &'static str,
    /// Whether it says for certain that nothing happened at the gateway.
    pub is_final: bool,
    /// Whose move it is.
    pub whose_move: Move,
    /// For the buyer, Japanese.
    pub buyer_text: &'static str,
    /// For the shop, Japanese.
    pub shop_text: &'static str,
}

/// The row of a code, if we know it.
pub fn lookup(code: &str) -> Option<&'static ErrorCode> {
    TABLE.iter().find(|row| row.code == code)
}

/// Whether a refusal with this code says for certain that nothing happened. An unknown code does.
pub fn is_final(code: &str) -> bool {
    lookup(code).is_none_or(|row| row.is_final)
}

/// What to tell the buyer, the code included; unknown codes are shown as they came.
pub fn buyer_text(code: &str) -> String {
    match lookup(code) {
        Some(row) => format!("{}（エラーコード：{code}）", row.buyer_text),
        None => format!("カード決済を完了できませんでした。（エラーコード：{code}）"),
    }
}

/// What to tell the shop, the code included; unknown codes are shown as they came.
pub fn shop_text(code: &str) -> String {
    match lookup(code) {
        Some(row) => format!("{}（エラーコード：{code}）", row.shop_text),
        None => format!("ペイジェントへお問い合わせください。（エラーコード：{code}）"),
    }
}

/// The table.
pub const TABLE: &[ErrorCode] = &[];
