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
use shop::staff::Permission;
use shop::world::World;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::timeout::TimeoutLayer;

use crate::admin::door::Door;
use crate::admin::{session, sign_in};
use crate::storefront::{
    cart, checkout, legal, list, notice, orders, picture, postal, product, registered_card,
    three_ds,
};
use crate::{App, Fault, Surface, assets, form, headers, host, uploads};

/// Our largest form is an order of a few kilobytes.
const BODY_LIMIT: usize = 64 * 1024;
/// 編集モード sends every line of an order twice: as typed, and as it began.
const ORDER_LIMIT: usize = 256 * 1024;
/// A settings form may bring a picture: one that is too large is read, and told beside its field.
const UPLOAD_LIMIT: usize = 10 * 1024 * 1024;
/// A file of 問合せ番号: one that is too large is read, and told beside its field.
const NUMBERS_LIMIT: usize = 3 * shop::numbers::BYTES_MAX;
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
        Route::new("/member/orders/{order_id}/receipt", post(orders::receipt)),
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
        Route::new("/orders/{attempt_id}/receipt", post(orders::receipt)),
        Route::new("/orders/{attempt_id}/hand-off", get(orders::hand_off)),
        // The card issuer sends the buyer back; the return proves itself by hash and single-use id.
        Route::new("/3ds/{return_id}", get(three_ds::back).post(three_ds::back)).open_to_all(),
        // Paygent's server posts, without a cookie: its hash and the question after it prove it.
        Route::new(
            "/paygent/notice",
            post(notice::take).layer(DefaultBodyLimit::max(notice::LIMIT)),
        )
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
            get(registered_card::back).post(registered_card::back),
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
    let gate = gate_map();
    let gate = gate.iter().map(|route| route.path);
    gate.chain(admin_map().iter().map(|line| line.route.path)).collect()
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
    let admitted = middleware::from_fn_with_state(app.clone(), session::require_address);
    let signed_in = middleware::from_fn_with_state(app.clone(), session::require);
    let map = admin_map().into_iter().map(|line| line.guarded(&app)).collect();
    let desk = build(map).fallback(|| async { Fault::NotFound }).layer(signed_in);
    finish(desk.merge(build(gate_map())).layer(admitted).layer(found), app)
}

/// What staff reach without a session.
pub(crate) fn gate_map() -> Vec<Route> {
    vec![
        Route::new("/sign-in", get(sign_in::show).post(sign_in::submit)),
        Route::new("/sign-in/code", get(sign_in::show_code).post(sign_in::submit_code)),
    ]
}

/// The addresses of a settings form, and who may open them.
macro_rules! sheet {
    ($of:ty, $may:ident, $path:literal) => {
        [
            Door::new(
                $path,
                Permission::$may,
                get(sheet::show::<$of>)
                    .post(sheet::ask::<$of>)
                    .layer(DefaultBodyLimit::max(UPLOAD_LIMIT)),
            ),
            Door::new(concat!($path, "/again"), Permission::$may, post(sheet::again::<$of>)),
            Door::new(concat!($path, "/save"), Permission::$may, post(sheet::save::<$of>)),
            Door::new(concat!($path, "/history"), Permission::$may, get(history::show::<$of>)),
        ]
    };
}

/// The settings forms.
fn sheets() -> Vec<Door> {
    use crate::admin::settings::slips::SlipSheet;
    use crate::admin::settings::{cart::CartSheet, history, issuer::IssuerSheet, plain::Of, sheet};
    use crate::admin::staff::addresses::AccessSheet;
    let all = [
        sheet!(shop::settings::card::Desk, Settings, "/settings/payments/card"),
        sheet!(Of<BankSettings>, Settings, "/settings/payments/bank"),
        sheet!(Of<CodSettings>, Settings, "/settings/payments/cod"),
        sheet!(Of<InStoreSettings>, Settings, "/settings/payments/in_store"),
        sheet!(CarrierSheet, Delivery, "/settings/delivery/{carrier_id}"),
        sheet!(CartSheet, Settings, "/settings/cart"),
        sheet!(IssuerSheet, Settings, "/settings/papers"),
        sheet!(SlipSheet, Delivery, "/settings/slips"),
        sheet!(AccessSheet, Staff, "/settings/staff/addresses"),
    ];
    all.into_iter().flatten().collect()
}

/// What staff reach with a session, and the permission each asks for.
pub(crate) fn admin_map() -> Vec<Door> {
    let work = [desk_map(), work_map(), customer_map(), account_map()];
    let settings = [settings_map(), staff_map(), sheets()];
    work.into_iter().chain(settings).flatten().collect()
}

