//! Many papers in one file.

use super::*;

/// Papers of all kinds in turn; the fourth of each five has 30 lines and so two pages.
fn mixed(count: usize) -> Vec<Paper> {
    let one = |n: usize| {
        let kind = FormKind::ALL[n % 5];
        let paper = lengthy(kind, if kind == FormKind::Invoice { 30 } else { 3 });
        Paper { number: format!("N-{n:06}"), ..paper }
    };
    (0..count).map(one).collect()
}

#[test]
fn papers_follow_each_other_and_each_counts_its_own_pages() {
    let papers = mixed(60);
    let mut heard = Vec::new();
    let document = super::super::pdf::document(&papers, &mut |done| heard.push(done)).unwrap();
    assert_eq!(heard, (1..=60).collect::<Vec<_>>());
    assert_eq!(document.pages().len(), 72);
    let mut pages = pages(&papers).into_iter();
    for (n, paper) in papers.iter().enumerate() {
        let count = if paper.kind == FormKind::Invoice { 2 } else { 1 };
        for number in 1..=count {
            let page = pages.next().unwrap();
            assert!(page.has(&paper.number), "paper {n}, page {number}: {}", page.text());
            assert!(page.has(&format!("{number} / {count}")), "paper {n}, page {number}");
        }
    }
}

#[test]
fn the_same_papers_give_the_same_bytes() {
    for papers in [mixed(1), mixed(7)] {
        let bytes = pdf(&papers, &mut |_| ()).unwrap();
        assert!(bytes.starts_with(b"%PDF-1.7"));
        let again = std::thread::spawn({
            let papers = papers.clone();
            move || {
                pdf(&mixed(3), &mut |_| ()).unwrap();
                pdf(&papers, &mut |_| ()).unwrap()
            }
        });
        assert!(bytes == again.join().unwrap(), "{} papers", papers.len());
        let mut other = papers.clone();
        other[0].issued_on = Day::new(2026, 12, 2).unwrap();
        assert!(bytes != pdf(&other, &mut |_| ()).unwrap());
    }
}

#[test]
fn the_file_says_what_it_is() {
    let alike = vec![paper(FormKind::Delivery), paper(FormKind::Gift)];
    for (papers, title) in
        [(mixed(1), "受注伝票 order02099"), (mixed(4), "受注伝票ほか 4件"), (alike, "納品書 2件")]
    {
        let document = super::super::pdf::document(&papers, &mut |_| ()).unwrap();
        let info = typst::model::Document::info(&document);
        assert_eq!(info.title.as_deref(), Some(title));
        assert_eq!(info.author, ["暖簾商店"]);
        let locale = info.locale.custom().unwrap();
        assert_eq!(locale.rfc_3066(), "ja");
    }
}

#[test]
fn nothing_gives_no_file() {
    assert_eq!(pdf(&[], &mut |_| ()), Err(FormError::Nothing));
}
