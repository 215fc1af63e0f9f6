//! Papers, laid out and read again.
//!
//! What stands on a page is read from the laid-out frames, the very ones that the PDF is written
//! from: no second parser has to be trusted, and none is a dependency.

mod hostile;
mod many;
mod pages;
mod pictures;
mod shown;

use typst::layout::{Abs, Frame, FrameItem};

use super::*;
use crate::Day;

/// A page as it can be read.
#[derive(Default)]
struct Page {
    /// Its runs of letters, in the order they were set.
    runs: Vec<String>,
    /// Glyphs that are none.
    holes: usize,
    pictures: usize,
    /// How far down its last letter stands, in points.
    lowest: f64,
}

impl Page {
    /// All its letters, without spaces and places to break.
    fn text(&self) -> String {
        squeezed(&self.runs.concat())
    }

    fn has(&self, text: &str) -> bool {
        self.text().contains(&squeezed(text))
    }

    fn read(&mut self, frame: &Frame, above: Abs) {
        for (at, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.read(&group.frame, above + at.y),
                FrameItem::Text(text) => {
                    self.runs.push(text.text.to_string());
                    self.lowest = self.lowest.max((above + at.y).to_pt());
                    self.holes += text.glyphs.iter().filter(|glyph| glyph.id == 0).count();
                }
                FrameItem::Image(..) => self.pictures += 1,
                FrameItem::Shape(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
}

/// The pages of some papers.
fn pages(papers: &[Paper]) -> Vec<Page> {
    let document = super::pdf::document(papers, &mut |_| ()).unwrap();
    let page = |laid_out: &typst_layout::Page| {
        let mut page = Page::default();
        page.read(&laid_out.frame, Abs::zero());
        page
    };
    document.pages().iter().map(page).collect()
}

/// The only page of a paper.
fn page(paper: Paper) -> Page {
    let mut pages = pages(&[paper]);
    assert_eq!(pages.len(), 1);
    pages.remove(0)
}

/// A paper that has everything.
fn paper(kind: FormKind) -> Paper {
    let line = |code: &str, name: &str, unit_price, quantity, is_reduced| Line {
        code: code.into(),
        name: name.into(),
        unit_price,
        quantity,
        amount: unit_price * quantity,
        is_reduced,
    };
    Paper {
        kind,
        title: String::new(),
        number: "N-000123".into(),
        order_number: "order02099".into(),
        issued_on: Day::new(2026, 12, 1).unwrap(),
        ordered_on: Day::new(2026, 11, 28),
        to: buyer(),
        ship_to: Some(Party {
            name: "山田　太郎".into(),
            honorific: "様".into(),
            postal: "060-0001".into(),
            address: "北海道札幌市中央区北一条西2-1".into(),
            phone: "011-000-4567".into(),
            ..Party::default()
        }),
        from: issuer(),
        message: "お買い上げいただき、ありがとうございます。\nご確認ください。".into(),
        lines: vec![
            line("YUN-001", "湯のみ 藍", 3_300, 2, false),
            line("CHA-100", "宇治抹茶 30g", 1_080, 1, true),
            line("TEN-7", "手ぬぐい 麻の葉", 1_320, 1, false),
        ],
        sums: Sums {
            goods: 9_000,
            shipping: Some(680),
            fee: 330,
            discount: 500,
            adjustment: -10,
            total: 9_500,
            tax: vec![
                TaxRow { rate: 10, amount: 8_479, tax: 770 },
                TaxRow { rate: 8, amount: 1_021, tax: 75 },
            ],
        },
        method: "クレジットカード".into(),
        delivery: Delivery {
            carrier: "ヤマト運輸（宅急便）".into(),
            wish: "2026年12月4日 14時～16時".into(),
            tracking: "1234-5678-9012".into(),
        },
        extras: vec![
            Extra { label: "のし".into(), text: "内のし・御礼・髙﨑".into() },
            Extra { label: "ラッピング".into(), text: "あり（+330円）".into() },
        ],
        note: "平日の午後に受け取りたいです。\n不在のときは宅配ボックスへ。".into(),
        staff_memo: "常連のお客様。\n試供品を同梱。".into(),
        due_on: Day::new(2026, 12, 31),
        transfer: "暖簾銀行 本店 普通 1234567\nカ）ノレンシヨウテン".into(),
        receipt: Some(Receipt {
            addressee: "株式会社みなも".into(),
            honorific: "御中".into(),
            proviso: "お茶道具代として".into(),
            card_line: "クレジットカード利用 Visa（**** 1111）".into(),
            reissues: 1,
            is_electronic: true,
        }),
    }
}

/// The same with so many lines, each of another code.
fn lengthy(kind: FormKind, lines: usize) -> Paper {
    let mut paper = paper(kind);
    let line = |n: usize| Line { code: format!("NO-{n:04}"), ..paper.lines[n % 3].clone() };
    paper.lines = (0..lines).map(line).collect();
    paper
}

/// 髙﨑 葵 of a company.
fn buyer() -> Party {
    Party {
        company: "㈱みなも①".into(),
        name: "髙﨑　葵".into(),
        honorific: "様".into(),
        postal: "604-8136".into(),
        address: "京都府京都市中京区梅忠町20-1\nメゾン烏丸 1〜2F".into(),
        phone: "075-000-0123".into(),
        email: "aoi@example.jp".into(),
    }
}

/// A shop with 登録番号.
fn issuer() -> Issuer {
    Issuer {
        name: "暖簾商店".into(),
        postal: "100-0005".into(),
        address: "東京都千代田区丸の内1-9-1".into(),
        phone: "03-0000-0123".into(),
        mail: "shop@noren.example".into(),
        url: "https://noren.example/".into(),
        registration: Some("T1234567890123".into()),
        logo: None,
        seal: None,
    }
}
