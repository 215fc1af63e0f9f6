//! A line of the admin's map: a route, and what it asks of whoever comes.

use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::routing::MethodRouter;
use shop::staff::Permission;

use super::session;
use crate::App;
use crate::routes::Route;

/// What a route of the admin asks of whoever comes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    /// What they must be allowed.
    pub may: Permission,
    /// A POST wants a fresh proof of who it is.
    pub again: bool,
    /// Open before the second factor that a live shop wants is set up.
    pub before_second: bool,
}

/// One line of the admin's map: there is none without a permission.
pub(crate) struct Door {
    pub route: Route,
    pub ask: Ask,
}

impl Door {
    pub(crate) fn new(path: &'static str, may: Permission, methods: MethodRouter<App>) -> Door {
        let ask = Ask { may, again: may.asks_again(), before_second: false };
        Door { route: Route::new(path, methods), ask }
    }

    /// Asks again who it is, whatever else needs this permission.
    pub(crate) fn asking_again(mut self) -> Door {
        self.ask.again = true;
        self
    }

    /// A way to the second factor, or out.
    pub(crate) fn before_second(mut self) -> Door {
        self.ask.before_second = true;
        self
    }

    /// The route behind its guard.
    pub(crate) fn guarded(self, app: &App) -> Route {
        let ask = self.ask;
        let guard = move |State(app): State<App>, request: Request, next: Next| {
            session::guard(app, ask, request, next)
        };
        let layer = middleware::from_fn_with_state(app.clone(), guard);
        Route { methods: self.route.methods.layer(layer), ..self.route }
    }
}
