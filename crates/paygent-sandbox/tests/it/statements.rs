//! Every SQL statement of the sandbox, prepared.

use std::path::Path;

#[test]
fn every_statement_of_the_sandbox_is_prepared() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let prepared = store::statements::check(&source, paygent_sandbox::MIGRATIONS);
    let count = prepared.expect("every statement is prepared");
    assert!(count > 25, "only {count} statements were found");
}
