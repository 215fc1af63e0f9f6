//! Texts are letters, whatever they hold: none is run, and none stops a paper.

use typst::syntax::{SyntaxKind, parse};

use super::*;

/// What typst would take for more than letters, if it read it as markup.
const COMMANDS: [&str; 20] = [
    "#panic(\"run\")",
    "#eval(\"1+1\")",
    "#read(\"/paper.json\")",
    "#import \"@preview/cetz:0.3.0\": *",
    "#set page(fill: red)",
    "#{ while true {} }",
    "$ x^2 / 0 $",
    "#[inner]",
    "*bold* _slanted_",
    "`raw` ```rs fn```",
    "= Heading",
    "- item",
    "+ item",
    "/ term: item",
    "<label> @reference",
    "https://noren.example/run",
    "\\u{41} \\#",
    "--- ... ~",
    "'single' \"double\"",
    "/* left */ out // too",
];

/// A paper whose every text is this.
fn filled(kind: FormKind, text: &str) -> Paper {
    let text = || text.to_owned();
    let party = || Party {
        company: text(),
        name: text(),
        honorific: text(),
        postal: text(),
        address: text(),
        phone: text(),
        email: text(),
    };
    Paper {
        title: text(),
        number: text(),
        order_number: text(),
        to: party(),
        ship_to: Some(party()),
        from: Issuer {
            name: text(),
            postal: text(),
            address: text(),
            phone: text(),
            mail: text(),
            url: text(),
            registration: Some(text()),
            logo: None,
            seal: None,
        },
        message: text(),
        lines: vec![Line { code: text(), name: text(), is_reduced: true, ..Line::default() }],
        method: text(),
        delivery: Delivery { carrier: text(), wish: text(), tracking: text() },
        extras: vec![Extra { label: text(), text: text() }],
        note: text(),
        staff_memo: text(),
        transfer: text(),
        receipt: Some(Receipt {
            addressee: text(),
            honorific: text(),
            proviso: text(),
            card_line: text(),
            reissues: 1,
            is_electronic: true,
        }),
        ..paper(kind)
    }
}

/// How many texts of a filled paper each kind shows.
const SHOWN: [(FormKind, usize); 5] = [
    (FormKind::Order, 29),
    (FormKind::Delivery, 31),
    (FormKind::Gift, 24),
    (FormKind::Invoice, 21),
    (FormKind::Receipt, 18),
];

#[test]
fn a_command_is_letters_in_every_place() {
    for (kind, count) in SHOWN {
        for command in COMMANDS {
            let whole: String = pages(&[filled(kind, command)]).iter().map(Page::text).collect();
            let found = whole.matches(&squeezed(command)).count();
            assert_eq!(found, count, "{kind:?}: {command} in {whole}");
        }
        assert!(pdf(&[filled(kind, &COMMANDS.concat())], &mut |_| ()).is_ok(), "{kind:?}");
    }
}

/// So the test above has something to find.
#[test]
fn in_markup_each_would_be_more_than_letters() {
    for command in COMMANDS {
        let is_letter = |kind| matches!(kind, SyntaxKind::Text | SyntaxKind::Space);
        let parsed = parse(command);
        assert!(parsed.children().any(|node| !is_letter(node.kind())), "{command}");
    }
}

#[test]
fn any_text_can_be_printed() {
    let controls: String = (0..32).chain(127..160).filter_map(char::from_u32).collect();
    for text in [
        "髙﨑①㈱Ⅲ№℡〜～−‖—ｶﾞｷﾞ",
        "😀👨‍👩‍👧‍👦🇯🇵❤️",
        "שלום عليكم\u{202e}abc\u{202c}\u{2067}x",
        "か\u{3099}は\u{309a} e\u{301} 葛\u{e0100}",
        "\u{feff}\u{ffff}\u{e000}\u{10ffff}\u{fffd}\u{2028}\u{2029}",
        &controls,
        "",
        " ",
        "\n\n\n",
        "　　",
        "\u{3099}\u{301}",
        &"W".repeat(500),
        &"長".repeat(500),
    ] {
        let pages = pages(&FormKind::ALL.map(|kind| filled(kind, text)));
        assert!(pages.iter().all(|page| page.holes == 0), "{text:?}");
        assert!(pdf(&[filled(FormKind::Receipt, text)], &mut |_| ()).is_ok(), "{text:?}");
    }
}

#[test]
fn letters_that_no_font_has_are_told() {
    let mut paper = paper(FormKind::Delivery);
    assert!(missing(&paper).is_empty());
    paper.to.name = "髙﨑\u{200d}😀 か\u{3099}".into();
    paper.lines[0].name = "😀 ש\u{202e}\n".into();
    paper.staff_memo = "☃".into();
    assert_eq!(missing(&paper), ['😀', 'ש']);
    assert!(page(paper).has("髙﨑〓が"));
}

#[test]
fn any_amount_can_be_printed() {
    for amount in [i64::MIN, -1, 0, 1, 1_000_000_000_000, i64::MAX] {
        for kind in FormKind::ALL {
            let mut paper = paper(kind);
            for line in &mut paper.lines {
                (line.unit_price, line.quantity, line.amount) = (amount, amount, amount);
            }
            let tax = vec![TaxRow { rate: amount, amount, tax: amount }; 2];
            paper.sums = Sums {
                goods: amount,
                shipping: Some(amount),
                fee: amount,
                discount: amount,
                adjustment: amount,
                total: amount,
                tax,
            };
            assert!(pdf(&[paper], &mut |_| ()).is_ok(), "{kind:?}, {amount}");
        }
    }
}
