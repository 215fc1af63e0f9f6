//! 基本設定: what the shop's owner decides. Every form goes over a confirmation that says what will
//! change (確認画面へ → 設定する, R-108).

pub(crate) mod brake;
pub(crate) mod card;
pub(crate) mod carrier;
mod carrier_rows;
pub(crate) mod cart;
pub(crate) mod delivery;
pub(crate) mod delivery_log;
pub(super) mod form;
pub(crate) mod goods;
pub(crate) mod groups;
pub(crate) mod history;
pub(crate) mod issuer;
pub(crate) mod layouts;
pub(crate) mod mails;
pub(crate) mod payments;
pub(crate) mod plain;
pub(super) mod row;
pub(crate) mod sheet;
pub(crate) mod slips;
pub(crate) mod statuses;
mod terms;
mod visit;

pub(crate) use visit::Visit;
