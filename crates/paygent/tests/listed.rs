//! The page that lists the telegrams, `docs/reference/telegrams.md`, lists these.

use std::path::Path;

use paygent::Telegram;
use paygent::telegram::{
    authorise, cancel, capture, change_hold, change_sale, difference, inquire, refund, stored_card,
    three_ds,
};

fn row<T: Telegram>() -> String {
    format!("| {} | `{}` |", T::KIND, T::PATH)
}

#[test]
fn every_telegram_has_its_row_in_order() {
    let want = [
        row::<authorise::Request>(),
        row::<cancel::Request>(),
        row::<capture::Request>(),
        row::<refund::Request>(),
        row::<stored_card::register::Request>(),
        row::<stored_card::delete::Request>(),
        row::<stored_card::list::Request>(),
        row::<change_hold::Request>(),
        row::<change_sale::Request>(),
        row::<difference::Request>(),
        row::<inquire::Request>(),
        row::<stored_card::change::Request>(),
        row::<three_ds::Request>(),
    ];
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/telegrams.md");
    let page = std::fs::read_to_string(path).expect("the page");
    let rows: Vec<_> = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains(".rs"))
        .filter_map(|line| Some(&line[..=line.match_indices('|').nth(2)?.0]))
        .collect();
    assert_eq!(rows, want);
}
