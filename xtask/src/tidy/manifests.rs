//! Which crate may use which: dependencies point one way, and some crates belong to one place.

use toml::Table;

use super::Problem;
use crate::repository::File;

/// Crates of the workspace that each may use. Tests (dev-dependencies) may use `FOR_TESTS` too.
const ALLOWED: &[(&str, &[&str])] = &[
    ("paygent", &[]),
    ("renegotiation", &[]),
    ("store", &[]),
    ("mailbox", &[]),
    ("documents", &[]),
    ("paygent-sandbox", &["paygent", "renegotiation", "store"]),
    ("shop", &["paygent", "store", "documents"]),
    ("web", &["shop", "paygent", "store"]),
    ("noren", &EVERY),
    ("proof", &EVERY),
    ("fuzz", &["paygent"]),
    ("xtask", &[]),
];
const EVERY: [&str; 7] =
    ["documents", "mailbox", "paygent", "paygent-sandbox", "shop", "store", "web"];
const FOR_TESTS: &[&str] = &["paygent-sandbox", "mailbox"];

/// The one crate that may have unsafe code, and so has lints of its own (docs/decisions/012).
const UNSAFE: &str = "renegotiation";

/// Crates that only some may name, tests aside unless `in_tests`.
struct Reserved {
    names: &'static [&'static str],
    to: &'static [&'static str],
    in_tests: bool,
    why: &'static str,
}

const RESERVED: &[Reserved] = &[
    Reserved {
        names: &["axum", "axum-server", "hyper", "tower-http"],
        // `proof` asks with hyper, and serves nothing.
        to: &["web", "paygent-sandbox", "mailbox", "noren", "proof"],
        in_tests: false,
        why: "HTTP is served by the surfaces only",
    },
    Reserved {
        names: &["askama"],
        to: &["web", "paygent-sandbox", "mailbox"],
        in_tests: true,
        why: "pages are made by the surfaces only",
    },
    Reserved {
        names: &["reqwest"],
        to: &["paygent", "paygent-sandbox", "proof"],
        in_tests: false,
        why: "the shop speaks HTTP through its gateway only",
    },
    Reserved {
        names: &["rusqlite", "postgres", "tokio-postgres"],
        to: &["store", "proof"],
        in_tests: false,
        why: "one crate speaks to the engines",
    },
    Reserved {
        names: &["openssl-sys", "foreign-types-shared"],
        to: &[UNSAFE],
        in_tests: true,
        why: "what needs unsafe code has a crate of its own",
    },
    Reserved {
        names: &["lettre"],
        to: &["shop"],
        in_tests: false,
        why: "mail leaves through the shop's outbox",
    },
    Reserved {
        names: &["typst", "typst-layout", "typst-pdf"],
        to: &["documents"],
        in_tests: true,
        why: "papers are made by one crate",
    },
    Reserved {
        names: &["sqlx", "diesel", "sea-orm", "chrono", "time", "rand", "aws-lc-rs", "once_cell"],
        to: &[],
        in_tests: true,
        why: "not wanted in this project",
    },
];

/// A workspace of its own, which cannot take the lints of ours. Clippy sees its code all the same:
/// `crates/paygent/tests/corpus.rs` compiles it.
const FUZZ: &str = "fuzz/";

pub fn problems(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| is_member(&file.path)) {
        match file.text.parse::<Table>() {
            Ok(manifest) => problems.extend(of_manifest(&file.path, &manifest)),
            Err(error) => problems.push(Problem::new(&file.path, 0, error.to_string())),
        }
    }
    problems
}

fn is_member(path: &str) -> bool {
    let begins = |folder| path.starts_with(folder);
    path.ends_with("/Cargo.toml") && (begins("crates/") || begins("xtask/") || begins(FUZZ))
}

fn of_manifest(path: &str, manifest: &Table) -> Vec<Problem> {
    let package = manifest.get("package").and_then(|table| table.get("name")?.as_str());
    let name = package.unwrap_or_default();
    let mut problems = Vec::new();
    let mut problem = |what: String| problems.push(Problem::new(path, 0, what));
    let Some((_, allowed)) = ALLOWED.iter().find(|(known, _)| *known == name) else {
        problem(format!("`{name}` is not in xtask's table of who may use whom"));
        return problems;
    };
    let lints = manifest.get("lints").and_then(|table| table.get("workspace")?.as_bool());
    if lints != Some(true) && name != UNSAFE && !path.starts_with(FUZZ) {
        problem("does not take the workspace's lints".to_owned());
    }
    for (used, in_tests) in dependencies(manifest) {
        let inside = ALLOWED.iter().any(|(known, _)| *known == used);
        let for_tests = in_tests && (FOR_TESTS.contains(&used) || used == name);
        if inside && !allowed.contains(&used) && !for_tests {
            problem(format!("`{name}` may not use `{used}`: dependencies point one way"));
        }
        for reserved in RESERVED.iter().filter(|reserved| reserved.names.contains(&used)) {
            if !reserved.to.contains(&name) && (!in_tests || reserved.in_tests) {
                problem(format!("`{name}` may not use `{used}`: {}", reserved.why));
            }
        }
    }
    problems
}

