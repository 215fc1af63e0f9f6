//! The rules of the house that a program can check, as data. What clippy checks (unused code,
//! functions of more than 70 lines, `unwrap`) is left to clippy.

mod documents;
mod manifests;
mod sizes;
mod templates;
mod words;

use std::fmt;

use crate::repository::File;

/// One broken rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    pub path: String,
    /// From 1; 0 for the file as a whole.
    pub line: usize,
    pub what: String,
}

impl Problem {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.what),
            line => write!(f, "{}:{line}: {}", self.path, self.what),
        }
    }
}

/// Every broken rule in `files`.
pub fn problems(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(manifests::problems(files));
    problems.extend(sizes::problems(files));
    problems.extend(words::problems(files));
    problems.extend(templates::problems(files));
    problems.extend(documents::problems(files));
    problems
}

#[cfg(test)]
fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: text.to_owned() }
}
