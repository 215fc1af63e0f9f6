//! `noren staff`: for whoever has locked themselves out of the admin.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use shop::profile::{self, Shop};
use shop::secret::Secret;
use shop::staff;
use shop::world::World;

use crate::config::{File, Place, Tempo};
use crate::{founding, installation};

/// Name of this command in the history of what it changes.
const BY: &str = "noren staff";

/// Help whoever cannot get into the admin
///
/// On `SQLite`, stop `serve` first: one process writes.
#[derive(clap::Args)]
pub struct Staff {
    #[command(subcommand)]
    act: Act,
}

#[derive(clap::Subcommand)]
enum Act {
    List(List),
    Password(Password),
    Open(Open),
}

/// List the accounts of the admin
#[derive(clap::Args)]
struct List {
    #[command(flatten)]
    place: Place,
}

/// Give an account a new password, lift its locks and end its sessions
#[derive(clap::Args)]
struct Password {
    #[command(flatten)]
    place: Place,
    /// Name the person signs in with
    #[arg(long, value_name = "NAME")]
    login: String,
    /// File with the new password; without it one is made and told once
    #[arg(long = "password-file", value_name = "FILE")]
    file: Option<PathBuf>,
    /// Also take the second factor away, for a lost phone
    #[arg(long)]
    remove_second_factor: bool,
}

/// Let the admin be reached from everywhere again
#[derive(clap::Args)]
struct Open {
    #[command(flatten)]
    place: Place,
}

pub async fn run(wish: Staff) -> Result<()> {
    match wish.act {
        Act::List(wish) => list(wish.place).await,
        Act::Password(wish) => password(wish).await,
        Act::Open(wish) => open(wish.place).await,
    }
}

async fn list(place: Place) -> Result<()> {
    let (world, shop) = enter(place).await?;
    for account in staff::accounts(&world, shop.id).await? {
        let state = if account.stopped_at.is_some() { "stopped" } else { "active" };
        let second = if account.has_totp { "second factor" } else { "no second factor" };
        let role = account.role.word();
        println!("{}\t{role}\t{state}\t{second}\t{}", account.login, account.name);
    }
    Ok(())
}

async fn password(wish: Password) -> Result<()> {
    let typed = match &wish.file {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            Some(Secret::new(text.trim()))
        }
        None => None,
    };
    let (world, shop) = enter(wish.place).await?;
    let password = typed.clone().unwrap_or_else(founding::new_password);
    let known = staff::change_password(&world, &shop, &wish.login, &password).await?;
    ensure!(known, "nobody signs in as {}", wish.login);
    if wish.remove_second_factor && staff::remove_totp(&world, shop.id, &wish.login).await? {
        println!("The second factor of {} is gone.", wish.login);
    }
    match typed {
        Some(_) => println!("{} has the new password.", wish.login),
        None => println!("Sign in as {} with {}", wish.login, password.expose()),
    }
    Ok(())
}

async fn open(place: Place) -> Result<()> {
    let (world, shop) = enter(place).await?;
    if staff::clear_access(&world, shop.id, BY).await? {
        println!("The admin can be reached from everywhere again.");
    } else {
        println!("The admin could be reached from everywhere already.");
    }
    Ok(())
}

/// The installation, and its first shop.
async fn enter(place: Place) -> Result<(World, Shop)> {
    let place = File::read(place.dir())?.under(place.clone())?;
    let world = installation::open(&place, &Tempo::default()).await?;
    let shop = profile::load(&world, founding::FIRST).await?.context("there is no shop yet")?;
    Ok((world, shop))
}
