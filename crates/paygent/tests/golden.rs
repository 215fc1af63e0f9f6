//! Bytes of both directions, written by hand from the protocol, against our encoder and decoder.

mod golden {
    pub mod answers;
    pub mod requests;
}

use std::path::Path;

/// One file of `tests/golden/`.
fn bytes(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
