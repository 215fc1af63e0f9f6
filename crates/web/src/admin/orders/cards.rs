//! The cards of an order's page that staff work in: 進捗管理, 受注処理 and メモ.

use shop::clock::Timestamp;
use shop::order::List;
use shop::order::may::Function;
use shop::order::moves::{Move, Shown, Standing};
use shop::order::show::OrderDetail;
use shop::order::status::Status;
use shop::payment::Payment;
use shop::staff::{Permission, Role};

use super::move_form::shown;
use super::move_words as words;
use super::todo::{Facts, Todo, todo};

/// 進捗管理.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    /// 受注状況.
    pub state: &'static str,
    /// 一覧へ.
    pub list: &'static str,
    pub todo: Vec<Todo>,
    /// 受注ステータス.
    pub status: Option<String>,
}

/// 受注処理.
#[derive(Clone, Debug)]
pub(crate) struct WorkCard {
    /// 入金チェック, as long as it can be changed or is set.
    pub check: Option<Check>,
    pub status: Option<StatusChoice>,
    pub ship: Option<ShipForm>,
    /// The ways to other lists.
    pub moves: Vec<MoveButton>,
}

/// 入金チェック.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    /// Since when it is 済.
    pub since: Option<String>,
    pub is_open: bool,
}

/// 受注ステータス.
#[derive(Clone, Debug)]
pub(crate) struct StatusChoice {
    /// Number and name of those that may be chosen, and whether it is the one.
    pub all: Vec<(i64, String, bool)>,
    /// The number of the one that the order has; empty: none.
    pub seen: String,
    /// One that may be chosen no more.
    pub gone: Option<String>,
    pub is_open: bool,
    /// The settings page, for those who may see it.
    pub settings: bool,
}

/// 出荷.
#[derive(Clone, Debug)]
pub(crate) struct ShipForm {
    pub since: Option<String>,
    /// 問合せ番号 as typed, or as saved.
    pub tracking: String,
    /// As saved.
    pub seen: String,
    pub error: Option<String>,
    /// What somebody else saved meanwhile.
    pub theirs: Option<String>,
    pub is_open: bool,
}

/// A button that opens a move's dialog.
#[derive(Clone, Debug)]
pub(crate) struct MoveButton {
    pub noun: &'static str,
    /// What stands before it: the guide's word.
    pub row: &'static str,
    pub label: &'static str,
    pub kind: &'static str,
    /// The key that opens it.
    pub key: Option<&'static str>,
    /// What it does, or why it cannot be pressed.
    pub reason: String,
    pub is_open: bool,
}

/// メモ.
#[derive(Clone, Debug)]
pub(crate) struct MemoForm {
    pub text: String,
    pub version: i64,
    pub error: Option<String>,
    /// What somebody else saved meanwhile.
    pub theirs: Option<String>,
}

/// What was typed into one of the cards and not saved.
#[derive(Clone, Debug)]
pub(crate) struct Unsaved {
    pub field: Field,
    pub text: String,
    pub error: String,
    /// Somebody else's is shown beside it.
    pub is_stale: bool,
}

/// Which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Memo,
    Tracking,
    /// 決済ID of a payment that nobody has told us of.
    Successor,
    /// The same, of one that has ended: maybe none lives.
    EndedSuccessor,
}

/// What 未処理項目 is decided from.
pub(crate) fn facts(detail: &OrderDetail) -> Facts {
    Facts {
        list: detail.list,
        payment: detail.payment.as_ref().map(Payment::settled),
        is_free: detail.method.is_none(),
        is_checked: detail.work.checked_at.is_some(),
        is_shipped: detail.work.shipped_at.is_some(),
    }
}

impl Progress {
    pub(crate) fn of(detail: &OrderDetail) -> Progress {
        Progress {
            state: detail.list.state(),
            list: words::list_path(detail.list),
            todo: todo(facts(detail)),
            status: detail.work.status_name.clone(),
        }
    }
}

impl WorkCard {
    pub(crate) fn of(
        detail: &OrderDetail,
        statuses: &[Status],
        unsaved: Option<&Unsaved>,
        role: Role,
    ) -> WorkCard {
        let (list, work) = (detail.list, &detail.work);
        let check = Check {
            since: work.checked_at.map(Timestamp::to_minutes_text),
            is_open: Function::Check.is_open(list),
        };
        WorkCard {
            // お支払いなし: nothing is to come in.
            check: Some(check).filter(|check| {
                (check.is_open && detail.method.is_some()) || check.since.is_some()
            }),
            status: status(detail, statuses, role),
            ship: ship(detail, unsaved.filter(|one| one.field == Field::Tracking)),
            moves: buttons(shown(detail), role),
        }
    }

