//! The URL map of both surfaces.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get, post};
use http::StatusCode;
use shop::delivery::CarrierSheet;
use shop::settings::{BankSettings, CodSettings, InStoreSettings};
use shop::world::World;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::timeout::TimeoutLayer;

use crate::admin::{session, sign_in};
use crate::storefront::{
    cart, checkout, legal, list, orders, picture, postal, product, registered_card, three_ds,
};
use crate::{App, Fault, Surface, assets, form, headers, host, uploads};

/// Our largest form is an order of a few kilobytes.
const BODY_LIMIT: usize = 64 * 1024;
/// A settings form may bring a picture: one that is too large is read, and told beside its field.
const UPLOAD_LIMIT: usize = 10 * 1024 * 1024;
/// A page takes milliseconds; work that waits for a gateway does not run inside a request.
const TIME_LIMIT: Duration = Duration::from_mins(1);

/// One line of the map.
pub(crate) struct Route {
    /// The path, with its parameters.
    pub path: &'static str,
    /// What it answers to.
    pub methods: MethodRouter<App>,
    /// Whether a form on another site may POST here.
    pub from: From,
}

/// Who may POST.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// Our own pages only.
    OurPages,
    /// Any site: the route has its own proof, or nothing to lose.
    AnySite,
}

impl Route {
    pub(crate) fn new(path: &'static str, methods: MethodRouter<App>) -> Route {
        Route { path, methods, from: From::OurPages }
    }

    pub(crate) fn open_to_all(mut self) -> Route {
        self.from = From::AnySite;
        self
    }
}

/// What members and those who become one reach.
fn member_map() -> Vec<Route> {
    use crate::storefront::member::{
        addresses, confirm, device, email, home, log, login, orders, password, profile, register,
        reset, sign_in, withdrawal,
    };
    vec![
        Route::new("/member", get(home::show)),
        Route::new("/member/register", get(register::show).post(register::submit)),
        Route::new("/member/register/sent", get(register::sent)),
        Route::new("/member/confirm/{token}", get(confirm::show).post(confirm::submit)),
        Route::new("/member/sign-in", get(sign_in::show).post(sign_in::submit)),
        Route::new("/member/sign-out", post(sign_in::leave)),
        Route::new("/member/device/{token}", get(device::show).post(device::submit)),
        Route::new("/member/reset", get(reset::show).post(reset::ask)),
        Route::new("/member/reset/sent", get(reset::sent)),
        Route::new("/member/reset/{token}", get(reset::open).post(reset::submit)),
        Route::new("/member/profile", get(profile::show).post(profile::submit)),
        Route::new("/member/login", get(login::show).post(login::submit)),
        Route::new("/member/password", get(password::show).post(password::submit)),
        Route::new("/member/email", get(email::show).post(email::submit)),
        Route::new("/member/email/{token}", get(email::open).post(email::change)),
        Route::new("/member/addresses", get(addresses::list)),
        Route::new("/member/addresses/new", get(addresses::new).post(addresses::add)),
        Route::new("/member/addresses/{address_id}", get(addresses::show).post(addresses::change)),
        Route::new(
            "/member/addresses/{address_id}/removal",
            get(addresses::ask_removal).post(addresses::remove),
        ),
        Route::new("/member/orders", get(orders::list)),
        Route::new("/member/orders/{order_id}", get(orders::show)),
        Route::new("/member/subscriptions", get(home::subscriptions)),
        Route::new("/member/log", get(log::show)),
        Route::new("/member/withdrawal", get(withdrawal::show).post(withdrawal::submit)),
    ]
}

/// What buyers reach.
pub(crate) fn storefront_map() -> Vec<Route> {
    let mut map = vec![
        Route::new("/", get(list::show)),
        Route::new("/products/{code}", get(product::show)),
        Route::new("/pictures/{file}", get(picture::show)),
        Route::new("/cart", get(cart::show)),
        // カゴに入れる may stand on any page of the web.
        Route::new("/cart/lines", get(cart::add_after_detour).post(cart::add)).open_to_all(),
        Route::new("/cart/lines/{product_id}", post(cart::change)),
        Route::new("/postal/{code}", get(postal::find)),
        Route::new("/checkout", get(checkout::show).post(checkout::confirm)),
        // A form that is asked for again stands at this address: its reload must lead somewhere.
        Route::new("/checkout/orders", get(checkout::back).post(checkout::place)),
        Route::new("/checkout/{step}", get(checkout::steps::show).post(checkout::steps::take)),
        Route::new("/orders/{attempt_id}", get(orders::show)),
        Route::new("/orders/{attempt_id}/hand-off", get(orders::hand_off)),
        // The card issuer sends the buyer back; the return proves itself by hash and single-use id.
        Route::new("/3ds/{return_id}", get(three_ds::back).post(three_ds::back_posted))
            .open_to_all(),
        Route::new("/member/card", get(registered_card::overview)),
        Route::new("/member/card/setting", get(registered_card::setting)),
        Route::new(
            "/member/card/entry",
            get(registered_card::entry).post(registered_card::register),
        ),
        Route::new(
            "/member/card/removal",
            get(registered_card::removal).post(registered_card::remove),
        ),
        Route::new("/member/card/registrations/{id}", get(registered_card::progress)),
        Route::new("/member/card/registrations/{id}/hand-off", get(registered_card::hand_off)),
        Route::new(
            "/member/card/3ds/{return_id}",
            get(registered_card::back).post(registered_card::back_posted),
        )
        .open_to_all(),
        Route::new("/legal/{page}", get(legal::show)),
        Route::new("/uploads/{picture_id}", get(uploads::show)),
    ];
    map.extend(member_map());
    map
}

