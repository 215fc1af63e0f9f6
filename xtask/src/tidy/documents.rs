//! The map is true: every path a document names exists, every link leads somewhere.

use super::Problem;
use crate::repository::File;

/// Words that begin so are paths of the repository.
const BEGINNINGS: &[&str] = &["crates/", "xtask/", "fuzz/", "e2e/", "docs/", ".ci/"];

/// In a path: it stands for several, or for one that the reader makes.
const PATTERNS: &[char] = &['*', '{', '<', '…', '$'];

pub fn problems(files: &[File]) -> Vec<Problem> {
    let exists = |path: &str| {
        let path = path.trim_end_matches('/');
        let inside = |file: &File| {
            file.path
                .strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        path.is_empty() || files.iter().any(inside)
    };
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.is("md")) {
        for (index, line) in file.text.lines().enumerate() {
            let named = paths(line).map(str::to_owned);
            let linked = links(line).filter_map(|link| from(&file.path, link));
            for path in named.chain(linked).filter(|path| !exists(path)) {
                problems.push(Problem::new(&file.path, index + 1, format!("no `{path}`")));
            }
        }
    }
    problems
}

/// Words of `line` that name a file or folder of the repository.
fn paths(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() || "`()[]\"',;:|#".contains(c))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| BEGINNINGS.iter().any(|beginning| word.starts_with(beginning)))
        .filter(|word| !word.contains(PATTERNS))
}

/// Targets of Markdown links that stay inside the repository.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("](")
        .filter_map(|(at, _)| line[at + 2..].split([')', ' ', '#']).next())
        .filter(|link| !link.is_empty() && !link.contains(':'))
}

/// `link` as a path from the root; None if it leaves the repository.
fn from(document: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::problems;

    #[test]
    fn paths_and_links() {
        let cases = [
            ("`crates/shop/src/lib.rs`", 0),
            ("crates/shop/ and `crates/shop/src`.", 0),
            ("crates/shop/src/lib.rs:12 has it", 0),
            ("[guide](docs/guide.md), [part](docs/guide.md#part), [web](https://x.example/)", 0),
            ("`crates/*/src/lib.rs`", 0),
            ("`crates/shop/src/gone.rs`", 1),
            ("crates/shops/", 1),
            ("[guide](docs/gone.md)", 2),
            ("[guide](guide.md)", 1),
        ];
        for (line, expected) in cases {
            let files = [
                file("README.md", line),
                file("crates/shop/src/lib.rs", ""),
                file("docs/guide.md", "[back](../README.md)"),
            ];
            let told = problems(&files);
            assert_eq!(told.len(), expected, "{line}: {told:?}");
        }
    }
}
