//! How many cases passed and failed, read from what each test runner prints at its end.

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

    /// Takes in `line` if it is a runner's closing line:
    /// nextest's `Summary`, libtest's `test result:`, node's `ℹ pass 3`.
    pub fn read(&mut self, line: &str) {
        let line = line.trim();
        let (counts, separator) = if let Some((_, counts)) = line.split_once("tests run: ") {
            (counts, ',')
        } else if let Some((_, counts)) = line.split_once("test run: ") {
            (counts, ',')
        } else if let Some(counts) = line.strip_prefix("test result: ") {
            (counts.split_once(". ").map_or("", |(_, counts)| counts), ';')
        } else if let Some(count) = line.strip_prefix("ℹ ") {
            let mut words = count.split(' ');
            let (Some(name), Some(count)) = (words.next(), words.next()) else { return };
            return self.take(name, count);
        } else {
            return;
        };
        for part in counts.split(separator) {
            let mut words = part.trim().splitn(2, ' ');
            let (Some(count), Some(name)) = (words.next(), words.next()) else { continue };
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
    use super::Tally;

    #[test]
    fn closing_lines() {
        let cases = [
            ("     Summary [   0.1s] 12 tests run: 12 passed, 0 skipped", (12, 0)),
            ("     Summary [   9.9s] 1 test run: 1 passed (1 slow), 0 skipped", (1, 0)),
            ("Summary [ 1s] 9 tests run: 5 passed, 2 failed, 1 timed out, 1 exec failed", (5, 4)),
            ("Summary [ 1s] 4/9 tests run: 3 passed, 1 failed, 5 skipped", (3, 6)),
            ("test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 7 filtered out", (3, 0)),
            ("test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured", (3, 3)),
            ("ℹ pass 14", (14, 0)),
            ("ℹ fail 2", (0, 2)),
            ("ℹ cancelled 1", (0, 1)),
            ("ℹ duration_ms 41.5", (0, 0)),
            ("running 12 tests", (0, 0)),
        ];
        for (line, (passed, failed)) in cases {
            let mut tally = Tally::default();
            tally.read(line);
            assert_eq!(tally, Tally { passed, failed }, "{line}");
        }
    }

    #[test]
    fn a_runner_that_died_is_a_failed_case() {
        assert_eq!(Tally { passed: 3, failed: 0 }.settle(false), Tally { passed: 3, failed: 1 });
        assert_eq!(Tally { passed: 3, failed: 2 }.settle(false), Tally { passed: 3, failed: 2 });
        assert_eq!(Tally { passed: 3, failed: 0 }.settle(true), Tally { passed: 3, failed: 0 });
    }
}
