//! メールテンプレートの設定: texts are checked as they are sent, so that none is found wrong only when an order
//! needs it.

use serde::{Deserialize, Serialize};
use store::{Tx, sql};

use super::{Kept, OWN_FROM, Template, Text, Use, all_in, find};
use crate::checkout::{FieldError, normalise};
use crate::counter;
use crate::id::{ShopId, TemplateId};
use crate::mail::one_line;
use crate::world::World;

/// The most that a shop can have of its own.
pub const OWN_MAX: usize = 30;
/// Longest name.
pub const NAME_MAX: usize = 30;

/// The page as sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TemplateForm {
    /// The version that the page was made from.
    pub version: i64,
    /// What it is called; of the three that every shop has it stays.
    pub name: String,
    /// 件名.
    pub subject: String,
    /// 本文.
    pub body: String,
}

impl TemplateForm {
    /// The form as it opens.
    pub fn of(kept: &Kept) -> TemplateForm {
        TemplateForm {
            version: kept.version,
            name: kept.name.clone(),
            subject: kept.text.subject.clone(),
            body: kept.text.body.clone(),
        }
    }

    /// Its text.
    pub fn text(&self) -> Text {
        Text { subject: self.subject.clone(), body: self.body.clone() }
    }
}

/// Why nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// What was typed cannot be kept.
    #[error("the form has errors")]
    Fields(Vec<FieldError>),
    /// Somebody else saved it since it was opened.
    #[error("the page is out of date")]
    Stale,
    /// The shop has no such template.
    #[error("no such template")]
    Gone,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Saves a template, or a new one of the shop's own where there is no number.
pub async fn save(
    world: &World,
    shop: ShopId,
    (id, form): (Option<TemplateId>, &TemplateForm),
    by: &str,
) -> Result<TemplateId, SaveError> {
    let (form, by, now) = (form.clone(), by.to_owned(), world.now());
    let write = move |tx: &mut dyn Tx| {
        let all = all_in(tx, shop)?;
        let kept = match id {
            Some(id) => Some(find(tx, shop, id)?.ok_or(SaveError::Gone)?),
            None => None,
        };
        let name = check(&all, kept.as_ref(), &form).map_err(SaveError::Fields)?;
        let version = kept.as_ref().map_or(0, |kept| kept.version);
        if kept.is_some() && form.version != version {
            return Err(SaveError::Stale);
        }
        let id = match kept {
            Some(kept) => kept.id,
            None => TemplateId(counter::next_from(tx, shop, "mail_template", OWN_FROM)?),
        };
        // Never the same twice, not even after はじめの文面に戻す.
        let next = counter::next(tx, shop, "mail_template_version")?;
        let saved = tx.exec(
            sql!(
                "insert into mail_template (shop_id, template_id, name, subject, body, version,
                   changed_at, changed_by)
                 values ($1, $2, $3, $4, $5, $9, $7, $8)
                 on conflict (shop_id, template_id) do update
                 set name = $3, subject = $4, body = $5, version = $9, changed_at = $7,
                   changed_by = $8
                 where mail_template.version = $6"
            ),
            &[
                shop.into(),
                id.into(),
                name.into(),
                one_line(&form.subject).into(),
                form.body.replace("\r\n", "\n").into(),
                version.into(),
                now.into(),
                by.as_str().into(),
                next.into(),
            ],
        )?;
        if saved == 1 { Ok(id) } else { Err(SaveError::Stale) }
    };
    world.store.write(write).await
}

/// Takes one of the shop's own away; one of the three becomes what it was at first.
pub async fn remove(world: &World, shop: ShopId, id: TemplateId) -> Result<(), SaveError> {
    let write = move |tx: &mut dyn Tx| {
        let gone = tx.exec(
            sql!("delete from mail_template where shop_id = $1 and template_id = $2"),
            &[shop.into(), id.into()],
        )?;
        if gone == 1 || Use::of(id) != Use::Own { Ok(()) } else { Err(SaveError::Gone) }
    };
    world.store.write(write).await
}

/// The name it is to have, or what is wrong.
fn check(
    all: &[Kept],
    kept: Option<&Kept>,
    form: &TemplateForm,
) -> Result<String, Vec<FieldError>> {
    let mut errors = Template::parse(&form.text()).err().unwrap_or_default();
    let mut refuse = |message: String| {
        errors.insert(0, FieldError { field: "name", message, more: String::new() });
    };
    let is_own = kept.is_none_or(|kept| kept.used_for == Use::Own);
    let name = match kept {
        Some(kept) if !is_own => kept.name.clone(),
        _ => normalise::line(&form.name),
    };
    if name.is_empty() {
        refuse("テンプレート名を入れてください。".to_owned());
    } else if name.chars().count() > NAME_MAX {
        refuse(format!("テンプレート名を{NAME_MAX}字までにしてください。"));
    }
    let id = kept.map(|kept| kept.id);
    if all.iter().any(|one| Some(one.id) != id && one.name == name) {
        refuse(format!("「{name}」は、ほかのテンプレートの名前です。"));
    }
    let own = all.iter().filter(|one| one.used_for == Use::Own).count();
    if kept.is_none() && own >= OWN_MAX {
        refuse(format!("お店のテンプレートは{OWN_MAX}までです。"));
    }
    if errors.is_empty() { Ok(name) } else { Err(errors) }
}
