//! The reference of commands and keys, made from what the command line says of itself.

use std::fmt::Write;
use std::path::Path;

use clap::{Arg, Command, CommandFactory};

use crate::Line;

/// In the repository.
const FILE: &str = "../../docs/reference/configuration.md";

fn page() -> String {
    let line = Line::command();
    let mut page = String::from(
        "# Commands and configuration\n\n\
         Made from the code by a test of `crates/noren`; edit the docstrings there.\n\n\
         A key with a variable may also stand in `noren.toml` in the data folder, where `serve`, \
         `work` and `migrate` take it: `shop_addr = \"127.0.0.1:8080\"`. A flag wins over the \
         variable, the variable over the file. `--log` and `--log-format` go with every command.\n",
    );
    write_commands(&mut page, "noren", &line);
    write_table(&mut page, "\n## All commands\n", line.get_arguments());
    page
}

/// Every command below this one, by its full name.
fn write_commands(page: &mut String, path: &str, above: &Command) {
    for command in above.get_subcommands() {
        let path = format!("{path} {}", command.get_name());
        write_command(page, &path, command);
        write_commands(page, &path, command);
    }
}

fn write_command(page: &mut String, path: &str, command: &Command) {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let long = command.get_long_about().map(ToString::to_string).unwrap_or_default();
    let more = long.strip_prefix(&about).unwrap_or_default().trim();
    let title = format!("\n## `{path}`\n\n{about}.{}{more}\n", space(more));
    write_table(page, &title, command.get_arguments());
}

fn space(more: &str) -> &str {
    if more.is_empty() { "" } else { " " }
}

fn write_table<'a>(page: &mut String, title: &str, arguments: impl Iterator<Item = &'a Arg>) {
    let shown: Vec<&Arg> = arguments.filter(|argument| !argument.is_hide_set()).collect();
    page.push_str(title);
    if shown.is_empty() {
        return;
    }
    page.push_str("\n| flag | variable | meaning |\n|---|---|---|\n");
    for argument in shown {
        let variable = argument.get_env().map(|name| format!("`{}`", name.to_string_lossy()));
        let name = argument.get_long().map_or_else(
            || format!("<{}>", argument.get_id().as_str().to_uppercase()),
            |long| format!("--{long}"),
        );
        writeln!(page, "| `{name}` | {} | {} |", variable.unwrap_or_default(), meaning(argument))
            .expect("a text can be written to");
    }
}

fn meaning(argument: &Arg) -> String {
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let values: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|_| argument.get_action().takes_values())
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    let default: Vec<_> =
        argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    let mut meaning = help.replace('|', "\\|");
    if !values.is_empty() {
        write!(meaning, " ({})", values.join(", ")).expect("a text can be written to");
    }
    if !default.is_empty() && argument.get_action().takes_values() {
        write!(meaning, " [default: {}]", default.join(" ")).expect("a text can be written to");
    }
    meaning
}

#[test]
fn the_reference_says_what_the_code_says() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let page = page();
    if std::env::var_os("NOREN_WRITE_REFERENCE").is_some() {
        std::fs::write(&file, &page).expect("the reference can be written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == page, "write it anew: NOREN_WRITE_REFERENCE=1 cargo test -p noren reference");
}
