//! The one binary: it reads the command line and the configuration, wires the crates together and
//! holds no rule of its own.

mod background;
mod card;
mod command;
mod config;
mod contract;
mod founding;
mod installation;
mod listen;
mod log;
mod master_key;
#[cfg(test)]
mod reference;
mod shutdown;
mod tls;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use command::{demo, init, mailbox, migrate, sandbox, serve, staff, subscriptions, work};

/// Noren (暖簾): a shop for Japan that never loses an order.
#[derive(Parser)]
#[command(name = "noren", version, about, arg_required_else_help = true)]
struct Line {
    #[command(flatten)]
    log: log::Wish,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Demo),
    Init(init::Init),
    Serve(serve::Serve),
    Work(work::Work),
    Migrate(migrate::Migrate),
    Staff(staff::Staff),
    Sandbox(sandbox::Sandbox),
    Mailbox(mailbox::Mailbox),
    Subscriptions(subscriptions::Subscriptions),
}

fn main() -> ExitCode {
    let line = Line::parse();
    line.log.begin();
    match act(line.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("noren: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn act(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Demo(wish) => demo::run(wish).await,
        Command::Init(wish) => init::run(wish).await,
        Command::Serve(wish) => serve::run(wish).await,
        Command::Work(wish) => work::run(wish).await,
        Command::Migrate(wish) => migrate::run(&wish).await,
        Command::Staff(wish) => staff::run(wish).await,
        Command::Sandbox(wish) => sandbox::run(wish).await,
        Command::Mailbox(wish) => mailbox::run(wish).await,
        Command::Subscriptions(wish) => subscriptions::run(wish).await,
    }
}
