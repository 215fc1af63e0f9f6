//! How many cases passed and failed, read from what each test runner prints at its end.

/// Who ran the tests, each with closing lines of its own.
#[derive(Clone, Copy, Debug)]
pub enum Runner {
    /// `Summary [ 0.1s] 3 tests run: 3 passed, 0 skipped`
    Nextest,
    /// `test result: ok. 3 passed; 0 failed; 0 ignored`, once a test binary
    Libtest,
    /// `ℹ pass 3`
    Node,
}

/// Counted cases. A skipped case is a failed one: nothing is skipped in silence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
}

impl Tally {
    /// A step that is one case by itself.
    pub fn one(passed: bool) -> Self {
        Self { passed: u32::from(passed), failed: u32::from(!passed) }
    }

    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    pub fn is_green(self) -> bool {
        self.failed == 0
    }

    /// A runner that failed without a failed case (it did not compile, it died) is one failed case.
    pub fn settle(mut self, ended_well: bool) -> Self {
        if !ended_well && self.failed == 0 {
            self.failed = 1;
        }
        self
    }

    /// Takes in `line` if it is the `runner`'s closing line. Other runners' lines are the output of
    /// tests.
    pub fn read(&mut self, runner: Runner, line: &str) {
        match runner {
            Runner::Nextest => {
                let Some(line) = line.trim_start().strip_prefix("Summary [") else { return };
                let counts = line.split_once("run: ").map_or("", |(_, counts)| counts);
                self.read_counts(counts.split(','));
            }
            Runner::Libtest => {
                let Some(line) = line.strip_prefix("test result: ") else { return };
                let counts = line.split_once(". ").map_or("", |(_, counts)| counts);
                self.read_counts(counts.split(';'));
            }
            Runner::Node => {
                let Some((name, count)) = line.strip_prefix("ℹ ").and_then(|l| l.split_once(' '))
                else {
                    return;
                };
                self.take(name, count);
            }
        }
    }

    fn read_counts<'a>(&mut self, counts: impl Iterator<Item = &'a str>) {
        for (count, name) in counts.filter_map(|part| part.trim().split_once(' ')) {
            self.take(name, count);
        }
    }

    fn take(&mut self, name: &str, count: &str) {
        let Ok(count) = count.parse::<u32>() else { return };
        let name = name.split(" (").next().unwrap_or(name);
        match name {
            "passed" | "pass" => self.passed += count,
            "failed" | "fail" | "timed out" | "exec failed" | "cancelled" | "skipped"
            | "ignored" | "todo" => self.failed += count,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Runner::{Libtest, Nextest, Node};
    use super::Tally;

    #[test]
    fn closing_lines() {
        let cases = [
            (Nextest, "     Summary [   0.1s] 12 tests run: 12 passed, 0 skipped", (12, 0)),
            (Nextest, "     Summary [   9.9s] 1 test run: 1 passed (1 slow), 0 skipped", (1, 0)),
            (
                Nextest,
                "Summary [ 1s] 9 tests run: 5 passed, 2 failed, 1 timed out, 1 exec failed",
                (5, 4),
            ),
            (Nextest, "Summary [ 1s] 4/9 tests run: 3 passed, 1 failed, 5 skipped", (3, 6)),
            (Nextest, "test result: FAILED. 0 passed; 1 failed; 0 ignored", (0, 0)),
            (Libtest, "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured", (3, 0)),
            (Libtest, "test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured", (3, 3)),
            (Libtest, "running 12 tests", (0, 0)),
            (Node, "ℹ pass 14", (14, 0)),
            (Node, "ℹ fail 2", (0, 2)),
            (Node, "ℹ cancelled 1", (0, 1)),
            (Node, "ℹ skipped 1", (0, 1)),
            (Node, "ℹ duration_ms 41.5", (0, 0)),
        ];
        for (runner, line, (passed, failed)) in cases {
            let mut tally = Tally::default();
            tally.read(runner, line);
            assert_eq!(tally, Tally { passed, failed }, "{runner:?} {line}");
        }
    }

    #[test]
    fn a_runner_that_died_is_a_failed_case() {
        assert_eq!(Tally { passed: 3, failed: 0 }.settle(false), Tally { passed: 3, failed: 1 });
        assert_eq!(Tally { passed: 3, failed: 2 }.settle(false), Tally { passed: 3, failed: 2 });
        assert_eq!(Tally { passed: 3, failed: 0 }.settle(true), Tally { passed: 3, failed: 0 });
    }
}
