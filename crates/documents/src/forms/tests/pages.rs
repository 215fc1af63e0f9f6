//! Where pages end.

use super::*;

#[test]
fn a_paper_has_as_many_pages_as_it_needs() {
    for (kind, lines, count) in [
        (FormKind::Order, 1, 1),
        (FormKind::Delivery, 1, 1),
        (FormKind::Gift, 1, 1),
        (FormKind::Invoice, 1, 1),
        (FormKind::Receipt, 1, 1),
        (FormKind::Receipt, 0, 1),
        (FormKind::Order, 80, 3),
        (FormKind::Delivery, 80, 3),
        (FormKind::Gift, 80, 3),
        (FormKind::Invoice, 80, 3),
        (FormKind::Receipt, 80, 3),
    ] {
        assert_eq!(pages(&[lengthy(kind, lines)]).len(), count, "{kind:?}, {lines} lines");
    }
}

#[test]
fn every_page_says_what_it_belongs_to() {
    for kind in FormKind::ALL {
        let pages = pages(&[lengthy(kind, 80)]);
        for (index, page) in pages.iter().enumerate() {
            let at = format!("{kind:?}, page {}", index + 1);
            assert!(page.has(kind.title()), "{at}");
            assert!(page.has("N-000123"), "{at}");
            assert!(page.has(&format!("{} / {}", index + 1, pages.len())), "{at}");
            // The heads of the table stand above the rows of every page.
            assert_eq!(page.has("NO-"), page.has("商品コード"), "{at}");
        }
        let whole: String = pages.iter().map(Page::text).collect();
        for line in 0..80 {
            assert_eq!(whole.matches(&format!("NO-{line:04}")).count(), 1, "{kind:?}, {line}");
        }
    }
}

#[test]
fn sums_stay_together() {
    for lines in 16..30 {
        let pages = pages(&[lengthy(FormKind::Delivery, lines)]);
        let has_sums = |page: &&Page| page.has("小計") && page.has("合計（税込）");
        assert_eq!(pages.iter().filter(has_sums).count(), 1, "{lines} lines");
        assert_eq!(pages.iter().filter(|page| page.has("小計")).count(), 1, "{lines} lines");
    }
}

#[test]
fn no_row_is_torn() {
    for kind in [FormKind::Order, FormKind::Gift] {
        let mut paper = lengthy(kind, 40);
        for (n, line) in paper.lines.iter_mut().enumerate() {
            line.name = format!("頭{}尾", "湯のみ".repeat(10 + 3 * n));
        }
        let pages = pages(&[paper]);
        assert!(pages.len() > 3);
        for page in pages {
            let text = page.text();
            assert_eq!(text.matches('頭').count(), text.matches('尾').count(), "{kind:?}: {text}");
        }
    }
}

#[test]
fn what_is_longer_than_a_page_is_all_there() {
    let long = "漢".repeat(3_000);
    let mut paper = paper(FormKind::Order);
    paper.lines[0].name = long.clone();
    paper.lines[1].code = "X".repeat(700);
    paper.note = "備\n".repeat(200);
    paper.staff_memo = "忘\n".repeat(200);
    paper.extras[0].text.clone_from(&long);
    let pages = pages(&[paper]);
    let whole: String = pages.iter().map(Page::text).collect();
    assert_eq!(whole.matches('漢').count(), 6_000);
    assert_eq!(whole.matches('備').count(), 201);
    assert_eq!(whole.matches('忘').count(), 200);
    assert_eq!(whole.matches('X').count(), 700);
    // Nothing stands below the paper's edge.
    let lowest = pages.iter().map(|page| page.lowest).fold(0.0, f64::max);
    assert!((700.0..841.0).contains(&lowest), "{lowest}");
}