/// The ways of an order from list to list, alone and with others, and what is noted on it.
fn work_map() -> Vec<Door> {
    use crate::admin::orders::{bulk, dispatch, files, mail, marks, moves, numbers};
    use Permission::{Mails, Orders, Work};
    vec![
        Door::new(
            "/orders/{order_id}/completion",
            Work,
            get(moves::ask_completion).post(moves::submit_completion),
        ),
        Door::new(
            "/orders/{order_id}/order-cancellation",
            Work,
            get(moves::ask_cancellation).post(moves::submit_cancellation),
        ),
        Door::new(
            "/orders/{order_id}/reopening",
            Work,
            get(moves::ask_reopening).post(moves::submit_reopening),
        ),
        Door::new(
            "/orders/{order_id}/mails/{template_id}",
            Mails,
            get(mail::show).post(mail::submit),
        ),
        Door::new("/orders/{order_id}/papers", Orders, post(files::papers_of_order)),
        Door::new("/orders/{order_id}/slip", Orders, post(files::slip_of_order)),
        Door::new("/orders/dispatch", Work, get(dispatch::show)),
        Door::new("/orders/files", Work, post(files::begin)),
        Door::new("/orders/files/{file_id}", Orders, get(files::show)),
        Door::new("/orders/files/{file_id}/content", Orders, get(files::content)),
        Door::new("/orders/{order_id}/memo", Orders, post(marks::save_memo)),
        Door::new("/orders/{order_id}/check", Orders, post(marks::save_check)),
        Door::new("/orders/{order_id}/status", Orders, post(marks::save_status)),
        Door::new("/orders/{order_id}/shipment", Orders, post(marks::save_shipment)),
        Door::new("/orders/bulk", Work, get(bulk::show)),
        Door::new("/orders/bulk/confirmation", Work, post(bulk::ask)),
        Door::new("/orders/bulk/runs", Work, post(bulk::begin)),
        Door::new("/orders/bulk/runs/{run_id}", Work, get(bulk::show_run)),
        Door::new(
            "/orders/numbers",
            Work,
            get(numbers::list).post(numbers::take).layer(DefaultBodyLimit::max(NUMBERS_LIMIT)),
        ),
        Door::new("/orders/numbers/{file_id}", Work, get(numbers::show).post(numbers::begin)),
        Door::new("/orders/numbers/{file_id}/columns", Work, post(numbers::choose)),
    ]
}

fn desk_map() -> Vec<Door> {
    use crate::admin::{manual, orders};
    use Permission::{Exports, Money, OrderEdit, Orders, Own};
    vec![
        Door::new("/", Own, get(orders::index::home)),
        Door::new("/sign-out", Own, post(sign_in::leave)).before_second(),
        Door::new("/manual/{page}", Own, get(manual::show)).before_second(),
        Door::new("/uploads/{picture_id}", Own, get(uploads::show)),
        Door::new("/orders", Orders, get(orders::index::show)),
        Door::new("/orders/completed", Orders, get(orders::index::completed)),
        Door::new("/orders/cancelled", Orders, get(orders::index::cancelled)),
        Door::new("/orders/export", Exports, get(orders::export::ask).post(orders::export::send))
            .asking_again(),
        Door::new("/orders/views", Orders, get(orders::index::back).post(orders::index::save)),
        Door::new("/orders/views/{view_id}/removal", Orders, post(orders::index::delete)),
        Door::new("/orders/{order_id}", Orders, get(orders::show::show)),
        Door::new(
            "/orders/{order_id}/edit",
            OrderEdit,
            get(orders::edit::show)
                .post(orders::edit::submit)
                .layer(DefaultBodyLimit::max(ORDER_LIMIT)),
        ),
        Door::new(
            "/orders/{order_id}/capture",
            Money,
            get(orders::capture::ask).post(orders::capture::submit),
        ),
        Door::new(
            "/orders/{order_id}/cancellation",
            Money,
            get(orders::cancellation::ask).post(orders::cancellation::submit),
        ),
        Door::new(
            "/orders/{order_id}/update",
            Money,
            get(orders::update::ask).post(orders::update::submit),
        ),
        Door::new(
            "/orders/{order_id}/alignment",
            Money,
            get(orders::alignment::ask).post(orders::alignment::submit),
        ),
        Door::new(
            "/orders/{order_id}/takeover",
            Money,
            get(orders::takeover::ask).post(orders::takeover::submit),
        ),
        Door::new(
            "/orders/{order_id}/successor",
            Money,
            get(orders::successor::leave).post(orders::successor::submit),
        ),
    ]
}

