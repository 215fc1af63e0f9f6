//! What a template sees of a paper: what its kind shows, and nothing else. A template could not
//! print a price on 贈答用, for there is none.

use serde::Serialize;
use serde_json::Value;

use super::kind::FormKind;
use super::paper::{Issuer, Line, Paper, Party, Receipt};
use super::picture::Picture;
use super::press::Press;
use super::text::{breakable, number, printable, yen};

/// The largest logo, in millimetres.
const LOGO: (f64, f64) = (62.0, 13.0);

/// The largest seal, in millimetres.
const SEAL: (f64, f64) = (21.0, 21.0);

/// Letters of a line that surely have room on a page.
const LONG: usize = 600;

/// A paper as its template sees it.
#[derive(Serialize)]
pub(super) struct Sheet<'a> {
    title: &'a str,
    /// 書類番号, 注文番号, days.
    facts: Vec<(&'static str, String)>,
    /// What names it at the head of a later page.
    running: &'a str,
    /// Whom it is for, there.
    reader: String,
    to: Block<'a>,
    ship_to: Option<Block<'a>>,
    from: Letterhead<'a>,
    message: Vec<&'a str>,
    is_priced: bool,
    has_reduced: bool,
    lines: Vec<Row<'a>>,
    sums: Vec<(&'static str, String)>,
    total: String,
    /// `10%対象`, its sum, the tax within.
    tax: Vec<(String, String, String)>,
    details: Vec<(&'a str, String)>,
    note: Vec<&'a str>,
    memo: Vec<&'a str>,
    transfer: Vec<&'a str>,
    receipt: Option<Slip<'a>>,
}

/// A party: every line that is not empty.
#[derive(Serialize)]
struct Block<'a> {
    postal: &'a str,
    address: Vec<&'a str>,
    /// The company above a name.
    company: &'a str,
    name: &'a str,
    honorific: &'a str,
    contact: Vec<String>,
    /// All but the contact.
    one_line: String,
}

#[derive(Serialize)]
struct Letterhead<'a> {
    name: &'a str,
    postal: &'a str,
    address: Vec<&'a str>,
    contact: Vec<String>,
    registration: &'a str,
    logo: Option<Image>,
    seal: Option<Image>,
}

/// A picture's file and its size in millimetres.
#[derive(Serialize)]
struct Image {
    path: &'static str,
    width: f64,
    height: f64,
}

#[derive(Serialize)]
struct Row<'a> {
    code: &'a str,
    name: &'a str,
    unit_price: Option<String>,
    quantity: String,
    amount: Option<String>,
    is_reduced: bool,
    /// It may not have room on a page, so it may be torn.
    is_long: bool,
}

#[derive(Serialize)]
struct Slip<'a> {
    addressee: &'a str,
    honorific: &'a str,
    proviso: &'a str,
    card_line: &'a str,
    reissues: u32,
    is_electronic: bool,
}

