//! What every page's frame needs: title, styles, scripts, the ribbon.

use std::sync::Arc;

use shop::profile::Shop;

use crate::front::Front;
use crate::{App, assets};

/// A link of the footer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where to.
    pub href: String,
    /// What it says.
    pub text: String,
}

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
    /// Seconds after which a browser without JavaScript asks again by itself.
    pub refresh: Option<u32>,
    /// The shop is reached over TLS.
    pub encrypted: bool,
    /// How many pieces are in the cart, where the page shows it.
    pub cart_count: i64,
    /// The pages of the footer.
    pub links: Arc<[Link]>,
}

impl Layout {
    /// A page of the storefront.
    pub(crate) fn shop(shop: &Shop, front: &Front, title: &str) -> Layout {
        Layout {
            rehearsal: front.rehearsal,
            links: Arc::clone(&front.links),
            encrypted: shop.base_url.starts_with("https://"),
            ..Layout::bare(&shop.name, title)
        }
    }

    /// A page of the admin.
    pub fn admin(app: &App, shop: &Shop, title: &str) -> Layout {
        Layout {
            audience: "admin",
            style: assets::href("admin.css"),
            scripts: vec![assets::href("admin.js")],
            rehearsal: app.is_rehearsal(shop.id),
            ..Layout::bare(&shop.name, title)
        }
    }

    /// A page of the sample shop, for `samples()`.
    pub fn sample(title: &str) -> Layout {
        let page = |href: &str, text: &str| Link { href: href.to_owned(), text: text.to_owned() };
        let links = Arc::new([
            page("/legal/tokushoho", "特定商取引法に基づく表記"),
            page("/legal/privacy", "個人情報の取り扱い"),
        ]);
        Layout {
            rehearsal: true, cart_count: 4, links, ..Layout::bare("布と器　みなも堂", title)
        }
    }

    fn bare(shop_name: &str, title: &str) -> Layout {
        Layout {
            title: title.to_owned(),
            shop_name: shop_name.to_owned(),
            audience: "shop",
            style: assets::href("shop.css"),
            scripts: Vec::new(),
            rehearsal: false,
            refresh: None,
            encrypted: false,
            cart_count: 0,
            links: Arc::new([]),
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

    /// Asks again after so many seconds, with a module of ours or without JavaScript.
    #[must_use]
    pub fn asking_again(mut self, seconds: u32) -> Layout {
        self.refresh = Some(seconds);
        self.script("waiting.js")
    }

    /// Whether the header shows a number beside the cart.
    pub fn has_count(&self) -> bool {
        self.cart_count > 0
    }

    /// Address of the mark, the page's icon.
    pub fn mark(&self) -> &'static str {
        assets::href("mark.svg")
    }
}
