//! Words that may not stand in some places, as a table: where, which, why.

use super::Problem;
use crate::repository::File;

/// Where a rule looks and what it does not want to see there.
struct Ban {
    words: &'static [&'static str],
    /// Beginnings of paths it looks into; empty: all.
    under: &'static [&'static str],
    /// Endings it looks at; empty: all.
    endings: &'static [&'static str],
    /// Beginnings of paths it leaves out.
    but: &'static [&'static str],
    /// Leaves out what follows the first `#[cfg(test)]`, and files of tests.
    product_only: bool,
    why: &'static str,
}

const ANYWHERE: Ban =
    Ban { words: &[], under: &[], endings: &[], but: &[], product_only: false, why: "" };

/// These rules name what they forbid.
const SELF: &str = "xtask/src/tidy/";

const BANS: &[Ban] = &[
    Ban {
        words: &["TODO", "FIXME", "todo!(", "unimplemented!(", "dbg!("],
        endings: &[".rs", ".mjs", ".js", ".html", ".css", ".sql", ".md"],
        why: "finish it, or write an issue",
        ..ANYWHERE
    },
    Ban {
        words: &["#[ignore", "#[should_panic]"],
        endings: &[".rs"],
        why: "a test runs, and says what it expects",
        ..ANYWHERE
    },
    Ban {
        words: &[
            "test.skip",
            "it.skip",
            "describe.skip",
            ".only(",
            "skip:",
            "todo:",
            "only:",
            "waitForTimeout",
        ],
        under: &["e2e/"],
        endings: &[".mjs"],
        why: "every spec runs, and waits for what it means",
        ..ANYWHERE
    },
    Ban {
        words: &["allow(clippy::unwrap_used"],
        endings: &[".rs"],
        product_only: true,
        why: "say by `expect` which invariant holds",
        ..ANYWHERE
    },
    Ban {
        words: &[
            "allow(clippy::too_many_lines",
            "allow(missing_docs",
            "allow(unsafe_code",
            "allow(dead_code",
            "allow(clippy::all",
            "allow(clippy::pedantic",
        ],
        endings: &[".rs"],
        why: "follow the rule",
        ..ANYWHERE
    },
    Ban {
        words: &["SystemTime::now", "Timestamp::now(", "Zoned::now(", "Instant::now("],
        under: &["crates/shop/src/", "crates/web/src/", "crates/paygent/src/"],
        endings: &[".rs"],
        but: &["crates/shop/src/clock.rs"],
        product_only: true,
        why: "the clock comes in as a parameter",
    },
    Ban {
        words: &["getrandom::", "Uuid::new_v4", "Uuid::now_v7", "OsRng"],
        under: &["crates/shop/src/", "crates/web/src/", "crates/paygent/src/"],
        endings: &[".rs"],
        but: &["crates/shop/src/clock.rs", "crates/shop/src/random.rs"],
        product_only: true,
        why: "randomness comes in as a parameter",
    },
    Ban {
        words: &[
            "format!(\"select ",
            "format!(\"insert ",
            "format!(\"update ",
            "format!(\"delete ",
            "format!(\"with ",
            "sql!(format",
            "sql!(&",
        ],
        under: &["crates/"],
        endings: &[".rs"],
        but: &["crates/store/"],
        why: "SQL is a literal; values are bound",
        ..ANYWHERE
    },
    Ban {
        words: &["sql!(\"SELECT", "sql!(\"INSERT", "sql!(\"UPDATE", "sql!(\"DELETE"],
        endings: &[".rs"],
        why: "SQL is written in lower case",
        ..ANYWHERE
    },
    Ban {
        words: &["\"resolved\":", "registry="],
        under: &["e2e/"],
        endings: &[".json", ".npmrc"],
        why: "a lock file names no host",
        ..ANYWHERE
    },
    Ban {
        words: &["\nsource = \"registry+http://", "source = \"git+", "replace-with", "[source."],
        endings: &["Cargo.lock", ".toml"],
        why: "crates come from the registry that cargo knows",
        ..ANYWHERE
    },
];

/// Folders of somebody's machine: nothing in the repository may depend on one.
const MACHINE: &[&str] = &["/work/", "/root/", "/home/", "/Users/"];

/// A type whose name ends so says nothing, nor does a module of such a name.
const EMPTY_NAMES: &[&str] =
    &["Service", "Manager", "Helper", "Helpers", "Util", "Utils", "Processor", "Data", "Info"];
/// `cargo xtask data` makes the files of `data` folders.
const DATA_CHORE: &str = "xtask/";

/// Files of these kinds are lines of text.
const TEXTS: &[&str] = &["rs", "toml", "md", "html", "css", "js", "mjs", "json", "sql", "lock"];

/// What a fuzzer wrote is bytes, even where it looks like text.
const BYTES: &str = "fuzz/corpus/";

pub fn problems(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let is_text = |file: &&File| !file.path.starts_with(SELF) && !file.path.starts_with(BYTES);
    for file in files.iter().filter(is_text) {
        for ban in BANS.iter().filter(|ban| ban.looks_at(&file.path)) {
            problems.extend(ban.problems(file));
        }
        for (index, line) in file.text.lines().enumerate() {
            let told = machine_path(line)
                .or_else(|| empty_name(file, line))
                .or_else(|| space_at_end(file, line));
            problems.extend(told.map(|what| Problem::new(&file.path, index + 1, what)));
        }
        let is_text = TEXTS.iter().any(|kind| file.is(kind));
        if is_text && !file.text.is_empty() && !file.text.ends_with('\n') {
            problems.push(Problem::new(&file.path, 0, "does not end with a line end"));
        }
    }
    problems
}

