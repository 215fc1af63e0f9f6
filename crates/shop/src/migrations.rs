//! The database's shape, one numbered text after the other; never edited once released.

use store::Migration;

/// All migrations, oldest first.
pub const ALL: &[Migration] = &[
    Migration {
        name: "0001_open_for_business",
        text: include_str!("../migrations/0001_open_for_business.sql"),
    },
    Migration {
        name: "0002_payment_methods",
        text: include_str!("../migrations/0002_payment_methods.sql"),
    },
    Migration {
        name: "0003_more_methods",
        text: include_str!("../migrations/0003_more_methods.sql"),
    },
    Migration { name: "0004_pictures", text: include_str!("../migrations/0004_pictures.sql") },
    Migration {
        name: "0005_card_testing",
        text: include_str!("../migrations/0005_card_testing.sql"),
    },
    Migration { name: "0006_delivery", text: include_str!("../migrations/0006_delivery.sql") },
    Migration {
        name: "0007_token_receipt",
        text: include_str!("../migrations/0007_token_receipt.sql"),
    },
    Migration {
        name: "0008_issuer_left",
        text: include_str!("../migrations/0008_issuer_left.sql"),
    },
    Migration {
        name: "0009_unused_carts",
        text: include_str!("../migrations/0009_unused_carts.sql"),
    },
    Migration {
        name: "0010_three_ds_proof",
        text: include_str!("../migrations/0010_three_ds_proof.sql"),
    },
    Migration { name: "0011_members", text: include_str!("../migrations/0011_members.sql") },
    Migration { name: "0012_staff", text: include_str!("../migrations/0012_staff.sql") },
    Migration {
        name: "0013_stored_cards",
        text: include_str!("../migrations/0013_stored_cards.sql"),
    },
    Migration { name: "0014_customers", text: include_str!("../migrations/0014_customers.sql") },
    Migration { name: "0015_order_work", text: include_str!("../migrations/0015_order_work.sql") },
    Migration { name: "0016_notices", text: include_str!("../migrations/0016_notices.sql") },
    Migration {
        name: "0017_order_search",
        text: include_str!("../migrations/0017_order_search.sql"),
    },
    Migration {
        name: "0018_order_marks",
        text: include_str!("../migrations/0018_order_marks.sql"),
    },
    Migration { name: "0019_unclear", text: include_str!("../migrations/0019_unclear.sql") },
    Migration { name: "0020_letters", text: include_str!("../migrations/0020_letters.sql") },
    Migration { name: "0021_slips", text: include_str!("../migrations/0021_slips.sql") },
    Migration { name: "0022_numbers", text: include_str!("../migrations/0022_numbers.sql") },
];
