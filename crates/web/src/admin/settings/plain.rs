//! Payment methods whose settings are a form and nothing else: 銀行振込, 代金引換, 店頭払い.

use shop::settings::cod::{self, CodForm};
use shop::settings::form::TermsForm;
use shop::settings::in_store::InStoreForm;
use shop::settings::{
    self, BankSettings, CodSettings, InStoreSettings, Past, Plain, SaveError, Version,
    bank::BankForm,
};

use super::super::Here;
use super::Visit;
use super::form::PAYMENTS;
use super::row::{Group, Part, Row};
use super::sheet::{Compared, Frame, PicturePlace, Sheet};
use super::terms;
use crate::Fault;

/// How such settings look.
pub(crate) trait Rows: Plain {
    /// The page's title.
    const TITLE: &'static str;
    /// Where its addresses begin.
    const PATH: &'static str;

    /// The form's rows before ⑬ to ⑯.
    fn own(form: &Self::Form) -> Vec<Group>;

    /// ⑬ to ⑯.
    fn terms(form: &Self::Form) -> &TermsForm;

    /// The same, to be filled in.
    fn terms_mut(form: &mut Self::Form) -> &mut TermsForm;
}

/// The sheet of one such method.
pub(crate) struct Of<S>(Option<Version<S>>);

impl<S: Rows + Sync> Sheet for Of<S> {
    type Key = ();
    type Sent = S::Form;

    async fn open(visit: &Visit, (): ()) -> Result<Self, Fault> {
        Ok(Of(settings::open::<S>(visit.app.world(), visit.shop.id).await?))
    }

    fn frame(&self) -> Frame {
        Frame {
            title: S::TITLE,
            path: S::PATH.to_owned(),
            here: Here::BelowPayments,
            above: PAYMENTS,
            done: "/settings/payments?answer=saved",
            is_set: self.0.is_some(),
            test: None,
        }
    }

    fn version(&self) -> i64 {
        self.0.as_ref().map_or(0, |version| version.number)
    }

    fn kept(&self) -> S::Form {
        S::form(self.0.as_ref().map(|version| &version.body))
    }

    fn groups(&self, _: &Visit, sent: &S::Form) -> Vec<Group> {
        groups::<S>(sent)
    }

    async fn check(&self, _: &Visit, sent: &S::Form) -> Result<Compared, SaveError> {
        S::check(sent).map_err(SaveError::Fields)?;
        let before = match &self.0 {
            Some(version) => S::form(Some(&version.body)),
            None => S::Form::default(),
        };
        Ok((groups::<S>(&before), groups::<S>(sent)))
    }

    async fn past(&self, visit: &Visit, limit: i64) -> Result<Vec<Past<Compared>>, Fault> {
        let past = settings::past::<S>(visit.app.world(), visit.shop.id, limit).await?;
        let rows = |form: S::Form| (groups::<S>(&form), groups::<S>(&form));
        Ok(past.into_iter().map(|one| one.map(rows)).collect())
    }

    fn picture<'a>(sent: &'a mut S::Form, field: &str) -> Option<PicturePlace<'a>> {
        PicturePlace::logo(S::terms_mut(sent), field)
    }

    async fn save(visit: &Visit, (): (), from: i64, sent: &S::Form) -> Result<(), SaveError> {
        let (world, shop, by) = (visit.app.world(), visit.shop.id, &visit.staff.name);
        settings::save_form::<S>(world, shop, by, from, sent).await.map(drop)
    }
}

fn groups<S: Rows>(form: &S::Form) -> Vec<Group> {
    let mut groups = S::own(form);
    groups.push(Group {
        id: "terms",
        title: "詳細設定・注意書き",
        note: "",
        rows: terms::rows(S::terms(form)).into(),
    });
    groups
}

impl Rows for BankSettings {
    const TITLE: &'static str = "銀行振込 の設定";
    const PATH: &'static str = "/settings/payments/bank";

    fn own(form: &BankForm) -> Vec<Group> {
        let rows = vec![
            Row::new("", "振込先").required().lines("account", &form.account).hint(
                "銀行・支店・種別・番号・名義。ご注文の確認、完了画面、サンクスメールに出ます。",
            ),
            Row::new("", "支払時期").lines("timing", &form.timing).hint(
                "確認画面に出ます。例）ご注文の日から7日以内に、次の口座へお振り込みください。",
            ),
        ];
        vec![Group { id: "g1", title: "お振り込み", note: "", rows }]
    }

    fn terms(form: &BankForm) -> &TermsForm {
        &form.terms
    }

    fn terms_mut(form: &mut BankForm) -> &mut TermsForm {
        &mut form.terms
    }
}

impl Rows for InStoreSettings {
    const TITLE: &'static str = "店頭払い の設定";
    const PATH: &'static str = "/settings/payments/in_store";

    fn own(form: &InStoreForm) -> Vec<Group> {
        let rows = vec![
            Row::new("", "ご来店のご案内").required().lines("place", &form.place).hint(
                "住所・営業時間・お持ちいただくもの。ご注文の確認、完了画面、サンクスメールに出ます。",
            ),
            Row::new("", "支払時期").lines("timing", &form.timing).hint(
                "確認画面に出ます。空欄のときは「ご来店のときに、店頭でお支払いください。」と出ます。",
            ),
        ];
        vec![Group { id: "g1", title: "店頭でのお支払い", note: "", rows }]
    }

    fn terms(form: &InStoreForm) -> &TermsForm {
        &form.terms
    }

    fn terms_mut(form: &mut InStoreForm) -> &mut TermsForm {
        &mut form.terms
    }
}

impl Rows for CodSettings {
    const TITLE: &'static str = "代金引換 の設定";
    const PATH: &'static str = "/settings/payments/cod";

    fn own(form: &CodForm) -> Vec<Group> {
        let steps = STEPS.into_iter().zip(cod::BELOW).zip(cod::FEE);
        let rows = steps.map(|((label, below), fee)| step(label, below, fee, form));
        vec![Group {
            id: "g1",
            title: "代引手数料",
            note: "商品と送料の合計がいくら未満なら、手数料がいくらか（税込）。いちばん下の金額以上のご注文では、\
                   代金引換は選べません。使わない行は空欄にします。",
            rows: rows.collect(),
        }]
    }

    fn terms(form: &CodForm) -> &TermsForm {
        &form.terms
    }

    fn terms_mut(form: &mut CodForm) -> &mut TermsForm {
        &mut form.terms
    }
}

const STEPS: [&str; cod::STEPS] =
    ["手数料 1", "手数料 2", "手数料 3", "手数料 4", "手数料 5", "手数料 6"];

fn step(label: &'static str, below: &'static str, fee: &'static str, form: &CodForm) -> Row {
    let value = |name: &str| form.field(name).to_owned();
    let row = Row::new("", label).part(Part::Step {
        below,
        below_value: value(below),
        fee,
        fee_value: value(fee),
    });
    if value(below).is_empty() && value(fee).is_empty() {
        return row;
    }
    row.saying(&format!("{}円未満は{}円", form.field(below), form.field(fee)))
}
