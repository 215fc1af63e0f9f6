//! `GET /products/{code}`: one product and カゴに入れる.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use shop::catalogue::{self, Product};

use super::{Visit, picture};
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
    let product = catalogue::find(app.world(), &visit.shop, &code).await?.ok_or(Fault::NotFound)?;
    let count = visit.cart_count(&app).await?;
    let layout = visit.layout(&product.name).count(count);
    Ok(Html(ProductPage::of(layout, &product, &visit.front.texts.promises)).into_revalidated())
}

impl<'a> ProductPage<'a> {
    fn of(layout: Layout, product: &'a Product, promises: &'a [String]) -> ProductPage<'a> {
        ProductPage {
            layout,
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
pub(crate) fn sample(code: &str, available: i64) -> Product {
    Product {
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
    use super::{ProductPage, Stock, sample};
    use crate::Layout;
    use askama::Template;

    #[test]
    fn renders_sold_or_not_and_escapes() {
        for available in [0, 1, 11] {
            let mut product = sample("nr-ai150", available);
            product.name = "<b>麻</b>".to_owned();
            let page = ProductPage::of(Layout::sample("商品"), &product, &[]).render().unwrap();
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