impl<'a> Sheet<'a> {
    /// What of a paper its kind shows.
    pub(super) fn of(paper: &'a Paper) -> Sheet<'a> {
        let kind = paper.kind;
        let is_priced = kind != FormKind::Gift;
        let is_inside = kind == FormKind::Order;
        let only = |is_shown: bool, text: &'a str| -> Vec<&'a str> {
            if is_shown { lines(text) } else { Vec::new() }
        };
        let ship_to = paper.ship_to.as_ref().filter(|_| kind != FormKind::Gift);
        let receipt = (kind == FormKind::Receipt).then(|| Slip::of(paper));
        let reader = match &receipt {
            Some(receipt) => joined(&[receipt.addressee, receipt.honorific]),
            None => named(recipient(paper)),
        };
        Sheet {
            title: title(paper),
            facts: facts(paper),
            running: if paper.number.is_empty() { &paper.order_number } else { &paper.number },
            reader,
            to: Block::of(recipient(paper), is_inside),
            ship_to: ship_to.map(|party| Block::of(party, is_inside)),
            from: Letterhead::of(&paper.from, is_priced),
            message: lines(&paper.message),
            is_priced,
            has_reduced: is_priced && paper.lines.iter().any(|line| line.is_reduced),
            lines: paper.lines.iter().map(|line| Row::of(line, is_priced)).collect(),
            sums: if is_priced { sums(paper) } else { Vec::new() },
            total: if is_priced { yen(paper.sums.total) } else { String::new() },
            tax: if is_priced { tax(paper) } else { Vec::new() },
            details: details(paper),
            note: only(matches!(kind, FormKind::Order | FormKind::Delivery), &paper.note),
            memo: only(is_inside, &paper.staff_memo),
            transfer: only(kind == FormKind::Invoice, &paper.transfer),
            receipt,
        }
    }

    /// The same as JSON, its texts made printable.
    pub(super) fn json(&self) -> Vec<u8> {
        let mut value = self.value();
        print(&mut value, &|text| breakable(&printable(Press::get(), text)));
        serde_json::to_vec(&value).expect("a value is JSON")
    }

    /// Characters that no font has, each once.
    pub(super) fn missing(&self) -> Vec<char> {
        let missing = std::cell::RefCell::new(Vec::new());
        print(&mut self.value(), &|text| {
            let press = Press::get();
            // What is left of it when its marks are gone, so that only letters count.
            let unlike =
                |c: &char| printable(press, &c.to_string()) == super::text::GETA.to_string();
            let mut missing = missing.borrow_mut();
            for letter in text.chars().filter(|c| !press.has(*c)).filter(unlike) {
                if !missing.contains(&letter) {
                    missing.push(letter);
                }
            }
            text.to_owned()
        });
        missing.into_inner()
    }

    fn value(&self) -> Value {
        serde_json::to_value(self).expect("a sheet is texts and numbers")
    }
}

/// Rewrites every text within.
fn print(value: &mut Value, rewrite: &dyn Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = rewrite(text),
        Value::Array(values) => values.iter_mut().for_each(|value| print(value, rewrite)),
        Value::Object(fields) => fields.values_mut().for_each(|value| print(value, rewrite)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl<'a> Block<'a> {
    fn of(party: &'a Party, with_contact: bool) -> Block<'a> {
        let (company, name) = if party.name.is_empty() {
            ("", party.company.as_str())
        } else {
            (party.company.as_str(), party.name.as_str())
        };
        let contact = [("TEL ", &party.phone), ("", &party.email)];
        let postal = labelled(&[("〒", &party.postal)]).join("");
        Block {
            postal: &party.postal,
            address: lines(&party.address),
            company,
            name,
            honorific: &party.honorific,
            contact: if with_contact { labelled(&contact) } else { Vec::new() },
            one_line: joined(&[&postal, &lines(&party.address).join(" "), &named(party)]),
        }
    }
}

impl<'a> Letterhead<'a> {
    fn of(issuer: &'a Issuer, with_registration: bool) -> Letterhead<'a> {
        let contact = [("TEL ", &issuer.phone), ("", &issuer.mail), ("", &issuer.url)];
        let image = |picture: &Option<Picture>, paths: [&'static str; 2], (wide, high)| {
            picture.as_ref().map(|picture| {
                let (width, height) = picture.fitted(wide, high);
                Image { path: path(picture, paths), width, height }
            })
        };
        let registration = issuer.registration.as_deref().filter(|_| with_registration);
        Letterhead {
            name: &issuer.name,
            postal: &issuer.postal,
            address: lines(&issuer.address),
            contact: labelled(&contact),
            registration: registration.unwrap_or_default(),
            logo: image(&issuer.logo, LOGO_PATHS, LOGO),
            seal: image(&issuer.seal, SEAL_PATHS, SEAL),
        }
    }
}

/// Where a template finds the logo, as PNG and as JPEG.
const LOGO_PATHS: [&str; 2] = ["/logo.png", "/logo.jpg"];

/// Likewise the seal.
const SEAL_PATHS: [&str; 2] = ["/seal.png", "/seal.jpg"];

fn path(picture: &Picture, paths: [&'static str; 2]) -> &'static str {
    let ends = |path: &&'static str| path.ends_with(picture.ending());
    paths.into_iter().find(ends).unwrap_or(paths[0])
}

/// The pictures of a paper with their paths.
pub(super) fn pictures(paper: &Paper) -> impl Iterator<Item = (&'static str, &Picture)> {
    let pictures = [(&paper.from.logo, LOGO_PATHS), (&paper.from.seal, SEAL_PATHS)];
    pictures.into_iter().filter_map(|(picture, paths)| {
        picture.as_ref().map(|picture| (path(picture, paths), picture))
    })
}

impl<'a> Row<'a> {
    fn of(line: &'a Line, is_priced: bool) -> Row<'a> {
        Row {
            code: &line.code,
            name: &line.name,
            unit_price: is_priced.then(|| number(line.unit_price)),
            quantity: number(line.quantity),
            amount: is_priced.then(|| number(line.amount)),
            is_reduced: is_priced && line.is_reduced,
            is_long: line.name.chars().count() + 2 * line.code.chars().count() > LONG,
        }
    }
}

impl<'a> Slip<'a> {
    fn of(paper: &'a Paper) -> Slip<'a> {
        static USUAL: Receipt = Receipt {
            addressee: String::new(),
            honorific: String::new(),
            proviso: String::new(),
            card_line: String::new(),
            reissues: 0,
            is_electronic: false,
        };
        let receipt = paper.receipt.as_ref().unwrap_or(&USUAL);
        let buyer = Block::of(&paper.to, false);
        let (addressee, honorific) = if receipt.addressee.is_empty() {
            (buyer.name, buyer.honorific)
        } else {
            (receipt.addressee.as_str(), receipt.honorific.as_str())
        };
        let proviso = Some(receipt.proviso.as_str()).filter(|proviso| !proviso.is_empty());
        Slip {
            addressee,
            honorific,
            proviso: proviso.unwrap_or("お品代として"),
            card_line: &receipt.card_line,
            reissues: receipt.reissues,
            is_electronic: receipt.is_electronic,
        }
    }
}

/// Who reads the paper: of 贈答用, whom the goods go to.
fn recipient(paper: &Paper) -> &Party {
    let recipient = paper.ship_to.as_ref().filter(|_| paper.kind == FormKind::Gift);
    recipient.unwrap_or(&paper.to)
}

/// 髙﨑 葵 様.
fn named(party: &Party) -> String {
    joined(&[&party.company, &party.name, &party.honorific])
}

/// Those that are not empty, a space between.
fn joined(texts: &[&str]) -> String {
    let texts: Vec<&str> = texts.iter().copied().filter(|text| !text.is_empty()).collect();
    texts.join(" ")
}

/// What stands at the paper's head.
pub(super) fn title(paper: &Paper) -> &str {
    if paper.title.is_empty() { paper.kind.title() } else { &paper.title }
}

fn facts(paper: &Paper) -> Vec<(&'static str, String)> {
    let number = match paper.kind {
        FormKind::Invoice => "請求書番号",
        FormKind::Receipt => "領収書番号",
        FormKind::Order | FormKind::Delivery | FormKind::Gift => "書類番号",
    };
    let facts = [
        (number, paper.number.clone()),
        ("注文番号", paper.order_number.clone()),
        ("注文日", paper.ordered_on.map(crate::day::Day::in_words).unwrap_or_default()),
        ("発行日", paper.issued_on.in_words()),
    ];
    facts.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

fn sums(paper: &Paper) -> Vec<(&'static str, String)> {
    let sums = &paper.sums;
    let shipping = sums.shipping.map_or_else(|| "別途ご連絡".to_owned(), yen);
    let discount = format!("-{}", yen(sums.discount));
    let adjustment = yen(sums.adjustment);
    let rows = [
        ("小計", yen(sums.goods), true),
        ("送料", shipping, true),
        ("手数料", yen(sums.fee), sums.fee != 0),
        ("値引き", discount, sums.discount != 0),
        ("金額調整", adjustment, sums.adjustment != 0),
    ];
    rows.into_iter().filter(|row| row.2).map(|(label, text, _)| (label, text)).collect()
}

fn tax(paper: &Paper) -> Vec<(String, String, String)> {
    let row = |row: &super::TaxRow| (format!("{}%対象", row.rate), yen(row.amount), yen(row.tax));
    paper.sums.tax.iter().map(row).collect()
}

/// How it is paid, how it travels, what was asked for.
fn details(paper: &Paper) -> Vec<(&str, String)> {
    let (kind, delivery) = (paper.kind, &paper.delivery);
    let is_inside = kind == FormKind::Order;
    let has_goods = matches!(kind, FormKind::Order | FormKind::Delivery | FormKind::Gift);
    let has_method = matches!(kind, FormKind::Order | FormKind::Delivery | FormKind::Invoice);
    let due_on = paper.due_on.filter(|_| kind == FormKind::Invoice);
    let mut details = vec![
        ("お支払方法", if has_method { paper.method.clone() } else { String::new() }),
        ("お支払期限", due_on.map(crate::day::Day::in_words).unwrap_or_default()),
    ];
    if has_goods {
        let sender = if kind == FormKind::Gift { named(&paper.to) } else { String::new() };
        details.push(("ご依頼主", sender));
        details.push(("配送方法", delivery.carrier.clone()));
        details.push(("お届け希望", delivery.wish.clone()));
        details.push(("問合せ番号", delivery.tracking.clone()));
    }
    if is_inside || kind == FormKind::Delivery {
        let extras = paper.extras.iter();
        details.extend(extras.map(|extra| (extra.label.as_str(), extra.text.clone())));
    }
    details.retain(|(_, text)| !text.is_empty());
    details
}

/// Those that are not empty, each behind its label.
fn labelled(texts: &[(&str, &String)]) -> Vec<String> {
    let shown = texts.iter().filter(|(_, text)| !text.is_empty());
    shown.map(|(label, text)| format!("{label}{text}")).collect()
}

/// The lines of a text; none of an empty one.
fn lines(text: &str) -> Vec<&str> {
    text.trim_end().lines().collect()
}
