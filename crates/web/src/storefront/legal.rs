//! `GET /legal/{page}`: what the law wants a shop to publish.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use shop::profile::LegalPage;

use super::Visit;
use crate::form::Path;
use crate::respond::Html;
use crate::{App, Fault, Layout};

/// Paragraphs and a table of label and text.
#[derive(Debug, Template)]
#[template(path = "storefront/legal.html")]
pub(crate) struct Legal<'a> {
    layout: Layout,
    heading: &'a str,
    paragraphs: Vec<&'a str>,
    rows: &'a [(String, String)],
}

pub(crate) async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(slug): Path<String>,
) -> Result<Response, Fault> {
    let page = visit.front.texts.page(&slug).ok_or(Fault::NotFound)?;
    let layout = visit.layout(&page.title).count(visit.cart_count(&app).await?);
    Ok(Html(Legal::of(layout, page)).into_revalidated())
}

impl<'a> Legal<'a> {
    fn of(layout: Layout, page: &'a LegalPage) -> Legal<'a> {
        let paragraphs = page.body.split("\n\n").filter(|text| !text.trim().is_empty());
        Legal { layout, heading: &page.title, paragraphs: paragraphs.collect(), rows: &page.rows }
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use shop::profile::LegalPage;

    use super::Legal;
    use crate::Layout;

    #[test]
    fn renders_with_and_without_a_table() {
        for rows in [vec![], vec![("販売業者".to_owned(), "みなも堂".to_owned())]] {
            let page = LegalPage {
                slug: "tokushoho".to_owned(),
                title: "特定商取引法に基づく表記".to_owned(),
                body: "前書き\n\n続き".to_owned(),
                rows: rows.clone(),
            };
            let text = Legal::of(Layout::sample(&page.title), &page).render().unwrap();
            assert_eq!(text.contains("<dl"), !rows.is_empty());
            assert!(text.contains("<p>続き</p>"));
        }
    }
}
