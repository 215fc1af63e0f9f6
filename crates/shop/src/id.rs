//! Names of things: each its own type, so that an order cannot be taken for a product.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! number_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
        impl From<$name> for store::Val {
            fn from(id: $name) -> store::Val {
                store::Val::Int(id.0)
            }
        }
    )*};
}

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);
        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl From<$name> for store::Val {
            fn from(id: $name) -> store::Val {
                store::Val::Text(id.0)
            }
        }
        impl From<&$name> for store::Val {
            fn from(id: &$name) -> store::Val {
                store::Val::Text(id.0.clone())
            }
        }
    )*};
}

number_id! {
    /// One shop of this installation; leads every key of the database.
    ShopId;
    /// A product of a shop.
    ProductId;
    /// A category of products.
    CategoryId;
    /// A way of delivery (宅配便).
    CarrierId;
    /// A 送料グループ of products.
    ShippingGroupId;
    /// An order's 内部番号.
    OrderId;
    /// A person who works in the admin.
    StaffId;
    /// A buyer with an account (会員).
    MemberId;
    /// A 受注ステータス of a shop.
    StatusId;
    /// A piece of work on many orders (受注一括処理).
    RunId;
    /// A メールテンプレート of a shop.
    TemplateId;
    /// A 送り状レイアウト of a shop.
    LayoutId;
    /// A file that was made of orders.
    FileId;
    /// A file of 問合せ番号 that was uploaded.
    NumberFileId;
}

text_id! {
    /// A buyer's cart: the second of its making, then the SHA-256 of the browser's cookie (hex), so
    /// that the database cannot open it.
    CartId;
    /// Belongs to one version of one cart; leads to at most one placed order (DESIGN section 4).
    SubmitKey;
    /// One try to place an order; public in URLs: the second, then 128 random bits; 40 hex
    /// digits.
    AttemptId;
    /// One money telegram after the order.
    OpId;
    /// 取引ID: 20 decimal digits, text; sent to Paygent as `trading_id`.
    TradeId;
    /// Paygent's own number of a payment (`payment_id`), at most 18 digits.
    PaymentId;
    /// マーチャントID: a contract with Paygent.
    MerchantId;
    /// An uploaded picture: the SHA-256 of its bytes, 64 hex digits.
    PictureId;
}
