//! `GET /`: the shelves.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use shop::catalogue::{self, Category, Page, Product};

use super::{Visit, picture, words};
use crate::form::Query;
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
    Ok(Html(ListPage::of(visit.layout(heading).count(count), &page)).into_revalidated())
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
            href: href(category),
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

/// Where a shelf is.
pub(super) fn href(category: &Category) -> String {
    format!("/?category={}", category.slug)
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
mod tests {
    use askama::Template;
    use shop::catalogue::{Category, Page};
    use shop::id::CategoryId;

    use super::ListPage;
    use crate::Layout;
    use crate::storefront::product::sample;

    #[test]
    fn renders_full_and_empty_shelves() {
        let nuno =
            Category { id: CategoryId(1), slug: "nuno".into(), name: "のれん・布".into() };
        let full = Page {
            categories: vec![nuno.clone()],
            category: Some(nuno.clone()),
            products: vec![sample("noren", 6), sample("tenugui", 0)],
            next: Some("2.7".into()),
        };
        let empty = Page { categories: vec![nuno], category: None, products: vec![], next: None };
        let [full, empty] =
            [full, empty].map(|page| ListPage::of(Layout::sample("商品"), &page).render().unwrap());
        assert!(full.contains("/products/noren") && full.contains("売り切れ"));
        assert!(full.contains("/?category=nuno&#38;after=2.7"), "the next page keeps the category");
        assert!(full.contains("軽減税率（8%）"));
        assert!(empty.contains("準備中") && !empty.contains("rel=\"next\""));
    }
}
