//! 顧客明細 (`GET /customers/{member_id}`): one member, with what Paygent says of the card.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::clock::Timestamp;
use shop::customer::{self, Detail, Person};
use shop::id::MemberId;
use shop::staff::{self, Permission, Subject};

use super::super::settings::Visit;
use super::super::{Desk, Here};
use super::card::{self, CardRow};
use super::rows::{Deed, Orders};
use super::{act_of, page_of, words};
use crate::form::{Path, Query};
use crate::respond::Html;
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/customers/show.html")]
struct CustomerPage {
    layout: Layout,
    desk: Desk,
    facts: Facts,
    card: CardRow,
    addresses: Vec<Addressee>,
    orders: Orders,
    note: NoteForm,
    log: Vec<Deed>,
    deeds: Vec<(String, String, String)>,
    /// Orders with the same mail address and no account: how many, and their page.
    guest: Option<(i64, String)>,
    acts: Acts,
}

/// 会員情報.
struct Facts {
    login: String,
    name: String,
    kana: String,
    email: String,
    phone: String,
    postal: String,
    address: String,
    registered_at: String,
    seen_at: Option<String>,
    locked_until: Option<String>,
    /// ご注文: how many, of how much, from when to when.
    count: i64,
    total: String,
    since: Option<String>,
}

/// One of お届け先リスト.
struct Addressee {
    name: String,
    postal: String,
    address: String,
    phone: String,
}

/// メモ.
struct NoteForm {
    /// Where it goes.
    path: String,
    text: String,
    version: i64,
    error: Option<String>,
    /// What somebody else saved meanwhile.
    theirs: Option<String>,
}

/// Where what the law asks for is done.
pub(super) struct Acts {
    pub export: String,
    /// Not for everybody.
    pub erasure: Option<String>,
}

impl Acts {
    pub(super) fn of(visit: &Visit, person: &Person) -> Acts {
        let may = visit.staff.role.may(Permission::Erasure);
        Acts { export: act_of(person, "export"), erasure: may.then(|| act_of(person, "erasure")) }
    }
}

/// A note that was not saved.
pub(super) struct Unsaved {
    pub text: String,
    pub error: String,
    /// Somebody else's is shown beside it.
    pub is_stale: bool,
}

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    after: String,
    answer: String,
}

/// `GET /customers/{member_id}`
pub(crate) async fn show(
    visit: Visit,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    page(&visit, MemberId(id), &asked, None).await
}

pub(super) async fn page(
    visit: &Visit,
    id: MemberId,
    asked: &Asked,
    unsaved: Option<Unsaved>,
) -> Result<Response, Fault> {
    let world = visit.app.world();
    let after = asked.after.parse().ok();
    let detail = customer::show(world, &visit.shop, id, after).await?.ok_or(Fault::NotFound)?;
    staff::note_view(world, visit.shop.id, visit.staff.id, Subject::Customer(id.0)).await?;
    let card = card::row(visit, id).await;
    let status = if unsaved.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut view = CustomerPage::of(visit, &detail, card, unsaved);
    view.desk.answer = words::answer(&asked.answer);
    Ok((status, Html(view)).into_response())
}

impl CustomerPage {
    fn of(visit: &Visit, detail: &Detail, card: CardRow, unsaved: Option<Unsaved>) -> CustomerPage {
        let (person, buyer) = (Person::Member(detail.member.id), &detail.member.buyer);
        let title = format!("顧客明細(会員ID:{})", detail.member.login);
        let (layout, desk) = visit.head(&title, Here::BelowCustomers);
        let guest = Person::guest(&buyer.email).filter(|_| detail.guest_orders > 0);
        let deeds = detail.deeds.rows.iter().take(10);
        CustomerPage {
            layout,
            desk,
            facts: Facts::of(detail),
            card,
            addresses: detail.addresses.iter().map(Addressee::of).collect(),
            orders: Orders::of(&person, &detail.orders),
            note: NoteForm::of(detail, unsaved),
            log: detail.log.iter().map(Deed::of).collect(),
            deeds: deeds
                .map(|row| (row.at.to_seconds_text(), row.text.clone(), row.address.clone()))
                .collect(),
            guest: guest.map(|guest| (detail.guest_orders, page_of(&guest))),
            acts: Acts::of(visit, &person),
        }
    }
}

impl Facts {
    fn of(detail: &Detail) -> Facts {
        let (member, buyer) = (&detail.member, &detail.member.buyer);
        let day = |at: Timestamp| at.day().to_text();
        let since = match (detail.sums.first, detail.sums.last) {
            (Some(first), Some(last)) if day(first) != day(last) => {
                Some(format!("{} ～ {}", day(first), day(last)))
            }
            (Some(first), _) => Some(day(first)),
            (None, _) => None,
        };
        Facts {
            login: member.login.clone(),
            name: buyer.name(),
            kana: buyer.kana(),
            email: buyer.email.clone(),
            phone: buyer.phone.clone(),
            postal: buyer.address.postal_text(),
            address: buyer.address.line(),
            registered_at: member.registered_at.to_minutes_text(),
            seen_at: detail.seen_at.map(Timestamp::to_minutes_text),
            locked_until: detail.locked_until.map(Timestamp::to_minutes_text),
            count: detail.sums.count,
            total: detail.sums.total.to_string(),
            since,
        }
    }
}

impl Addressee {
    fn of(saved: &shop::member::SavedAddress) -> Addressee {
        let to = &saved.recipient;
        Addressee {
            name: to.name(),
            postal: to.address.postal_text(),
            address: to.address.line(),
            phone: to.phone.clone(),
        }
    }
}

impl NoteForm {
    fn of(detail: &Detail, unsaved: Option<Unsaved>) -> NoteForm {
        let saved = &detail.note.text;
        let theirs = unsaved.as_ref().filter(|one| one.is_stale).map(|_| saved.clone());
        let error = unsaved.as_ref().map(|one| one.error.clone());
        NoteForm {
            path: act_of(&Person::Member(detail.member.id), "note"),
            text: unsaved.map_or(saved.clone(), |one| one.text),
            version: detail.note.version,
            error,
            theirs,
        }
    }
}
