//! Every SQL statement of the product, prepared on both engines.

use std::path::Path;

#[test]
fn every_statement_of_the_product_is_prepared_on_both_engines() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let prepared = store::statements::check(&source, shop::migrations::ALL);
    let count = prepared.expect("every statement is prepared");
    assert!(count > 80, "only {count} statements were found");
}
