//! 接続元制限: the networks that the admin is reached from; none listed: any.

use serde::{Deserialize, Serialize};
use store::Tx;

use crate::checkout::{FieldError, normalise};
use crate::id::ShopId;
use crate::network::Network;
use crate::settings::form::Checks;
use crate::settings::{self, Plain, Setting};
use crate::world::World;

/// So many networks at most.
const NETWORKS_MAX: usize = 50;

/// One version of these settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffAccess {
    /// Where from; empty: from anywhere.
    pub networks: Vec<Network>,
}

/// Their form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccessForm {
    /// Networks or addresses, one a line.
    pub networks: String,
}

impl Setting for StaffAccess {
    const KIND: &'static str = "staff_access";
}

impl StaffAccess {
    /// Whether the admin may be reached from there.
    pub fn admits(&self, address: std::net::IpAddr) -> bool {
        self.networks.is_empty() || self.networks.iter().any(|one| one.contains(address))
    }

    /// Refuses a list that would keep out whoever saves it.
    pub fn keeps_in(&self, address: std::net::IpAddr) -> Result<(), Vec<FieldError>> {
        let mut checks = Checks::default();
        if !self.admits(address) {
            let said = format!(
                "いまの接続元 {address} がありません。このままでは、あなたも入れなくなります。"
            );
            checks.refuse("networks", said);
        }
        checks.end(())
    }
}

impl Plain for StaffAccess {
    type Form = AccessForm;

    fn form(current: Option<&StaffAccess>) -> AccessForm {
        let networks = current.map(|kept| kept.networks.as_slice()).unwrap_or_default();
        let lines: Vec<String> = networks.iter().map(ToString::to_string).collect();
        AccessForm { networks: lines.join("\n") }
    }

    fn check(form: &AccessForm) -> Result<StaffAccess, Vec<FieldError>> {
        let mut checks = Checks::default();
        let text = normalise::paragraphs(&form.networks);
        let mut networks: Vec<Network> = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match line.parse() {
                Ok(network) if networks.contains(&network) => {}
                Ok(network) => networks.push(network),
                Err(_) => {
                    let said = format!(
                        "「{line}」は読めません。203.0.113.7 か 203.0.113.0/24 のように書いてください。"
                    );
                    checks.refuse("networks", said);
                    break;
                }
            }
        }
        if networks.len() > NETWORKS_MAX {
            checks.refuse("networks", format!("{NETWORKS_MAX}行までです。"));
        }
        checks.end(StaffAccess { networks })
    }
}

/// What is in force, inside a transaction.
pub fn networks_in(tx: &mut dyn Tx, shop: ShopId) -> Result<StaffAccess, store::Error> {
    let current = settings::current::<StaffAccess>(tx, shop)?;
    Ok(current.map(|version| version.body).unwrap_or_default())
}

/// Lets everybody in again, for whoever has locked themselves out. `false`: nobody was kept out.
pub async fn clear_access(world: &World, shop: ShopId, by: &str) -> Result<bool, store::Error> {
    let (by, now) = (by.to_owned(), world.now());
    let cleared = world.store.write(move |tx: &mut dyn Tx| {
        if networks_in(tx, shop)?.networks.is_empty() {
            return Ok(false);
        }
        settings::save(tx, shop, &StaffAccess::default(), &by, now)?;
        Ok::<_, store::Error>(true)
    });
    cleared.await
}