impl Ban {
    fn looks_at(&self, path: &str) -> bool {
        let begins = |beginnings: &[&str]| beginnings.iter().any(|part| path.starts_with(part));
        let ends = self.endings.iter().any(|ending| path.ends_with(ending));
        (self.under.is_empty() || begins(self.under))
            && (self.endings.is_empty() || ends)
            && !begins(self.but)
            && !(self.product_only && is_test(path))
    }

    fn problems(&self, file: &File) -> Vec<Problem> {
        let end = self.product_only.then(|| file.text.find("#[cfg(test)]")).flatten();
        let text = &file.text[..end.unwrap_or(file.text.len())];
        let mut problems = Vec::new();
        for (index, line) in text.lines().enumerate() {
            for word in self.words.iter().filter(|word| line.contains(word.trim_start())) {
                let what = format!("`{}`: {}", word.trim(), self.why);
                problems.push(Problem::new(&file.path, index + 1, what));
            }
        }
        problems
    }
}

/// Files of tests only: folders `tests` and `examples`, a file `tests.rs` or `…_tests.rs`.
fn is_test(path: &str) -> bool {
    path.contains("/tests/")
        || path.contains("/examples/")
        || path.ends_with("/tests.rs")
        || path.ends_with("_tests.rs")
}

/// An absolute path of a machine; `src/work/` inside a path is none.
fn machine_path(line: &str) -> Option<String> {
    let inside = |before: &str| {
        before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || "._-}/".contains(c))
    };
    MACHINE
        .iter()
        .find(|folder| line.match_indices(**folder).any(|(at, _)| !inside(&line[..at])))
        .map(|folder| format!("`{folder}…` is a folder of one machine"))
}

fn empty_name(file: &File, line: &str) -> Option<String> {
    if !file.is("rs") || file.path.starts_with(DATA_CHORE) {
        return None;
    }
    let code = line.trim_start().trim_start_matches("pub ").trim_start_matches("pub(crate) ");
    let name = ["struct ", "enum ", "trait ", "type ", "mod "]
        .iter()
        .find_map(|keyword| code.strip_prefix(keyword))?;
    let name = name.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    EMPTY_NAMES
        .iter()
        .find(|empty| name.ends_with(**empty) || name == empty.to_lowercase())
        .map(|empty| format!("`{name}`: a name that ends with {empty} says nothing"))
}

fn space_at_end(file: &File, line: &str) -> Option<String> {
    let hard_break = file.is("md") && line.ends_with("  ") && !line.trim().is_empty();
    let space = line.ends_with([' ', '\t', '\r']) && !hard_break;
    space.then(|| "space at the end of the line".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::problems;

    #[test]
    fn planted() {
        let cases = [
            ("crates/shop/src/a.rs", "// TODO later\n", "finish it"),
            ("crates/shop/tests/a.rs", "#[ignore = \"slow\"]\n", "a test runs"),
            ("e2e/specs/a.mjs", "test.skip('x', f);\n", "every spec runs"),
            ("e2e/specs/a.mjs", "await page.waitForTimeout(100);\n", "every spec runs"),
            ("crates/web/src/a.rs", "#![allow(clippy::unwrap_used)]\n", "which invariant"),
            ("crates/shop/src/a.rs", "let now = SystemTime::now();\n", "clock comes in"),
            ("crates/web/src/a.rs", "getrandom::fill(&mut x);\n", "randomness comes in"),
            ("crates/shop/src/a.rs", "format!(\"select * from {t}\")\n", "SQL is a literal"),
            ("crates/shop/src/a.rs", "sql!(\"SELECT 1\")\n", "lower case"),
            ("e2e/package-lock.json", "\"resolved\": \"https://x\"\n", "names no host"),
            ("Cargo.lock", "source = \"git+https://x\"\n", "registry that cargo knows"),
            ("docs/a.md", "see `/work/main`\n", "folder of one machine"),
            ("crates/shop/src/a.rs", "pub struct OrderManager;\n", "says nothing"),
            ("crates/shop/src/a.rs", "mod util;\n", "says nothing"),
            ("a.css", "a { } \n", "space at the end"),
            ("a.css", "a { }", "line end"),
        ];
        for (path, text, expected) in cases {
            let told = problems(&[file(path, text)]);
            assert_eq!(told.len(), 1, "{path} {text:?}: {told:?}");
            assert!(told[0].what.contains(expected), "{path} {text:?}: {told:?}");
        }
    }

    #[test]
    fn allowed() {
        let cases = [
            ("crates/shop/src/clock.rs", "let now = SystemTime::now();\n"),
            ("crates/shop/src/a.rs", "fn a() {}\n#[cfg(test)]\nmod t { Instant::now(); }\n"),
            ("crates/shop/tests/a.rs", "Instant::now();\n"),
            ("crates/shop/src/staff/tests.rs", "#![allow(clippy::unwrap_used)] Instant::now();\n"),
            ("crates/paygent/tests/golden/020.request", "trading_id=1"),
            ("crates/noren/src/a.rs", "Instant::now();\n"),
            ("ARCHITECTURE.md", "see crates/shop/src/work/run.rs\n"),
            ("crates/web/src/a.rs", "impl Service<Request> for Inline {}\n"),
            ("README.md", "a line  \nand another\n"),
            ("picture.png", ""),
            ("fuzz/corpus/notice/0a", "a \r\n/root/"),
        ];
        for (path, text) in cases {
            assert_eq!(problems(&[file(path, text)]), [], "{path} {text:?}");
        }
    }
}
