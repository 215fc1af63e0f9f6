//! A file before it is taken in: kept once, looked at, chosen by hand, forgotten.

use shop::clock::DAY;
use shop::id::{NumberFileId, OrderId};
use shop::numbers::{
    BYTES_MAX, BeginError, ChooseError, Columns, Content, Counts, KeepError, Options, ROWS_MAX,
    Trouble, Verdict, Why, begin, choose, find, forget_old, keep, look, newest, sheet,
};
use shop::order::moves::{Caution, Move, relocate};
use shop::order::ship::{Seen, Shipment, ship};
use shop::payment::Settled;

use super::{BY, kept, listed, orders, start};
use crate::moves::{settle, wish};
use crate::stage::{SHOP, Stage, on_each, plain};

async fn noted(stage: &Stage, order: OrderId, number: &str) {
    let wanted = (Shipment::Sent, number, &Seen::default());
    ship(&stage.world, SHOP, order, wanted, "森").await.expect("it is noted");
}

#[tokio::test]
async fn numbers_each_row_stands_beside_its_order() {
    on_each(plain, async |stage| {
        let orders = orders(stage, 6).await;
        noted(stage, orders[1], "12-34").await;
        noted(stage, orders[2], "99").await;
        settle(stage, orders[3], Settled::Cancelled).await;
        let gone = wish(stage, orders[4], Move::Cancel, &Caution::ALL).await;
        relocate(&stage.world, SHOP, orders[4], &gone, "森").await.unwrap();
        let file = listed(
            stage,
            &[
                ("ORDER00001", "1234"),
                ("2", "1234"),
                ("order00003", "1234"),
                ("order00004", "1234"),
                ("order00005", "1234"),
                ("order00006", "1"),
                ("6", "2"),
                ("order00099", "1234"),
                ("order00001", "12-34"),
                ("order00001", "1.23457E+11"),
                ("", "1234"),
            ],
        )
        .await;
        let seen = look(&stage.world, SHOP, file, 1).await.unwrap().unwrap();
        let verdicts: Vec<Verdict> = seen.rows.iter().map(|row| row.verdict).collect();
        // The rounded one makes the first order's numbers two.
        let out = Verdict::LeftOut;
        assert_eq!(
            verdicts,
            [
                out(Why::Several),
                out(Why::Already),
                Verdict::Replaces,
                out(Why::Cancelled),
                out(Why::Closed),
                out(Why::Several),
                out(Why::Several),
                out(Why::NotFound),
                out(Why::Several),
                out(Why::Unreadable(Trouble::Rounded)),
                out(Why::NotFound),
            ]
        );
        let expected = Counts { all: 11, takes: 0, held: 0, replaces: 1, already: 1, left_out: 9 };
        assert_eq!((seen.counts, seen.pages, seen.replaces.len()), (expected, 1, 1));
        let nothing = begin(&stage.world, SHOP, (file, Options::default()), BY).await;
        assert!(matches!(nothing, Err(BeginError::Nothing)), "{nothing:?}");
        let twice = listed(stage, &[("1", "1234"), ("order00001", "12-34")]).await;
        let seen = look(&stage.world, SHOP, twice, 1).await.unwrap().unwrap();
        let verdicts: Vec<Verdict> = seen.rows.iter().map(|row| row.verdict).collect();
        assert_eq!(verdicts, [Verdict::Takes, out(Why::Again)], "one number, said twice");
        assert_eq!((seen.counts.takes, seen.counts.held), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn numbers_the_same_bytes_are_one_file() {
    on_each(plain, async |stage| {
        orders(stage, 1).await;
        let file = listed(stage, &[("1", "1234")]).await;
        assert_eq!(listed(stage, &[("1", "1234")]).await, file);
        let sent = (0..8).map(|_| {
            let world = stage.world.clone();
            let bytes = "注文番号,追跡番号\n1,77\n".as_bytes().to_vec();
            tokio::spawn(async move { keep(&world, SHOP, ("b.csv", bytes), BY).await })
        });
        let mut kept = Vec::new();
        for one in sent.collect::<Vec<_>>() {
            kept.push(one.await.unwrap().unwrap());
        }
        assert!(kept.iter().all(|one| *one == kept[0] && *one != file), "{kept:?}");
        let files = newest(&stage.world, SHOP).await.unwrap();
        assert_eq!(files.iter().map(|file| file.id).collect::<Vec<_>>(), [kept[0], file]);
        // Taken in, it is the same file still; the other is forgotten after a day.
        let run = start(stage, file, Options::default()).await;
        stage.clock.advance(DAY + 1);
        forget_old(&stage.world).await.unwrap();
        let again = listed(stage, &[("1", "1234")]).await;
        assert_eq!(again, file);
        let (found, content) = find(&stage.world, SHOP, file).await.unwrap().unwrap();
        assert_eq!((found.run, content), (Some(run), Content::Taken(run, Vec::new())));
        assert_eq!(find(&stage.world, SHOP, kept[0]).await.unwrap(), None);
        assert_eq!(sheet(&stage.world, SHOP, file).await.unwrap(), None, "nothing of it is left");
    })
    .await;
}

#[tokio::test]
async fn numbers_columns_are_chosen_where_no_title_tells() {
    on_each(plain, async |stage| {
        orders(stage, 1).await;
        let file = kept(stage, "箱,荷,お名前\n1,1234,小林\n").await;
        let world = &stage.world;
        let content = find(world, SHOP, file).await.unwrap().unwrap().1;
        assert_eq!(content, Content::Unread);
        assert_eq!(look(world, SHOP, file, 1).await.unwrap(), None);
        let unread = begin(world, SHOP, (file, Options::default()), BY).await;
        assert!(matches!(unread, Err(BeginError::Gone)), "{unread:?}");
        let columns = Columns { key: 0, number: 1, day: None, has_header: true };
        for wrong in [
            Columns { number: 0, ..columns },
            Columns { day: Some(1), ..columns },
            Columns { number: 3, ..columns },
        ] {
            let refused = choose(world, SHOP, file, wrong).await;
            assert!(matches!(refused, Err(ChooseError::Wrong)), "{refused:?}");
        }
        let gone = choose(world, SHOP, NumberFileId(99), columns).await;
        assert!(matches!(gone, Err(ChooseError::Gone)), "{gone:?}");
        // A first choice may be wrong.
        choose(world, SHOP, file, Columns { key: 2, ..columns }).await.unwrap();
        assert_eq!(look(world, SHOP, file, 1).await.unwrap().unwrap().counts.takes, 0);
        choose(world, SHOP, file, columns).await.unwrap();
        let seen = look(world, SHOP, file, 1).await.unwrap().unwrap();
        assert_eq!((seen.titles.join(" ").as_str(), seen.counts.takes), ("箱 荷", 1));
        start(stage, file, Options::default()).await;
        let late = choose(world, SHOP, file, columns).await;
        assert!(matches!(late, Err(ChooseError::Gone)), "{late:?}");
    })
    .await;
}

#[tokio::test]
async fn numbers_a_file_that_is_none_is_refused_and_a_large_one_is_read() {
    on_each(plain, async |stage| {
        orders(stage, 1).await;
        let file = async |bytes: Vec<u8>| keep(&stage.world, SHOP, ("a", bytes), BY).await;
        let many = |rows: usize| {
            let rows: Vec<String> = (1..=rows).map(|row| format!("order{row:05},{row}")).collect();
            format!("注文番号,追跡番号\n{}", rows.join("\n")).into_bytes()
        };
        for (bytes, expected) in [
            (vec![], "Empty"),
            ("注文番号,追跡番号\n".into(), "Empty"),
            (b"PK\x03\x04\x00\x00".to_vec(), "NotText"),
            (vec![b'a'; BYTES_MAX + 1], "TooLarge"),
            (many(ROWS_MAX + 1), "TooLarge"),
        ] {
            let refused = file(bytes).await.expect_err("it is refused");
            assert_eq!(format!("{refused:?}"), expected);
            assert!(!matches!(refused, KeepError::Store(_)));
        }
        let large = file(many(ROWS_MAX)).await.unwrap();
        let seen = look(&stage.world, SHOP, large, 999).await.unwrap().unwrap();
        assert_eq!((seen.counts.all, seen.counts.takes), (ROWS_MAX, 1));
        assert_eq!((seen.page, seen.pages, seen.rows.len()), (200, 200, 100));
        let run = start(stage, large, Options::default()).await;
        let content = find(&stage.world, SHOP, large).await.unwrap().unwrap().1;
        let Content::Taken(taken, left_out) = content else { panic!("{content:?}") };
        assert_eq!((taken, left_out.len()), (run, ROWS_MAX - 1));
    })
    .await;
}
