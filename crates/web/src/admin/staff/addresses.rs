//! 接続元制限: the networks the admin is reached from.

use shop::settings::{self, Past, Plain, SaveError, Version};
use shop::staff::{AccessForm, StaffAccess};

use super::super::Here;
use super::super::settings::Visit;
use super::super::settings::form::Above;
use super::super::settings::row::{Change, Group, Row};
use super::super::settings::sheet::{Compared, Frame, Sheet};
use super::LIST;
use crate::Fault;

/// What is in force.
pub(crate) struct AccessSheet(Option<Version<StaffAccess>>);

impl Sheet for AccessSheet {
    type Key = ();
    type Sent = AccessForm;

    async fn open(visit: &Visit, (): ()) -> Result<AccessSheet, Fault> {
        Ok(AccessSheet(settings::open(visit.app.world(), visit.shop.id).await?))
    }

    fn frame(&self) -> Frame {
        Frame {
            title: "接続元制限",
            path: "/settings/staff/addresses".to_owned(),
            here: Here::BelowStaff,
            above: Above { href: LIST, name: "スタッフ" },
            done: "/settings/staff?answer=saved",
            is_set: self.0.as_ref().is_some_and(|version| !version.body.networks.is_empty()),
            test: None,
        }
    }

    fn version(&self) -> i64 {
        self.0.as_ref().map_or(0, |version| version.number)
    }

    fn kept(&self) -> AccessForm {
        StaffAccess::form(self.0.as_ref().map(|version| &version.body))
    }

    fn groups(&self, visit: &Visit, sent: &AccessForm) -> Vec<Group> {
        let mut groups = groups(sent);
        let rows = groups.iter_mut().flat_map(|group| &mut group.rows);
        rows.for_each(|row| row.kept = format!("接続元 {}", visit.address));
        groups
    }

    async fn check(&self, visit: &Visit, sent: &AccessForm) -> Result<Compared, SaveError> {
        let after = checked(visit, sent)?;
        Ok((groups(&self.kept()), groups(&StaffAccess::form(Some(&after)))))
    }

    fn effects(&self, _: &[Change], sent: &AccessForm) -> Vec<&'static str> {
        vec![if sent.networks.trim().is_empty() {
            "どこからでも、サインインの画面を開けるようになります。"
        } else {
            "ほかの場所からは、サインインの画面も開けなくなります。"
        }]
    }

    async fn past(&self, visit: &Visit, limit: i64) -> Result<Vec<Past<Compared>>, Fault> {
        let past = settings::past::<StaffAccess>(visit.app.world(), visit.shop.id, limit).await?;
        let rows = |form: AccessForm| (groups(&form), groups(&form));
        Ok(past.into_iter().map(|one| one.map(rows)).collect())
    }

    async fn save(visit: &Visit, (): (), from: i64, sent: &AccessForm) -> Result<(), SaveError> {
        checked(visit, sent)?;
        let (world, shop, by) = (visit.app.world(), visit.shop.id, &visit.staff.name);
        settings::save_form::<StaffAccess>(world, shop, by, from, sent).await.map(drop)
    }
}

/// What the form comes to, if whoever saves it is still let in.
fn checked(visit: &Visit, sent: &AccessForm) -> Result<StaffAccess, SaveError> {
    let access = StaffAccess::check(sent).map_err(SaveError::Fields)?;
    access.keeps_in(visit.address).map_err(SaveError::Fields)?;
    Ok(access)
}

fn groups(form: &AccessForm) -> Vec<Group> {
    let row = Row::new("", "管理画面を開ける接続元")
        .lines("networks", &form.networks)
        .hint("1行に1つ、203.0.113.7 か 203.0.113.0/24 のように書きます。空欄なら、どこからでも開けます。")
        .hint("固定のIPアドレスがないときは、空欄のままにしてください。アドレスが変わると、入れなくなります。")
        .hint("入れなくなったときは、サーバーで noren staff open を実行すると、空欄に戻ります。");
    vec![Group { id: "g1", title: "接続元", note: "", rows: vec![row] }]
}
