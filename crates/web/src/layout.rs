//! What every page's frame needs: title, styles, scripts, the ribbon.

use shop::profile::Shop;

use crate::{App, assets};

/// The data of `templates/base.html`, a part of every view struct.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The page's own title; the shop's name follows it.
    pub title: String,
    /// The shop's name.
    pub shop_name: String,
    /// `shop` or `admin`: the class of the body and the measures that follow from it.
    pub audience: &'static str,
    /// Address of the surface's style sheet.
    pub style: &'static str,
    /// Addresses of the page's modules.
    pub scripts: Vec<&'static str>,
    /// Payments are rehearsals.
    pub rehearsal: bool,
    /// Seconds after which the browser asks again by itself, without JavaScript.
    pub refresh: Option<u32>,
    /// How many pieces are in the cart, where the page shows it.
    pub cart_count: i64,
}

impl Layout {
    /// A page of the storefront.
    pub fn shop(app: &App, shop: &Shop, title: &str) -> Layout {
        Layout::new(&shop.name, title, "shop", assets::href("shop.css"), app.surface().rehearsal)
    }

    /// A page of the admin.
    pub fn admin(app: &App, shop: &Shop, title: &str) -> Layout {
        Layout::new(&shop.name, title, "admin", assets::href("admin.css"), app.surface().rehearsal)
    }

    /// A page of the sample shop, for `samples()`.
    pub fn sample(title: &str) -> Layout {
        Layout::new("布と器　みなも堂", title, "shop", assets::href("shop.css"), true)
    }

    fn new(
        shop_name: &str,
        title: &str,
        audience: &'static str,
        style: &'static str,
        rehearsal: bool,
    ) -> Layout {
        Layout {
            title: title.to_owned(),
            shop_name: shop_name.to_owned(),
            audience,
            style,
            scripts: Vec::new(),
            rehearsal,
            refresh: None,
            cart_count: 0,
        }
    }

    /// With one of our modules.
    #[must_use]
    pub fn script(mut self, file: &str) -> Layout {
        self.scripts.push(assets::href(file));
        self
    }

    /// With the number of pieces in the cart.
    #[must_use]
    pub fn count(mut self, pieces: i64) -> Layout {
        self.cart_count = pieces;
        self
    }

    /// Address of the mark, the page's icon.
    pub fn mark(&self) -> &'static str {
        assets::href("mark.svg")
    }
}
