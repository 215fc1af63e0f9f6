//! `noren init`

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use paygent_sandbox::Merchant;
use serde::Deserialize;
use shop::id::MerchantId;
use shop::payment::account::{Account, Endpoints};
use shop::profile::Shop;
use shop::sample;
use shop::secret::Secret;

use crate::config::{File, Place, Tempo};
use crate::founding::{self, Founding, Owner};
use crate::{installation, master_key};

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
    /// The shop's name on the card issuer's page, in Latin letters
    #[arg(long, value_name = "NAME", default_value = "NOREN")]
    merchant_name: String,
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
    /// `three_ds_key`, `telegrams` (URL), `token_script` (URL), `sandbox`, `ca_pem_file`; without
    /// it the account of `noren sandbox` at its usual address
    #[arg(long, value_name = "FILE")]
    paygent: Option<PathBuf>,
}

/// The Paygent account as its file says it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountFile {
    /// ① マーチャントID
    merchant_id: String,
    /// ② 接続ID
    connect_id: String,
    /// ③ 接続IDパスワード
    connect_password: String,
    /// ④ トークン生成鍵
    token_key: String,
    /// ⑩ 3Dセキュア結果受付ハッシュ鍵
    three_ds_key: Option<String>,
    /// Where telegrams go: `https://host`
    telegrams: String,
    /// Where browsers load `PaygentToken.js`
    token_script: String,
    /// Whether it is a sandbox
    #[serde(default)]
    sandbox: bool,
    /// CA of the telegram host, where it is not a public one
    ca_pem_file: Option<PathBuf>,
}

pub async fn run(wish: Init) -> Result<()> {
    let dir = wish.place.dir().to_owned();
    ensure!(
        wish.base_url != wish.admin_url,
        "--base-url and --admin-url are two addresses: buyers' cookies never reach the admin"
    );
    installation::make_folder(&dir)?;
    let place = File::read(&dir)?.under(wish.place.clone())?;
    let is_new_key = !place.key_file().exists();
    if is_new_key {
        master_key::make(&place.key_file())?;
    }
    let account = match &wish.paygent {
        Some(file) => read_account(file)?,
        None => founding::sandbox_account(
            &Merchant::demo(),
            "http://127.0.0.1:8090",
            "http://localhost:8090/js/PaygentToken.js",
        ),
    };
    let (password, told) = match &wish.owner_password_file {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            (Secret::new(text.trim()), false)
        }
        None => (founding::new_password()?, true),
    };
    let world = installation::open(&place, &Tempo::default()).await?;
    let owner = Owner { login: wish.owner.clone(), name: wish.owner.clone(), password };
    let founding = Founding {
        shop: shop(&wish),
        with_goods: wish.sample,
        account,
        merchant_name: wish.merchant_name,
        owner,
    };
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

fn read_account(file: &std::path::Path) -> Result<Account> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let told: AccountFile = toml::from_str(&text).with_context(|| file.display().to_string())?;
    let ca_pem = told
        .ca_pem_file
        .map(|pem| std::fs::read_to_string(&pem).with_context(|| pem.display().to_string()))
        .transpose()?;
    Ok(Account {
        merchant: MerchantId(told.merchant_id),
        connect_id: told.connect_id,
        connect_password: Secret::new(told.connect_password),
        token_key: told.token_key,
        three_ds_key: told.three_ds_key.map(Secret::new),
        endpoints: Endpoints {
            telegrams: told.telegrams,
            token_script: told.token_script,
            sandbox: told.sandbox,
            ca_pem,
        },
    })
}
