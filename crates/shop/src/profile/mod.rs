//! Who a shop is: its name, its addresses and the texts that it publishes. Knows nothing that it
//! sells.

mod directory;
mod find;
mod texts;

pub use directory::{Directory, Door};
pub use find::{find_by_admin_host, find_by_host, load, only, relocate};
pub(crate) use find::{host_of, without_slash};
pub use texts::{LegalPage, ShopTexts, save_texts, texts, texts_in};

use serde::{Deserialize, Serialize};

use crate::id::ShopId;

/// One shop of this installation, as its row says (DESIGN section 6). Absolute addresses come only
/// from here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shop {
    /// Leads every key.
    pub id: ShopId,
    /// 店舗名, as buyers read it.
    pub name: String,
    /// `Host` header of the storefront, lower case, with its port unless that is the scheme's own.
    pub host: String,
    /// `Host` header of the admin, likewise.
    pub admin_host: String,
    /// Storefront address without a slash at the end.
    pub base_url: String,
    /// Admin address without a slash at the end.
    pub admin_url: String,
    /// Sender of every mail.
    pub mail_from: String,
    /// Where 受注通知 go.
    pub notify_to: String,
}