/// Every named dependency, with whether only tests use it; target tables included.
fn dependencies(manifest: &Table) -> Vec<(&str, bool)> {
    let targets = manifest.get("target").and_then(|table| table.as_table());
    let tables = targets.into_iter().flat_map(|table| table.values()).filter_map(|t| t.as_table());
    std::iter::once(manifest)
        .chain(tables)
        .flat_map(|table| {
            [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)]
                .into_iter()
                .filter_map(|(key, in_tests)| Some((table.get(key)?.as_table()?, in_tests)))
        })
        .flat_map(|(table, in_tests)| {
            table.iter().map(move |(key, value)| {
                let renamed = value.get("package").and_then(|package| package.as_str());
                (renamed.unwrap_or(key), in_tests)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::problems;

    fn told(name: &str, rest: &str) -> Vec<String> {
        let text = format!("[package]\nname = \"{name}\"\n[lints]\nworkspace = true\n{rest}");
        let files = [file(&format!("crates/{name}/Cargo.toml"), &text)];
        problems(&files).into_iter().map(|problem| problem.what).collect()
    }

    #[test]
    fn allowed() {
        let cases = [
            ("shop", "[dependencies]\npaygent.workspace = true\nstore.workspace = true"),
            ("shop", "[dev-dependencies]\npaygent-sandbox.workspace = true\nmailbox = \"1\""),
            ("web", "[dependencies]\nshop.workspace = true\naxum.workspace = true"),
            ("noren", "[dependencies]\nweb.workspace = true\n[dev-dependencies]\nreqwest = \"1\""),
            ("store", "[dependencies]\nrusqlite = \"1\""),
        ];
        for (name, rest) in cases {
            assert_eq!(told(name, rest), Vec::<String>::new(), "{name}: {rest}");
        }
    }

    #[test]
    fn planted() {
        let cases = [
            ("shop", "[dependencies]\nweb.workspace = true", "may not use `web`"),
            ("shop", "[dependencies]\npaygent-sandbox = \"1\"", "may not use `paygent-sandbox`"),
            ("paygent", "[dependencies]\nstore.workspace = true", "may not use `store`"),
            ("store", "[dev-dependencies]\nshop.workspace = true", "may not use `shop`"),
            ("shop", "[dependencies]\naxum.workspace = true", "served by the surfaces"),
            ("shop", "[build-dependencies]\nreqwest = \"1\"", "through its gateway"),
            ("web", "[dependencies]\nrusqlite.workspace = true", "one crate speaks"),
            ("paygent-sandbox", "[dependencies]\nopenssl-sys = \"0.9\"", "a crate of its own"),
            ("web", "[dependencies]\nsql = { package = \"postgres\" }", "one crate speaks"),
            ("web", "[target.'cfg(unix)'.dependencies]\nsqlx = \"1\"", "not wanted"),
            ("web", "[dependencies]\ntypst.workspace = true", "papers are made by one crate"),
            ("stranger", "", "not in xtask's table"),
        ];
        for (name, rest, expected) in cases {
            let told = told(name, rest);
            assert_eq!(told.len(), 1, "{name}: {rest}: {told:?}");
            assert!(told[0].contains(expected), "{name}: {rest}: {told:?}");
        }
    }

    #[test]
    fn lints_are_taken() {
        for (name, expected) in [("shop", 1), ("renegotiation", 0)] {
            let text = format!("[package]\nname = \"{name}\"\n");
            let files = [file(&format!("crates/{name}/Cargo.toml"), &text)];
            assert_eq!(problems(&files).len(), expected, "{name}");
        }
        let fuzz = "[package]\nname = \"fuzz\"\n[dependencies]\n";
        assert_eq!(problems(&[file("fuzz/Cargo.toml", fuzz)]), []);
        let shop = format!("{fuzz}shop = {{ path = \"../crates/shop\" }}\n");
        assert_eq!(problems(&[file("fuzz/Cargo.toml", &shop)]).len(), 1);
    }
}
