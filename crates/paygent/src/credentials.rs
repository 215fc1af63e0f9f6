use crate::Secret;

/// Who the merchant is to Paygent: the three values on every telegram (マーチャントID, 接続ID,
/// 接続パスワード of the setup guide).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// `merchant_id`, up to 9 digits.
    pub merchant_id: String,
    /// `connect_id`, up to 32 letters, digits or `_`.
    pub connect_id: String,
    /// `connect_password`, up to 32 characters.
    pub connect_password: Secret,
}