fn customer_map() -> Vec<Door> {
    use crate::admin::customers;
    use Permission::{Customers, Erasure};
    vec![
        Door::new("/customers", Customers, get(customers::list)),
        Door::new("/customers/history", Customers, get(customers::history)),
        Door::new("/customers/guest", Customers, get(customers::guest)),
        Door::new("/customers/guest/export", Customers, post(customers::export_guest))
            .asking_again(),
        Door::new(
            "/customers/guest/erasure",
            Erasure,
            get(customers::ask_guest_erasure).post(customers::erase_guest),
        ),
        Door::new("/customers/{member_id}", Customers, get(customers::show)),
        Door::new("/customers/{member_id}/note", Customers, post(customers::save_note)),
        Door::new("/customers/{member_id}/export", Customers, post(customers::export))
            .asking_again(),
        Door::new(
            "/customers/{member_id}/erasure",
            Erasure,
            get(customers::ask_erasure).post(customers::erase),
        ),
    ]
}

fn account_map() -> Vec<Door> {
    use crate::admin::{account, staff};
    use Permission::Own;
    vec![
        Door::new("/account", Own, get(account::show)),
        Door::new("/account/email", Own, post(account::save_email)).asking_again(),
        // Asks for the old password itself.
        Door::new(
            "/account/password",
            Own,
            get(account::ask_password).post(account::save_password),
        ),
        Door::new("/account/totp", Own, get(account::ask_totp).post(account::confirm_totp))
            .asking_again()
            .before_second(),
        Door::new("/account/recovery", Own, post(account::new_codes)).asking_again(),
        Door::new("/account/sessions", Own, post(account::end_sessions)),
        Door::new("/account/sign-ins", Own, get(staff::own_sign_ins)),
    ]
}

fn staff_map() -> Vec<Door> {
    use crate::admin::staff;
    use Permission::Staff;
    vec![
        Door::new("/settings/staff", Staff, get(staff::list)),
        Door::new("/settings/staff/new", Staff, get(staff::blank).post(staff::add)),
        Door::new("/settings/staff/history", Staff, get(staff::log)),
        Door::new("/settings/staff/sign-ins", Staff, get(staff::sign_ins)),
        Door::new("/settings/staff/views", Staff, get(staff::views)),
        Door::new("/settings/staff/{staff_id}", Staff, get(staff::open).post(staff::change)),
        Door::new(
            "/settings/staff/{staff_id}/password",
            Staff,
            get(staff::ask_password).post(staff::reset_password),
        ),
        Door::new(
            "/settings/staff/{staff_id}/activity",
            Staff,
            get(staff::ask_activity).post(staff::set_activity),
        ),
    ]
}

fn settings_map() -> Vec<Door> {
    use crate::admin::settings::{
        brake, card, delivery, delivery_log, goods, groups, layouts, mails, payments, statuses,
    };
    use Permission::{Delivery, Mails, Parcels, Settings};
    vec![
        Door::new("/settings/order-statuses", Settings, get(statuses::show).post(statuses::save)),
        Door::new("/settings/mails", Settings, get(mails::list)),
        Door::new("/settings/mails/new", Settings, get(mails::blank).post(mails::add)),
        // While somebody types it is asked again and again, and changes nothing.
        Door::new("/settings/mails/proof", Mails, post(mails::proof)),
        Door::new("/settings/mails/{template_id}", Settings, get(mails::show).post(mails::save)),
        Door::new(
            "/settings/mails/{template_id}/removal",
            Settings,
            get(mails::ask_removal).post(mails::remove),
        ),
        Door::new("/settings/payments", Settings, get(payments::in_use)),
        Door::new("/settings/payments/basic", Settings, get(payments::basic)),
        Door::new("/settings/payments/providers", Settings, get(payments::providers)),
        Door::new("/settings/payments/list", Settings, post(payments::change)),
        Door::new("/settings/payments/resumption", Settings, post(brake::resume)),
        Door::new("/settings/payments/card/connection", Settings, post(card::connection::test)),
        Door::new("/settings/delivery", Delivery, get(delivery::list).post(delivery::add)),
        Door::new("/settings/slips/layouts", Delivery, get(layouts::list)),
        Door::new(
            "/settings/slips/layouts/{layout_id}",
            Delivery,
            get(layouts::show).post(layouts::save),
        ),
        Door::new("/settings/slips/layouts/{layout_id}/copy", Delivery, post(layouts::copy)),
        Door::new(
            "/settings/slips/layouts/{layout_id}/removal",
            Delivery,
            get(layouts::ask_removal).post(layouts::remove),
        ),
        Door::new("/settings/delivery/groups", Delivery, get(groups::show).post(groups::save)),
        Door::new("/settings/delivery/goods", Parcels, get(goods::show).post(goods::save)),
        Door::new("/settings/delivery/history", Delivery, get(delivery_log::show)),
        Door::new(
            "/settings/delivery/{carrier_id}/removal",
            Delivery,
            get(delivery::removal).post(delivery::remove),
        ),
    ]
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
