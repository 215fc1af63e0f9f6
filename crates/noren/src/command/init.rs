//! `noren init`

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use paygent_sandbox::Merchant;
use shop::payment::account::Account;
use shop::profile::Shop;
use shop::sample;
use shop::secret::Secret;
use shop::settings::CardSettings;

use crate::card::CardTable;
use crate::config::{File, Place, Tempo};
use crate::founding::{self, Founding, Owner};
use crate::{contract, installation, master_key};

/// Set up an installation: data folder, master key, owner, first shop
///
/// Nothing that is there already is replaced.
#[derive(clap::Args)]
pub struct Init {
    #[command(flatten)]
    place: Place,
    /// Fill the shop with the sample shop's goods
    #[arg(long)]
    sample: bool,
    /// What the shop is called [default: the sample shop's name]
    #[arg(long, value_name = "NAME", required_unless_present = "sample")]
    shop_name: Option<String>,
    /// Sender of the shop's mails [default: info@ the shop's host]
    #[arg(long, value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// Where 受注通知 go [default: info@ the shop's host]
    #[arg(long, value_name = "ADDRESS")]
    notify_to: Option<String>,
    /// The shop's name on the card issuer's page, in Latin letters [default: `merchant_name` in the
    /// `[card]` of `--paygent`, or NOREN]
    #[arg(long, value_name = "NAME")]
    merchant_name: Option<String>,
    /// Where buyers reach the shop
    #[arg(long, value_name = "URL", value_parser = address)]
    #[arg(default_value = "http://127.0.0.1:8080")]
    base_url: String,
    /// Where staff reach the admin
    #[arg(long, value_name = "URL", value_parser = address)]
    #[arg(default_value = "http://127.0.0.1:8081")]
    admin_url: String,
    /// Name the owner signs in with
    #[arg(long, value_name = "NAME", default_value = "owner")]
    owner: String,
    /// File with the owner's password; without it one is made and told once
    #[arg(long, value_name = "FILE")]
    owner_password_file: Option<PathBuf>,
    /// File with the Paygent account: `merchant_id`, `connect_id`, `connect_password`, `token_key`,
    /// `three_ds_key`, `telegrams` (URL), `token_script` (URL), `sandbox`, `ca_pem_file`; its table
    /// `[card]` says how the shop takes cards, `docs/operating/paygent.toml` shows it in full;
    /// without it the account of `noren sandbox` at its usual address
    #[arg(long, value_name = "FILE")]
    paygent: Option<PathBuf>,
}

pub async fn run(wish: Init) -> Result<()> {
    let dir = wish.place.dir().to_owned();
    ensure!(
        wish.base_url != wish.admin_url,
        "--base-url and --admin-url are two addresses: buyers' cookies never reach the admin"
    );
    // Before anything is made: a file with a mistake leaves nothing behind.
    let (account, card) = payment(&wish)?;
    installation::make_folder(&dir)?;
    let place = File::read(&dir)?.under(wish.place.clone())?;
    let is_new_key = !place.key_file().exists();
    if is_new_key {
        master_key::make(&place.key_file())?;
    }
    let (password, told) = match &wish.owner_password_file {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            (Secret::new(text.trim()), false)
        }
        None => (founding::new_password(), true),
    };
    let world = installation::open(&place, &Tempo::default()).await?;
    let owner = Owner { login: wish.owner.clone(), name: wish.owner.clone(), password };
    let founding = Founding { shop: shop(&wish), with_goods: wish.sample, account, card, owner };
    let is_new = founding::found(&world, &founding).await?;
    if !is_new && is_new_key {
        // A key that opens nothing of the shop that is there must not look like the right one.
        std::fs::remove_file(place.key_file())?;
    }
    ensure!(is_new, "{} has a shop already; nothing was changed", dir.display());

    println!("The shop is set up in {}.", dir.display());
    println!(
        "Keep {} apart from backups: without it they do not open.",
        place.key_file().display()
    );
    let owner = &founding.owner;
    if told {
        println!("Sign in to the admin as {} with {}", owner.login, owner.password.expose());
    }
    println!("Start it with: noren serve --dir {}", dir.display());
    Ok(())
}

/// Through whom the shop is paid, and how it takes cards.
fn payment(wish: &Init) -> Result<(Account, CardSettings)> {
    let (account, table) = match &wish.paygent {
        Some(file) => contract::read(file)?,
        None => {
            let script = "http://localhost:8090/js/PaygentToken.js";
            let merchant = Merchant::demo();
            let account = founding::sandbox_account(&merchant, "http://127.0.0.1:8090", script);
            (account, CardTable::default())
        }
    };
    let name =
        wish.merchant_name.as_deref().or(table.merchant_name()).unwrap_or("NOREN").to_owned();
    let card = table
        .settings(account.merchant.clone(), account.three_ds_key.as_ref(), &name)
        .with_context(|| told_by(wish.paygent.as_deref()))?;
    Ok((account, card))
}

fn told_by(file: Option<&Path>) -> String {
    file.map_or_else(|| "the command line".to_owned(), |file| file.display().to_string())
}

fn shop(wish: &Init) -> Shop {
    let mut shop = if wish.sample {
        sample::shop(&wish.base_url, &wish.admin_url)
    } else {
        Shop::new(founding::FIRST, "", &wish.base_url, &wish.admin_url)
    };
    let say = |field: &mut String, wished: &Option<String>| {
        if let Some(wished) = wished {
            field.clone_from(wished);
        }
    };
    say(&mut shop.name, &wish.shop_name);
    say(&mut shop.mail_from, &wish.mail_from);
    say(&mut shop.notify_to, &wish.notify_to);
    shop
}

/// An address of a whole host: every link in a page or a mail begins with it.
fn address(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = host.map(|host| host.trim_end_matches('/')).unwrap_or_default();
    if host.is_empty() || host.contains(['/', '?', '#', '@', ' ']) {
        return Err("an address such as https://shop.example.jp, without a path".to_owned());
    }
    Ok(text.to_ascii_lowercase())
}
