//! The page of 編集モード, from what is stored and what was typed.

use askama::Template;
use shop::checkout::FieldError;
use shop::id::OrderId;
use shop::order::edit::{
    Again, Blocked, Conflict, EditForm, Fields, Ground, Search, Wrong, as_checkout,
};
use shop::payment::Settled;

use super::cells::{self, Adding, ChargeRow, LineRow};
use super::wishes::{DeliveryFields, PayFields, extras, quiet};
use super::words;
use crate::Layout;
use crate::admin::settings::Visit;
use crate::admin::{Desk, Here};
use crate::field::Said;
use crate::storefront::checkout::extras::Extras;
use crate::storefront::person::Person;

#[derive(Template)]
#[template(path = "admin/orders/edit/page.html")]
pub(crate) struct EditPage {
    layout: Layout,
    desk: Desk,
    inner: OrderId,
    /// Travels along: version and fields that the form begins with, what it asks about, its key.
    hidden: Vec<(&'static str, String)>,
    /// Head and text of what is to be known first.
    notices: Vec<(&'static str, String, String)>,
    /// It can be looked at, and that is all.
    is_shut: bool,
    warning: Option<Warning>,
    errors: Vec<(String, String)>,
    questions: Vec<Question>,
    lines: Vec<LineRow>,
    goods: String,
    adding: Adding,
    charges: Vec<ChargeRow>,
    adjustment: Option<String>,
    sums: Vec<(String, String, &'static str)>,
    pay: PayFields,
    buyer: Person,
    elsewhere: bool,
    recipient: Person,
    delivery: DeliveryFields,
    extras: Extras,
    next: Option<&'static str>,
    ground: Ground,
}

/// What a change of the amount costs.
#[derive(Debug)]
struct Warning {
    head: &'static str,
    lines: Vec<&'static str>,
    is_ticked: bool,
    error: Option<Said>,
}

/// One unit that two people have changed.
#[derive(Debug)]
struct Question {
    key: String,
    label: String,
    mine: String,
    theirs: String,
}

/// What a page is made from.
pub(super) struct Shown {
    pub(super) ground: Ground,
    pub(super) fields: Fields,
    pub(super) kept: Vec<i64>,
    pub(super) found: Option<Search>,
    form: EditForm,
    wrongs: Vec<Wrong>,
    conflicts: Vec<Conflict>,
    gone: Vec<(String, String)>,
    blocked: Option<Blocked>,
}

impl Shown {
    /// The form as it opens.
    pub(super) fn fresh(ground: Ground) -> Shown {
        Shown {
            fields: ground.fields(),
            blocked: ground.blocked(),
            ground,
            kept: Vec::new(),
            found: None,
            form: EditForm::default(),
            wrongs: Vec::new(),
            conflicts: Vec::new(),
            gone: Vec::new(),
        }
    }

    /// The form once more, with everything typed.
    pub(super) fn again(again: Again, form: &EditForm) -> Shown {
        let Again { ground, fields, wrongs, conflicts, gone, kept, blocked } = again;
        let (form, found) = (form.clone(), None);
        Shown { ground, fields, kept, found, form, wrongs, conflicts, gone, blocked }
    }

    /// What was typed beside the order's own fields.
    pub(super) fn typed(&self, name: &str) -> String {
        self.form.typed(name).to_owned()
    }

    /// What is wrong with a field.
    pub(super) fn error(&self, name: &str) -> Option<Said> {
        let wrong = self.wrongs.iter().find(|wrong| wrong.field == name)?;
        Some(Said { message: wrong.message.clone(), more: wrong.more.clone() })
    }

    fn hidden(&self) -> Vec<(&'static str, String)> {
        let base = serde_json::to_string(&self.ground.fields()).expect("texts become JSON");
        let asked: Vec<&str> = self.conflicts.iter().map(|one| one.unit.key.as_str()).collect();
        vec![
            ("version", self.ground.detail.version.to_string()),
            ("base", base),
            ("asked", asked.join(",")),
        ]
    }

    fn questions(&self) -> Vec<Question> {
        let question = |conflict: &Conflict| Question {
            key: conflict.unit.key.clone(),
            label: self.ground.label(&conflict.unit),
            mine: words::said(self.ground.say(&conflict.unit, &conflict.mine)),
            theirs: words::said(self.ground.say(&conflict.unit, &conflict.theirs)),
        };
        self.conflicts.iter().map(question).collect()
    }

    fn notices(&self) -> Vec<(&'static str, String, String)> {
        let mut notices = Vec::new();
        let mut add = |(head, text): (&str, &str)| {
            notices.push(("warn", head.to_owned(), text.to_owned()));
        };
        if let Some(blocked) = self.blocked {
            add(words::blocked(blocked));
        }
        let is_captured = self
            .ground
            .detail
            .payment
            .as_ref()
            .is_some_and(|one| one.settled() == Settled::Captured);
        if is_captured && self.ground.authenticated().is_none() {
            add(("", words::CAPTURED));
        }
        for (price, quantity) in &self.gone {
            let text = format!(
                "あなたの入力：単価 {price}、数量 {quantity}。必要なら「商品を加える」で加えてください。"
            );
            add(("変えようとした行を、ほかの人が先に削除しました。", &text));
        }
        notices
    }

    fn warning(&self) -> Option<Warning> {
        let payment = self.ground.authenticated()?;
        let (head, lines) = words::three_ds(payment, self.ground.limits.three_ds_reduction);
        let (is_ticked, error) = (!self.form.ack.is_empty(), self.error("ack"));
        Some(Warning { head, lines, is_ticked, error })
    }
}

impl EditPage {
    pub(super) fn of(visit: &Visit, shown: &Shown) -> EditPage {
        let inner = shown.ground.detail.order_id;
        let title = format!("編集モード(注文No:{inner})");
        let (layout, desk) = visit.head(&title, Here::BelowOrders);
        let mut page = EditPage::drawn(layout, desk, shown);
        page.hidden.push(("key", visit.app.world().page_key()));
        page
    }

    fn drawn(layout: Layout, desk: Desk, shown: &Shown) -> EditPage {
        let (ground, form) = (&shown.ground, as_checkout(&shown.fields));
        let errors: Vec<FieldError> = shown.wrongs.iter().filter_map(Wrong::of_checkout).collect();
        let error = |wrong: &Wrong| (wrong.field.clone(), wrong.message.clone());
        EditPage {
            layout,
            desk,
            inner: ground.detail.order_id,
            hidden: shown.hidden(),
            notices: shown.notices(),
            is_shut: matches!(shown.blocked, Some(Blocked::Moved(_))),
            warning: shown.warning(),
            errors: shown.wrongs.iter().map(error).collect(),
            questions: shown.questions(),
            lines: shown.lines(),
            goods: ground.detail.goods.to_string(),
            adding: shown.adding(),
            charges: shown.charges(),
            adjustment: cells::adjustment(ground),
            sums: cells::sums(ground),
            pay: PayFields::of(shown, &form),
            buyer: quiet(Person::buyer(&form, &errors)),
            elsewhere: form.is_elsewhere(),
            recipient: quiet(Person::recipient(&form, &errors)),
            delivery: DeliveryFields::of(ground, &form, &errors),
            extras: extras(ground, &form, &errors),
            next: ground.next().map(words::next),
            ground: ground.clone(),
        }
    }

    /// The answer to what was just done; what to do next is then part of it.
    pub(super) fn say(&mut self, word: &str) {
        self.desk.answer = words::answer(word, &self.ground);
        if word == "total" {
            self.next = None;
        }
    }
}