/// Every path of the storefront, for tests that walk all of them.
pub fn storefront_paths() -> Vec<&'static str> {
    storefront_map().iter().map(|route| route.path).collect()
}

/// Every path of the admin, the sign-in too, for tests that walk all of them.
pub fn admin_paths() -> Vec<&'static str> {
    gate_map().iter().chain(&admin_map()).map(|route| route.path).collect()
}

/// The storefront: everything a buyer reaches.
pub fn storefront(world: World, surface: Surface) -> Router {
    let app = App::new(world, surface);
    let found = middleware::from_fn_with_state(app.clone(), host::find_shop);
    let routes = build(storefront_map()).fallback(|| async { Fault::NotFound }).layer(found);
    finish(routes, app)
}

/// The admin: everything staff reach, on a host name of its own.
pub fn admin(world: World, surface: Surface) -> Router {
    let app = App::new(world, surface);
    let found = middleware::from_fn_with_state(app.clone(), host::find_admin_shop);
    let signed_in = middleware::from_fn_with_state(app.clone(), session::require);
    let desk = build(admin_map()).fallback(|| async { Fault::NotFound }).layer(signed_in);
    finish(desk.merge(build(gate_map())).layer(found), app)
}

/// What staff reach without a session.
pub(crate) fn gate_map() -> Vec<Route> {
    vec![Route::new("/sign-in", get(sign_in::show).post(sign_in::submit))]
}

/// The addresses of a settings form.
macro_rules! sheet {
    ($of:ty, $path:literal) => {
        [
            Route::new(
                $path,
                get(sheet::show::<$of>)
                    .post(sheet::ask::<$of>)
                    .layer(DefaultBodyLimit::max(UPLOAD_LIMIT)),
            ),
            Route::new(concat!($path, "/again"), post(sheet::again::<$of>)),
            Route::new(concat!($path, "/save"), post(sheet::save::<$of>)),
            Route::new(concat!($path, "/history"), get(history::show::<$of>)),
        ]
    };
}

/// The settings forms.
fn sheets() -> Vec<Route> {
    use crate::admin::settings::{cart::CartSheet, history, plain::Of, sheet};
    let all = [
        sheet!(shop::settings::card::Desk, "/settings/payments/card"),
        sheet!(Of<BankSettings>, "/settings/payments/bank"),
        sheet!(Of<CodSettings>, "/settings/payments/cod"),
        sheet!(Of<InStoreSettings>, "/settings/payments/in_store"),
        sheet!(CarrierSheet, "/settings/delivery/{carrier_id}"),
        sheet!(CartSheet, "/settings/cart"),
    ];
    all.into_iter().flatten().collect()
}

/// What staff reach with a session.
pub(crate) fn admin_map() -> Vec<Route> {
    use crate::admin::{manual, orders, settings};
    let mut map = vec![
        Route::new("/", get(orders::index::home)),
        Route::new("/sign-out", post(sign_in::leave)),
        Route::new("/manual/{page}", get(manual::show)),
        Route::new("/uploads/{picture_id}", get(uploads::show)),
        Route::new("/orders", get(orders::index::show)),
        Route::new("/orders/{order_id}", get(orders::show::show)),
        Route::new(
            "/orders/{order_id}/capture",
            get(orders::capture::ask).post(orders::capture::submit),
        ),
        Route::new(
            "/orders/{order_id}/cancellation",
            get(orders::cancellation::ask).post(orders::cancellation::submit),
        ),
        Route::new("/settings/payments", get(settings::payments::in_use)),
        Route::new("/settings/payments/basic", get(settings::payments::basic)),
        Route::new("/settings/payments/providers", get(settings::payments::providers)),
        Route::new("/settings/payments/list", post(settings::payments::change)),
        Route::new("/settings/payments/resumption", post(settings::brake::resume)),
        Route::new("/settings/payments/card/connection", post(settings::card::connection::test)),
        Route::new(
            "/settings/delivery",
            get(settings::delivery::list).post(settings::delivery::add),
        ),
        Route::new(
            "/settings/delivery/groups",
            get(settings::groups::show).post(settings::groups::save),
        ),
        Route::new(
            "/settings/delivery/goods",
            get(settings::goods::show).post(settings::goods::save),
        ),
        Route::new("/settings/delivery/history", get(settings::delivery_log::show)),
        Route::new(
            "/settings/delivery/{carrier_id}/removal",
            get(settings::delivery::removal).post(settings::delivery::remove),
        ),
    ];
    map.extend(sheets());
    map
}

/// Routes with their protection against forms of other sites.
pub(crate) fn build(map: Vec<Route>) -> Router<App> {
    map.into_iter().fold(Router::new(), |router, route| {
        let guard = CsrfLayer::new()
            .with_rejection_response(|_: ProtectionError| Fault::CrossSite.into_response());
        match route.from {
            From::OurPages => router.route(route.path, route.methods.layer(guard)),
            From::AnySite => router.route(route.path, route.methods),
        }
    })
}

/// What holds on every route of a surface.
pub(crate) fn finish(routes: Router<App>, app: App) -> Router {
    routes
        .route("/assets/{hash}/{file}", get(assets::show))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_LIMIT))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(|_| {
            Fault::Broken("a handler panicked".into()).into_response()
        }))
        .layer(middleware::from_fn(form::refuse_zero))
        .layer(middleware::from_fn(headers::secure))
        .with_state(app)
}
