//! `GET /`: the shelves.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::catalogue::{self, Page, Product};

use super::{Visit, picture, words};
use crate::respond::Html;
use crate::{App, Fault, Layout};

/// The shelves, page by page.
#[derive(Debug, Template)]
#[template(path = "storefront/list.html")]
pub(crate) struct ListPage {
    layout: Layout,
    heading: String,
    tabs: Vec<Tab>,
    goods: Vec<Good>,
    next: Option<String>,
    has_reduced: bool,
}

/// A category.
#[derive(Debug)]
struct Tab {
    name: String,
    href: String,
    current: bool,
}

/// A product on a shelf.
#[derive(Debug)]
struct Good {
    href: String,
    picture: String,
    name: String,
    price: String,
    reduced: bool,
    sold_out: bool,
    below_fold: bool,
}

#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    category: Option<String>,
    after: Option<String>,
}

pub(crate) async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let (category, after) = (asked.category.as_deref(), asked.after.as_deref());
    let page = catalogue::list(app.world(), &visit.shop, category, after).await?;
    let page = page.ok_or(Fault::NotFound)?;
    let count = visit.cart_count(&app).await?;
    let heading = page.category.as_ref().map_or(words::ALL_GOODS, |category| &category.name);
    Ok(Html(ListPage::of(visit.layout(heading).count(count), &page)).into_response())
}

impl ListPage {
    fn of(layout: Layout, page: &Page) -> ListPage {
        let current = page.category.as_ref().map(|category| category.slug.as_str());
        let all = Tab {
            name: words::ALL_GOODS.to_owned(),
            href: "/".to_owned(),
            current: current.is_none(),
        };
        let tabs = page.categories.iter().map(|category| Tab {
            name: category.name.clone(),
            href: format!("/?category={}", category.slug),
            current: current == Some(&category.slug),
        });
        let goods: Vec<Good> = page.products.iter().enumerate().map(Good::of).collect();
        ListPage {
            heading: layout.title.clone(),
            layout,
            tabs: std::iter::once(all).chain(tabs).collect(),
            next: page.next.as_ref().map(|after| match current {
                Some(slug) => format!("/?category={slug}&after={after}"),
                None => format!("/?after={after}"),
            }),
            has_reduced: goods.iter().any(|good| good.reduced),
            goods,
        }
    }
}

impl Good {
    fn of((index, product): (usize, &Product)) -> Good {
        Good {
            href: format!("/products/{}", product.code),
            picture: picture::href(&product.picture),
            name: product.name.clone(),
            price: product.price.to_string(),
            reduced: product.tax_rate.is_reduced(),
            sold_out: product.available == 0,
            // A phone shows two pictures a row.
            below_fold: index >= 6,
        }
    }
}

#[cfg(test)]
impl ListPage {
    /// One page of each kind.
    pub(crate) fn samples() -> Vec<ListPage> {
        use super::product::sample;
        let categories = vec![shop::catalogue::Category {
            id: shop::id::CategoryId(1),
            slug: "nuno".to_owned(),
            name: "のれん・布".to_owned(),
        }];
        let full = Page {
            category: categories.first().cloned(),
            categories: categories.clone(),
            products: vec![sample("noren", 6), sample("tenugui", 0)],
            next: Some("2.7".to_owned()),
        };
        let empty = Page { categories, category: None, products: vec![], next: None };
        [full, empty].iter().map(|page| ListPage::of(Layout::sample("商品"), page)).collect()
    }
}
