//! The brake against card testing, as 使用決済 tells of it, and クレジットカードを再開する.

use axum::response::Response;
use shop::card_testing::{self, Brake};
use shop::clock::Timestamp;

use super::Visit;
use crate::Fault;
use crate::respond::see_other;

/// The data of `templates/admin/settings/brake.html`.
#[derive(Debug)]
pub(super) struct Notice {
    /// Until when no card is taken, while none is.
    pub until: Option<String>,
    /// Who took cards again lately, and when.
    pub resumed: Option<(String, String)>,
}

impl Notice {
    /// What is to be told to this visitor.
    pub async fn of(visit: &Visit) -> Result<Notice, Fault> {
        let world = visit.app.world();
        let brake = card_testing::brake(world, visit.shop.id).await?;
        Ok(Notice::said(&brake, world.now()))
    }

    fn said(brake: &Brake, now: Timestamp) -> Notice {
        let until = brake.until(now).map(Timestamp::to_minutes_text);
        let resumed = brake.resumed(now).filter(|_| until.is_none());
        let resumed = resumed.map(|one| (one.by.clone(), one.at.to_minutes_text()));
        Notice { until, resumed }
    }
}

/// `POST /settings/payments/resumption`: クレジットカードを再開する.
pub(crate) async fn resume(visit: Visit) -> Result<Response, Fault> {
    let world = visit.app.world();
    let ended = card_testing::resume(world, visit.shop.id, &visit.staff.name).await?;
    visit.app.forget_front(visit.shop.id);
    let answer = if ended { "resumed" } else { "not_paused" };
    Ok(see_other(&format!("/settings/payments?answer={answer}")))
}
