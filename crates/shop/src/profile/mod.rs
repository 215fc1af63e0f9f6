//! Who a shop is: its name, its addresses and the texts that it publishes. Knows nothing that it
//! sells.

mod create;
mod directory;
mod find;
mod texts;

pub use create::create_in;
pub use directory::{Directory, Door};
pub use find::{find_by_admin_host, find_by_host, load, load_in, only, relocate};
pub use texts::{LegalPage, ShopTexts, texts, texts_in};

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

impl Shop {
    /// A shop at these addresses; `host` and `admin_host` follow from them. Mails come from and go
    /// to `info@` the storefront's host until the shop says otherwise.
    pub fn new(id: ShopId, name: &str, base_url: &str, admin_url: &str) -> Shop {
        let (base_url, admin_url) = (find::without_slash(base_url), find::without_slash(admin_url));
        let host = find::host_of(&base_url);
        let name_of_host = host.split(':').next().unwrap_or_default();
        let has_letters = name_of_host.contains(|c: char| c.is_ascii_alphabetic());
        let mail = format!("info@{}", if has_letters { name_of_host } else { "localhost" });
        Shop {
            id,
            name: name.to_owned(),
            admin_host: find::host_of(&admin_url),
            host,
            base_url,
            admin_url,
            mail_from: mail.clone(),
            notify_to: mail,
        }
    }
}
