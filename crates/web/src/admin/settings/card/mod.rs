//! クレジットカード決済(トークン方式) の設定: the guide's ① to ⑰ (R-056..R-085), and 接続環境.

pub(crate) mod connection;
mod rows;

use serde::{Deserialize, Serialize};
use shop::checkout::Hidden;
use shop::settings::card::{self, CardForm, CardSecrets};
use shop::settings::{Past, SaveError};

use super::super::Here;
use super::Visit;
use super::form::PAYMENTS;
use super::row::{Change, Group};
use super::sheet::{Compared, Frame, PicturePlace, Sheet};
use crate::Fault;

const PATH: &str = "/settings/payments/card";

/// The form as sent. Secrets go into no hidden field as they are.
#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Sent {
    /// Secrets typed on an earlier page.
    #[serde(skip_serializing)]
    sealed: String,
    #[serde(skip_serializing)]
    connect_password: Hidden,
    #[serde(skip_serializing)]
    three_ds_key: Hidden,
    #[serde(skip_serializing)]
    notice_key: Hidden,
    #[serde(skip_serializing)]
    client_pem: Hidden,
    #[serde(skip_serializing)]
    client_passphrase: Hidden,
    #[serde(skip_serializing)]
    token_receipt_key: Hidden,
    #[serde(flatten)]
    form: CardForm,
}

impl Sent {
    fn secrets(&self, visit: &Visit) -> CardSecrets {
        let before = CardSecrets::open(visit.app.world(), visit.shop.id, &self.sealed);
        let typed = [
            &self.connect_password,
            &self.three_ds_key,
            &self.notice_key,
            &self.client_pem,
            &self.client_passphrase,
            &self.token_receipt_key,
        ];
        CardSecrets::typed(typed.map(|one| one.0.as_str()), before)
    }
}

impl Sheet for card::Desk {
    type Key = ();
    type Sent = Sent;

    async fn open(visit: &Visit, (): ()) -> Result<card::Desk, Fault> {
        Ok(card::open(visit.app.world(), visit.shop.id).await?)
    }

    fn frame(&self) -> Frame {
        let is_set = self.current.is_some();
        Frame {
            title: "クレジットカード決済(トークン方式) の設定",
            path: PATH.to_owned(),
            here: Here::BelowPayments,
            above: PAYMENTS,
            done: "/settings/payments?answer=saved",
            is_set,
            test: is_set.then_some("/settings/payments/card/connection"),
        }
    }

    fn version(&self) -> i64 {
        card::Desk::version(self)
    }

    fn kept(&self) -> Sent {
        Sent { form: self.form(), ..Sent::default() }
    }

    fn groups(&self, visit: &Visit, sent: &Sent) -> Vec<Group> {
        let mut groups = rows::groups(&sent.form, &rows::Kept::of(self, &sent.secrets(visit)));
        if !visit.session.has_totp {
            rows::lead_to_second_factor(&mut groups);
        }
        groups.insert(1, rows::for_paygent(&visit.shop));
        groups
    }

    async fn check(&self, visit: &Visit, sent: &Sent) -> Result<Compared, SaveError> {
        card::may_be_live(&sent.form, visit.session.has_totp)?;
        let secrets = sent.secrets(visit);
        let (world, shop) = (visit.app.world(), visit.shop.id);
        let (_, account) = card::check(world, shop, &sent.form, &secrets).await?;
        let before = rows::Kept::of(self, &CardSecrets::default());
        let after = rows::Kept::after(self, &account, &secrets);
        Ok((rows::groups(&self.form(), &before), rows::groups(&sent.form, &after)))
    }

    fn effects(&self, changes: &[Change], sent: &Sent) -> Vec<&'static str> {
        rows::effects(changes, &sent.form)
    }

    fn counts(&self, changes: &[Change], sent: &Sent) -> Vec<String> {
        rows::members_cards(changes, &sent.form, self.linked).into_iter().collect()
    }

    fn text_of_file<'a>(sent: &'a mut Sent, field: &str) -> Option<&'a mut String> {
        (field == rows::PEM_FILE).then_some(&mut sent.client_pem.0)
    }

    fn picture<'a>(sent: &'a mut Sent, field: &str) -> Option<PicturePlace<'a>> {
        PicturePlace::logo(&mut sent.form.terms, field)
    }

    fn carried(&self, visit: &Visit, sent: &Sent) -> Vec<(String, String)> {
        let sealed = sent.secrets(visit).seal(visit.app.world(), visit.shop.id);
        vec![("sealed".to_owned(), sealed)]
    }

    async fn past(&self, visit: &Visit, limit: i64) -> Result<Vec<Past<Compared>>, Fault> {
        let entries = card::history(visit.app.world(), visit.shop.id, limit).await?;
        // A secret is only told to be new: the version before it says nothing of it.
        let rows = |entry: card::Entry| {
            let new = rows::Kept::new_in(&entry.new_secrets);
            let old = rows::Kept::new_in(&[]);
            (rows::groups(&entry.form, &old), rows::groups(&entry.form, &new))
        };
        Ok(entries.into_iter().map(|one| one.map(rows)).collect())
    }

    async fn save(visit: &Visit, (): (), from: i64, sent: &Sent) -> Result<(), SaveError> {
        card::may_be_live(&sent.form, visit.session.has_totp)?;
        let secrets = sent.secrets(visit);
        let (world, shop, by) = (visit.app.world(), visit.shop.id, &visit.staff.name);
        card::save(world, shop, by, from, &sent.form, &secrets).await.map(drop)
    }
}
