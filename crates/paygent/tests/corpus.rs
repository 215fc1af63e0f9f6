//! The inputs that fuzzing has kept, through the very functions that the fuzzer calls: what once
//! was mended stays so, and no fuzzer is needed to see it.

#[path = "../../../fuzz/src/lib.rs"]
mod fuzz;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fuzz::TARGETS;

/// The repository keeps this much of one target.
const FILES_MAX: usize = 300;
const BYTES_MAX: usize = 250_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// The names in a folder of `fuzz/`, without what follows a dot.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).expect("a folder of fuzz/");
    let name = |path: PathBuf| path.file_stem()?.to_str().map(str::to_owned);
    entries.filter_map(|entry| name(entry.expect("an entry").path())).collect()
}

#[test]
fn each_target_has_a_program_and_inputs() {
    let targets = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names(&folder().join("fuzz_targets")), targets);
    assert_eq!(names(&folder().join("corpus")), targets);
}

#[test]
fn no_kept_input_breaks_a_promise() {
    for (name, target) in TARGETS {
        let folder = folder().join("corpus").join(name);
        let (mut files, mut bytes) = (0, 0);
        for file in names(&folder) {
            let input = std::fs::read(folder.join(&file)).expect("an input");
            (files, bytes) = (files + 1, bytes + input.len());
            let told = std::panic::catch_unwind(|| target(&input));
            assert!(told.is_ok(), "fuzz/corpus/{name}/{file}");
        }
        assert!((10..=FILES_MAX).contains(&files), "{name}: {files} files");
        assert!(bytes <= BYTES_MAX, "{name}: {bytes} bytes");
    }
}

/// Whether a check would stop the fuzzer.
fn is_caught(check: impl FnOnce() + std::panic::UnwindSafe) -> bool {
    std::panic::catch_unwind(check).is_err()
}

#[test]
fn a_broken_promise_is_seen() {
    use fuzz::{claim, text};
    let parts = ["12", "100000000000001"];
    let (right, wrong) = (claim::hash(&parts, "key"), "0".repeat(64));
    for (accepted, key, hc, broken) in [
        (true, "key", Some(right.as_str()), false),
        (false, "key", Some(&right), true),
        (true, "key", Some(&wrong), true),
        (false, "key", Some(&wrong), false),
        (true, "key", None, true),
        (true, "", Some(&claim::hash(&parts, "")), true),
    ] {
        let caught = is_caught(|| claim::assert_right(accepted, &parts, key, hc));
        assert_eq!(caught, broken, "{accepted} {key} {hc:?}");
    }
    for (said, broken) in [("ab", false), ("a\0", true), ("abcdefg", true)] {
        assert_eq!(is_caught(|| text::assert_sound([said], 2)), broken, "{said:?}");
    }
    for (accepted, refused) in [(false, false), (true, false), (false, true), (true, true)] {
        let said = fuzz::Said { accepted, refused };
        assert_eq!(is_caught(|| said.assert_one()), accepted && refused);
    }
}
