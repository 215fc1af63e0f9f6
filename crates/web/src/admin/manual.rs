//! `GET /manual/{page}`: お店の手引き, the pages of `docs/guide` as they stand in this version.

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, html};

use super::{Desk, Here, SignedIn};
use crate::form::Path;
use crate::host::AtShop;
use crate::respond::Html;
use crate::{App, Fault, Layout};

/// Name and text of each page.
const PAGES: [(&str, &str); 23] = [
    ("README", include_str!("../../../../docs/guide/README.md")),
    ("bulk", include_str!("../../../../docs/guide/bulk.md")),
    ("buying", include_str!("../../../../docs/guide/buying.md")),
    ("cart", include_str!("../../../../docs/guide/cart.md")),
    ("card-testing", include_str!("../../../../docs/guide/card-testing.md")),
    ("customers", include_str!("../../../../docs/guide/customers.md")),
    ("delivery", include_str!("../../../../docs/guide/delivery.md")),
    ("demo", include_str!("../../../../docs/guide/demo.md")),
    ("mail", include_str!("../../../../docs/guide/mail.md")),
    ("dispatch", include_str!("../../../../docs/guide/dispatch.md")),
    ("member", include_str!("../../../../docs/guide/member.md")),
    ("numbers", include_str!("../../../../docs/guide/numbers.md")),
    ("order", include_str!("../../../../docs/guide/order.md")),
    ("order-edit", include_str!("../../../../docs/guide/order-edit.md")),
    ("order-mail", include_str!("../../../../docs/guide/order-mail.md")),
    ("orders", include_str!("../../../../docs/guide/orders.md")),
    ("papers", include_str!("../../../../docs/guide/papers.md")),
    ("payment", include_str!("../../../../docs/guide/payment.md")),
    ("payment-settings", include_str!("../../../../docs/guide/payment-settings.md")),
    ("registered-card", include_str!("../../../../docs/guide/registered-card.md")),
    ("sign-in", include_str!("../../../../docs/guide/sign-in.md")),
    ("slips", include_str!("../../../../docs/guide/slips.md")),
    ("staff", include_str!("../../../../docs/guide/staff.md")),
];

macro_rules! pictures {
    ($($name:literal,)*) => {
        &[$(($name, include_bytes!(concat!("../../../../docs/guide/", $name)))),*]
    };
}

/// The pictures in them.
const PICTURES: &[(&str, &[u8])] = pictures![
    "carrier.png",
    "checking.png",
    "checkout.png",
    "confirmation.png",
    "frame-cancelled-there.png",
    "frame-cancelled.png",
    "frame-captured-differs.png",
    "frame-captured.png",
    "frame-differs-3ds.png",
    "frame-differs.png",
    "frame-held.png",
    "frame-unknown.png",
    "methods.png",
    "order.png",
    "orders.png",
    "settings.png",
    "step2.png",
    "step3.png",
];

#[derive(Template)]
#[template(path = "admin/manual.html")]
struct ManualPage {
    layout: Layout,
    desk: Desk,
    text: GuideMarkup,
}

/// Markup made from a page of the folder and from nothing else: nobody can write there but we.
struct GuideMarkup(String);

impl fmt::Display for GuideMarkup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for GuideMarkup {}

pub(crate) async fn show(
    State(app): State<App>,
    AtShop(shop): AtShop,
    SignedIn(staff): SignedIn,
    Path(page): Path<String>,
) -> Result<Response, Fault> {
    if let Some((_, picture)) = PICTURES.iter().find(|(name, _)| *name == page) {
        let png = (header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
        return Ok(([png], *picture).into_response());
    }
    let (_, text) = PAGES.iter().find(|(name, _)| *name == page).ok_or(Fault::NotFound)?;
    let layout = Layout::admin(&app, &shop, title(text));
    let desk = Desk::of(&staff, Here::Elsewhere);
    Ok(Html(ManualPage { layout, desk, text: rendered(text) }).into_response())
}

/// The page's heading.
fn title(text: &'static str) -> &'static str {
    text.lines().next().unwrap_or_default().trim_start_matches("# ")
}

fn rendered(text: &'static str) -> GuideMarkup {
    let written: Vec<Event> = Parser::new_ext(text, Options::ENABLE_TABLES).collect();
    let events = written.iter().enumerate().map(|(at, event)| match event.clone() {
        Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
            let id = written.get(at + 1).and_then(place);
            Event::Start(Tag::Heading { level, id, classes, attrs })
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: here(&dest_url), title, id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Image { link_type, dest_url: here(&dest_url), title, id })
        }
        // Japanese has no space where our lines end.
        Event::SoftBreak => Event::Text("".into()),
        other => other,
    });
    let mut page = String::new();
    html::push_html(&mut page, events);
    GuideMarkup(page)
}

/// What a link to a part of the page calls it: its heading, up to the colon.
fn place<'a>(heading: &Event<'a>) -> Option<CowStr<'a>> {
    let Event::Text(text) = heading else { return None };
    text.split('：').next().map(|name| CowStr::from(name.to_owned()))
}

/// Where a link of the folder leads to here: `order.md` is `/manual/order`.
fn here(link: &str) -> CowStr<'static> {
    let own = !link.contains('/') && !link.contains(':');
    let name = link.strip_suffix(".md").unwrap_or(link);
    if own { format!("/manual/{name}").into() } else { link.to_owned().into() }
}

#[cfg(test)]
mod tests {
    use super::{PAGES, PICTURES, rendered, title};

    fn is_there(name: &str) -> bool {
        PICTURES.iter().any(|(known, _)| *known == name)
            || PAGES.iter().any(|(known, _)| *known == name)
    }

    #[test]
    fn every_page_of_the_folder_is_there_and_every_link_leads_to_one() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide");
        for file in std::fs::read_dir(folder).unwrap() {
            let file = file.unwrap().file_name().into_string().unwrap();
            assert!(is_there(file.strip_suffix(".md").unwrap_or(&file)), "{file}");
        }
        for (name, text) in PAGES {
            assert!(text.starts_with("# ") && !title(text).is_empty(), "{name}");
            for part in rendered(text).0.split("\"/manual/").skip(1) {
                let target = part.split('"').next().unwrap();
                assert!(is_there(target), "{name}: {target}");
            }
        }
    }
}
