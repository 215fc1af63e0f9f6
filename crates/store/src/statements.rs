//! Every statement of a crate, from its source, so that a test can prepare them all on both
//! engines. Cargo feature `scratch`.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::{Description, Dialect, Error, Sql, Store};

/// One [`sql!`](crate::sql) of a source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The file, as found.
    pub file: PathBuf,
    /// The line of its text, from 1.
    pub line: usize,
    /// The text as the engine gets it.
    pub text: String,
    /// The one engine it is for; none: both.
    pub engine: Option<Dialect>,
}

/// Every `sql!("…")` of the `.rs` files under `folder`, those inside other macros included. Left
/// out: modules named `tests`, whose tables may be their own.
pub fn in_source(folder: &Path) -> Result<Vec<Statement>, String> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    entries.sort();
    for path in entries {
        let name = path.file_stem().unwrap_or_default();
        if name == "tests" {
            continue;
        }
        if path.is_dir() {
            found.extend(in_source(&path)?);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            found.extend(in_text(&path, &text)?);
        }
    }
    Ok(found)
}

/// Every statement of one file's text.
pub fn in_text(file: &Path, text: &str) -> Result<Vec<Statement>, String> {
    let tokens: TokenStream =
        text.parse().map_err(|error| format!("{}: {error}", file.display()))?;
    let mut found = Vec::new();
    walk(file, tokens, &mut found)?;
    Ok(found)
}

fn walk(file: &Path, tokens: TokenStream, found: &mut Vec<Statement>) -> Result<(), String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let before = |steps: usize| at.checked_sub(steps).map(|at| tokens[at].to_string());
        let is_tests = group.delimiter() == Delimiter::Brace
            && before(1).as_deref() == Some("tests")
            && before(2).as_deref() == Some("mod");
        if before(1).as_deref() == Some("!") && before(2).as_deref() == Some("sql") {
            found.push(statement(file, group.stream())?);
        } else if !is_tests {
            walk(file, group.stream(), found)?;
        }
    }
    Ok(())
}

fn statement(file: &Path, tokens: TokenStream) -> Result<Statement, String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let Some(TokenTree::Literal(literal)) = tokens.last() else {
        return Err(format!("{}: a sql! without a literal", file.display()));
    };
    let line = literal.span().start().line;
    let text: syn::LitStr = syn::parse_str(&literal.to_string())
        .map_err(|error| format!("{}:{line}: {error}", file.display()))?;
    let engine = match tokens.first().map(ToString::to_string).as_deref() {
        Some("sqlite") => Some(Dialect::Sqlite),
        Some("postgres") => Some(Dialect::Postgres),
        _ => None,
    };
    Ok(Statement { file: file.to_owned(), line, text: text.value(), engine })
}

/// Prepares each statement that is for the store's engine, on its migrated tables. Gives what
/// each takes and gives, or all that failed, one `file:line: why` each.
pub fn prepare_all(
    store: &Store,
    statements: &[Statement],
) -> Result<Vec<(Statement, Description)>, String> {
    let mut prepared = Vec::new();
    let mut failed = Vec::new();
    for statement in statements {
        if statement.engine.is_some_and(|engine| engine != store.dialect()) {
            continue;
        }
        // A test's few hundred texts may stay until it ends.
        let sql = Sql::from_literal(String::leak(statement.text.clone()));
        match store.read_blocking::<_, Error>(move |tx| tx.describe(sql)) {
            Ok(description) => prepared.push((statement.clone(), description)),
            Err(error) => {
                failed.push(format!("{}:{}: {error}", statement.file.display(), statement.line));
            }
        }
    }
    if failed.is_empty() { Ok(prepared) } else { Err(failed.join("\n")) }
}

/// Prepares every statement under `folder` on both engines of the product, and compares what
/// they take and give. For one line in a crate's tests:
/// `store::statements::check(Path::new("src"), MIGRATIONS).expect("every statement")`.
pub fn check(folder: &Path, migrations: &[crate::Migration]) -> Result<usize, String> {
    use crate::scratch::{Kind, Scratch};
    let statements = in_source(folder)?;
    let [sqlite, postgres] = [Kind::SqliteMemory, Kind::Postgres]
        .map(|kind| prepare_all(&Scratch::new(kind, migrations).store(), &statements));
    let (sqlite, postgres) = match (sqlite, postgres) {
        (Ok(sqlite), Ok(postgres)) => (sqlite, postgres),
        (sqlite, postgres) => {
            let told = |engine, result: Result<_, String>| {
                result.err().map(|why| format!("on {engine}:\n{why}"))
            };
            let both = [told("SQLite", sqlite), told("PostgreSQL", postgres)];
            return Err(both.into_iter().flatten().collect::<Vec<_>>().join("\n"));
        }
    };
    for (statement, here) in &sqlite {
        let there = postgres.iter().find(|(other, _)| other == statement);
        if there.is_some_and(|(_, there)| {
            there.parameters != here.parameters || there.columns.len() != here.columns.len()
        }) {
            return Err(format!(
                "{}:{}: the engines see other parameters or columns",
                statement.file.display(),
                statement.line
            ));
        }
    }
    Ok(statements.len())
}
