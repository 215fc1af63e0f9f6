//! Statements are found in source, wherever they stand, and prepared on both engines.

use std::path::Path;

use store::scratch::{Kind, on};
use store::statements::{Statement, check, in_text, prepare_all};
use store::{Description, Dialect};

use crate::TABLES;

const SOURCE: &str = r#"
//! sql!("in a comment")
fn find(tx: &mut dyn Tx) -> Result<(), Error> {
    tx.row(sql!("select number from orders where shop_id = $1 and buyer = $2"), &[])?;
    let lock = match tx.dialect() {
        Sqlite => sql!(sqlite: "select id from outbox limit $1"),
        Postgres => store::sql!(postgres: "select id from outbox limit $1 for update skip locked"),
    };
    println!("{:?}", vec![tx.exec(
        sql!(
            "update stock set qty = $1 \
             where sku = 'a\"b'"
        ),
        &[],
    )]);
    sql!("delete from \"line\"");
    Ok(())
}
mod tests {
    fn own() { sql!("select nothing from nowhere"); }
}
"#;

fn found() -> Vec<Statement> {
    in_text(Path::new("shop.rs"), SOURCE).expect("the source is Rust")
}

#[test]
fn all_are_found() {
    let found: Vec<_> = found().into_iter().map(|it| (it.line, it.engine, it.text)).collect();
    let expected = [
        (4, None, "select number from orders where shop_id = $1 and buyer = $2"),
        (6, Some(Dialect::Sqlite), "select id from outbox limit $1"),
        (7, Some(Dialect::Postgres), "select id from outbox limit $1 for update skip locked"),
        (11, None, "update stock set qty = $1 where sku = 'a\"b'"),
        (16, None, "delete from \"line\""),
    ];
    assert_eq!(found, expected.map(|(line, engine, text)| (line, engine, text.to_owned())));
}

#[test]
fn each_engine_prepares_its_own() {
    on(&Kind::ALL, TABLES, |scratch| {
        let prepared = prepare_all(&scratch.store(), &found()).expect("all can be prepared");
        assert_eq!(prepared.len(), 4);
        let first = Description { parameters: 2, columns: vec!["number".into()] };
        assert_eq!(prepared[0].1, first);
    });
}

#[test]
fn a_wrong_one_is_named() {
    let wrong = "fn f() {\n sql!(\"select nothing from nowhere\");\n sql!(\"select 1.5\"); }";
    let statements = in_text(Path::new("wrong.rs"), wrong).expect("the source is Rust");
    on(&Kind::ALL, TABLES, |scratch| {
        let why = prepare_all(&scratch.store(), &statements).expect_err("they are wrong");
        assert!(why.contains("wrong.rs:2: ") && why.contains("nowhere"), "{why}");
    });
}

#[test]
fn this_crates_own_statements() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/migrate");
    assert_eq!(check(&folder, TABLES), Ok(3));
}