    /// Whether there is anything to show.
    pub(crate) fn has_rows(&self) -> bool {
        self.check.is_some() || self.status.is_some() || self.ship.is_some()
    }
}

fn status(detail: &OrderDetail, statuses: &[Status], role: Role) -> Option<StatusChoice> {
    let (is_open, has) = (Function::Status.is_open(detail.list), detail.work.status);
    let all: Vec<_> = statuses
        .iter()
        .map(|status| (status.id.0, status.name.clone(), has == Some(status.id)))
        .collect();
    let is_listed = all.iter().any(|(.., is_chosen)| *is_chosen);
    let gone = detail.work.status_name.clone().filter(|_| !is_listed || !is_open);
    (is_open || gone.is_some()).then(|| StatusChoice {
        all,
        seen: has.map(|id| id.to_string()).unwrap_or_default(),
        gone,
        is_open,
        settings: role.may(Permission::Settings),
    })
}

fn ship(detail: &OrderDetail, unsaved: Option<&Unsaved>) -> Option<ShipForm> {
    let work = &detail.work;
    let is_open = Function::Ship.is_open(detail.list);
    let theirs =
        unsaved.filter(|one| one.is_stale).map(|_| match (work.shipped_at, &*work.tracking) {
            (None, "") => "出荷の記録はありません".to_owned(),
            (None, number) => format!("問合せ番号 {number}"),
            (Some(at), "") => format!("出荷済 {}", at.to_minutes_text()),
            (Some(at), number) => format!("出荷済 {}、問合せ番号 {number}", at.to_minutes_text()),
        });
    (is_open || work.shipped_at.is_some()).then(|| ShipForm {
        since: work.shipped_at.map(Timestamp::to_minutes_text),
        tracking: unsaved.map_or_else(|| work.tracking.clone(), |one| one.text.clone()),
        seen: work.tracking.clone(),
        error: unsaved.map(|one| one.error.clone()),
        theirs,
        is_open,
    })
}

fn buttons(shown: Shown, role: Role) -> Vec<MoveButton> {
    let may = role.may(Permission::Work);
    let is_busy = shown.standing == Standing::InFlight;
    let button = |act: Move| MoveButton {
        noun: words::noun(act),
        row: words::row(act),
        label: words::button(act),
        kind: if act == Move::Cancel { "danger" } else { "" },
        key: match act {
            Move::Complete => Some("c"),
            Move::Reopen => Some("r"),
            Move::Cancel => None,
        },
        reason: match act {
            _ if !may => format!("押せるのは「{}」です", Permission::Work.roles_said()),
            _ if is_busy => "処理中です".to_owned(),
            act => reason(act, shown).to_owned(),
        },
        is_open: may && !is_busy,
    };
    // 受注完了 is what most orders come to; of a completed one the way back comes first.
    let order = match shown.list {
        List::Completed if shown.standing == Standing::Cancelled => {
            [Move::Cancel, Move::Reopen, Move::Complete]
        }
        _ => [Move::Complete, Move::Reopen, Move::Cancel],
    };
    // While a telegram is in flight the ways are those of the list alone.
    let open = |act: &Move| act.is_open(shown);
    order.into_iter().filter(open).map(button).collect()
}

/// What follows, in a few words.
fn reason(act: Move, shown: Shown) -> &'static str {
    match (act, shown.standing) {
        (Move::Complete, Standing::Held) => {
            "売上確定がまだです。次の画面で、いっしょに確定できます"
        }
        (Move::Complete, Standing::HeldDiffers) => "売上確定がまだです",
        (Move::Complete, Standing::Cancelled) => "決済はキャンセル済です",
        (Move::Complete, _) => "お取引が終わったら押してください",
        (Move::Cancel, Standing::NoPayment | Standing::Cancelled) => {
            "在庫をどうするか、次の画面で選びます"
        }
        (Move::Cancel, _) => "在庫と決済をどうするか、次の画面で選びます",
        (Move::Reopen, _) => "もう一度、受注処理中にします",
    }
}

impl MemoForm {
    pub(crate) fn of(detail: &OrderDetail, unsaved: Option<&Unsaved>) -> MemoForm {
        let (saved, unsaved) = (&detail.work.memo, unsaved.filter(|one| one.field == Field::Memo));
        MemoForm {
            text: unsaved.map_or_else(|| saved.clone(), |one| one.text.clone()),
            version: detail.work.memo_version,
            error: unsaved.map(|one| one.error.clone()),
            theirs: unsaved.filter(|one| one.is_stale).map(|_| saved.clone()),
        }
    }
}
