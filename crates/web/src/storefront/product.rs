//! `GET /products/{code}`: one product and カゴに入れる.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use shop::catalogue::{self, Category, Shelved};

use super::{Visit, list, picture};
use crate::form::Path;
use crate::respond::Html;
use crate::{App, Fault, Layout};

/// The choice of a quantity ends here; the cart takes more.
const QUANTITIES: i64 = 10;
/// From here on the page says how few are left.
const FEW: i64 = 10;

/// One product.
#[derive(Debug, Template)]
#[template(path = "storefront/product.html")]
pub(crate) struct ProductPage<'a> {
    layout: Layout,
    /// Name and address of its shelf.
    shelf: Option<(&'a str, String)>,
    id: i64,
    code: &'a str,
    name: &'a str,
    lead: &'a str,
    price: String,
    reduced: bool,
    picture: String,
    picture_alt: &'a str,
    stock: Stock,
    quantities: Vec<i64>,
    promises: &'a [String],
    description: Vec<&'a str>,
    spec: &'a [(String, String)],
}

/// How many are left, in words.
#[derive(Debug)]
struct Stock {
    can_buy: bool,
    tone: &'static str,
    text: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    let found = catalogue::find(app.world(), &visit.shop, &code).await?.ok_or(Fault::NotFound)?;
    let count = visit.cart_count(&app).await?;
    let layout = visit.layout(&found.product.name).count(count);
    Ok(Html(ProductPage::of(layout, &found, &visit.front.texts.promises)).into_revalidated())
}

impl<'a> ProductPage<'a> {
    fn of(layout: Layout, found: &'a Shelved, promises: &'a [String]) -> ProductPage<'a> {
        let Shelved { product, category } = found;
        let shelf = |shelf: &'a Category| (shelf.name.as_str(), list::href(shelf));
        ProductPage {
            layout,
            shelf: category.as_ref().map(shelf),
            id: product.id.0,
            code: &product.code,
            name: &product.name,
            lead: &product.lead,
            price: product.price.to_string(),
            reduced: product.tax_rate.is_reduced(),
            picture: picture::href(&product.picture),
            picture_alt: &product.picture_alt,
            stock: Stock::of(product.available),
            quantities: (1..=product.available.min(QUANTITIES)).collect(),
            promises,
            description: product.description.split("\n\n").collect(),
            spec: &product.spec,
        }
    }
}

impl Stock {
    fn of(available: i64) -> Stock {
        let (tone, text) = match available {
            ..=0 => ("", "売り切れ".to_owned()),
            1..=FEW => ("ok", format!("在庫あり 残り{available}点")),
            _ => ("ok", "在庫あり".to_owned()),
        };
        Stock { can_buy: available > 0, tone, text }
    }
}

/// A product of the sample shop.
#[cfg(test)]
pub(crate) fn sample(code: &str, available: i64) -> catalogue::Product {
    catalogue::Product {
        id: shop::id::ProductId(7),
        category: shop::id::CategoryId(1),
        code: code.to_owned(),
        name: "麻のれん 藍　丈150cm".to_owned(),
        lead: "風のとおり道をつくる布".to_owned(),
        description: "一つめの段落。\n\n二つめの段落。".to_owned(),
        spec: vec![("素材".to_owned(), "麻 100%".to_owned())],
        picture: "noren".to_owned(),
        picture_alt: "藍染めののれん".to_owned(),
        price: shop::money::Yen(16_500),
        tax_rate: shop::tax::TaxRate::Reduced,
        available,
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use shop::catalogue::{Category, Shelved};

    use super::{ProductPage, Stock, sample};
    use crate::Layout;

    #[test]
    fn renders_sold_or_not_and_escapes() {
        for available in [0, 1, 11] {
            let mut product = sample("nr-ai150", available);
            product.name = "<b>麻</b>".to_owned();
            let category =
                Category {
                    id: product.category, slug: "nuno".into(), name: "のれん・布".into()
                };
            let found = Shelved { product, category: Some(category) };
            let page = ProductPage::of(Layout::sample("商品"), &found, &[]).render().unwrap();
            assert!(page.contains("<a href=\"/?category=nuno\">のれん・布</a> ／"), "{page}");
            assert_eq!(page.contains("<form"), available > 0);
            assert!(page.contains("カゴに入れる") && !page.contains("<b>麻"));
            assert!(page.contains("二つめの段落"));
        }
    }

    #[test]
    fn says_how_few_are_left() {
        for (available, text) in [(0, "売り切れ"), (3, "在庫あり 残り3点"), (11, "在庫あり")]
        {
            assert_eq!(Stock::of(available).text, text);
        }
    }
}
