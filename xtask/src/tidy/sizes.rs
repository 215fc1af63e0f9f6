//! Sizes: a file is something one reads in one go.

use super::Problem;
use crate::repository::File;

/// Lines a file of one kind may have.
struct Limit {
    ending: &'static str,
    /// Somewhere in the path; empty: anywhere.
    within: &'static str,
    lines_max: usize,
}

const LIMITS: &[Limit] = &[
    Limit { ending: ".rs", within: "", lines_max: 800 },
    Limit { ending: ".mjs", within: "", lines_max: 400 },
    Limit { ending: ".js", within: "", lines_max: 400 },
    Limit { ending: ".css", within: "", lines_max: 800 },
    Limit { ending: ".sql", within: "", lines_max: 800 },
    Limit { ending: ".md", within: "", lines_max: 800 },
    Limit { ending: ".html", within: "/templates/", lines_max: 200 },
    Limit { ending: ".txt", within: "/templates/", lines_max: 200 },
];

/// Lines of the Rust file in the middle, and of the one that nine tenths do not exceed.
const MEDIAN_MAX: usize = 150;
const NINE_TENTHS_MAX: usize = 400;

/// Characters in a line of Rust.
const COLUMNS_MAX: usize = 100;

pub fn problems(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files {
        let lines = file.text.lines().count();
        let limit = LIMITS
            .iter()
            .find(|limit| file.path.ends_with(limit.ending) && file.path.contains(limit.within));
        if let Some(limit) = limit.filter(|limit| lines > limit.lines_max) {
            let what = format!("{lines} lines; at most {}", limit.lines_max);
            problems.push(Problem::new(&file.path, 0, what));
        }
        if file.is("rs") {
            problems.extend(long_lines(file));
        }
    }
    problems.extend(spread(files));
    problems
}

fn long_lines(file: &File) -> impl Iterator<Item = Problem> {
    file.text.lines().enumerate().filter_map(|(index, line)| {
        let columns = line.chars().count();
        let what = format!("{columns} columns; at most {COLUMNS_MAX}");
        (columns > COLUMNS_MAX).then(|| Problem::new(&file.path, index + 1, what))
    })
}

/// The middle and the nine tenths of all Rust files.
fn spread(files: &[File]) -> Option<Problem> {
    let mut sizes: Vec<usize> =
        files.iter().filter(|file| file.is("rs")).map(|file| file.text.lines().count()).collect();
    sizes.sort_unstable();
    let at = |tenths: usize| sizes.get(sizes.len() * tenths / 10).copied().unwrap_or(0);
    let (median, nine_tenths) = (at(5), at(9));
    let within = median <= MEDIAN_MAX && nine_tenths <= NINE_TENTHS_MAX;
    let what = format!(
        "median {median} lines (at most {MEDIAN_MAX}), nine tenths {nine_tenths} (at most \
         {NINE_TENTHS_MAX})"
    );
    (!within).then(|| Problem::new("all .rs files", 0, what))
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::problems;

    #[test]
    fn planted() {
        let cases = [
            ("crates/a/src/x.rs", 801, "801 lines; at most 800"),
            ("crates/a/templates/x.html", 201, "201 lines; at most 200"),
            ("e2e/specs/x.mjs", 401, "401 lines; at most 400"),
        ];
        for (path, lines, expected) in cases {
            let told = problems(&[file(path, &"//\n".repeat(lines))]);
            assert_eq!(told[0].what, expected);
            let filler = (0..4).map(|n| file(&format!("{n}.rs"), "//\n"));
            let fitting = filler.chain([file(path, &"//\n".repeat(lines - 1))]);
            let fitting: Vec<_> = fitting.filter(|file| !file.path.ends_with("x.rs")).collect();
            assert_eq!(problems(&fitting), []);
        }
    }

    #[test]
    fn columns() {
        let line = |columns: usize| format!("// {}\n", "字".repeat(columns - 3));
        assert_eq!(problems(&[file("a.rs", &line(100))]), []);
        assert_eq!(problems(&[file("a.rs", &line(101))])[0].line, 1);
        assert_eq!(problems(&[file("a.md", &line(101))]), []);
    }

    #[test]
    fn median_and_nine_tenths() {
        let tree = |small: usize, large: usize, lines: usize| {
            let small = (0..small).map(|n| file(&format!("s{n}.rs"), "//\n"));
            let large = (0..large).map(|n| file(&format!("l{n}.rs"), &"//\n".repeat(lines)));
            problems(&small.chain(large).collect::<Vec<_>>())
        };
        assert_eq!(tree(91, 9, 700), []);
        assert_eq!(tree(90, 10, 700).len(), 1, "nine tenths");
        assert_eq!(tree(49, 51, 151).len(), 1, "median");
        assert_eq!(tree(49, 51, 150), []);
    }
}
