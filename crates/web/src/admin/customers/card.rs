//! クレジットカードの登録状況: what Paygent says of a member's card (guide 9-4, R-231).

use shop::id::MemberId;
use shop::stored_card::{self, Told};

use super::super::settings::Visit;

/// The row クレジットカード情報 (ペイジェント).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CardRow {
    /// 登録されています or 登録されていません; what else there is to say where nobody knows.
    pub state: &'static str,
    pub tone: &'static str,
    pub icon: &'static str,
    /// A sentence more.
    pub note: &'static str,
}

/// Asks Paygent. A failure of ours is a row that says so: the rest of the page is not held up.
pub(super) async fn row(visit: &Visit, member: MemberId) -> CardRow {
    match stored_card::ask(visit.app.world(), &visit.shop, member).await {
        Ok(told) => CardRow::of(told.as_ref()),
        Err(error) => {
            tracing::error!(%error, "a member's card could not be asked for");
            CardRow::of(Some(&Told::Silent { registered: false }))
        }
    }
}

impl CardRow {
    pub(super) fn of(told: Option<&Told>) -> CardRow {
        let row = |state, tone, icon, note| CardRow { state, tone, icon, note };
        let (is, is_not) = ("登録されています", "登録されていません");
        match told {
            Some(Told::Registered) => row(is, "ok", "check", ""),
            Some(Told::Leaving) => row(
                is,
                "warn",
                "clock",
                "お客様は登録を外しました。ペイジェントからも、まもなく消えます。",
            ),
            Some(Told::NotRegistered) => row(is_not, "", "cross", ""),
            Some(Told::Silent { registered: true }) => row(
                "確認できません",
                "warn",
                "warn",
                "ペイジェントから応答がありません。お店の記録では、登録されています。",
            ),
            Some(Told::Silent { registered: false }) => row(
                "確認できません",
                "warn",
                "warn",
                "ペイジェントから応答がありません。お店の記録では、登録されていません。",
            ),
            None => row(is_not, "", "cross", "クレジットカード決済は、まだ設定されていません。"),
        }
    }
}
