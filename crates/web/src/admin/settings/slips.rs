//! 送り状: who sends, and what stands on every slip.

use shop::delivery::Prefecture;
use shop::settings::slips::SlipForm;
use shop::settings::{self, Past, Plain, SaveError, SlipSettings, Version};

use super::super::Here;
use super::Visit;
use super::form::Above;
use super::row::{Group, Part, Row};
use super::sheet::{Compared, Frame, Sheet};
use crate::Fault;

pub(super) const PATH: &str = "/settings/slips";
pub(super) const TITLE: &str = "送り状";
const SLIPS: Above = Above { href: PATH, name: TITLE };

/// What is in force.
pub(crate) struct SlipSheet(Option<Version<SlipSettings>>);

impl Sheet for SlipSheet {
    type Key = ();
    type Sent = SlipForm;

    async fn open(visit: &Visit, (): ()) -> Result<SlipSheet, Fault> {
        Ok(SlipSheet(settings::open(visit.app.world(), visit.shop.id).await?))
    }

    fn frame(&self) -> Frame {
        Frame {
            title: TITLE,
            path: PATH.to_owned(),
            here: Here::Slips,
            above: SLIPS,
            done: "/settings/slips?answer=saved",
            is_set: true,
            test: None,
        }
    }

    fn version(&self) -> i64 {
        self.0.as_ref().map_or(0, |version| version.number)
    }

    fn kept(&self) -> SlipForm {
        SlipSettings::form(self.0.as_ref().map(|version| &version.body))
    }

    fn groups(&self, _: &Visit, sent: &SlipForm) -> Vec<Group> {
        groups(sent)
    }

    async fn check(&self, _: &Visit, sent: &SlipForm) -> Result<Compared, SaveError> {
        let after = SlipSettings::check(sent).map_err(SaveError::Fields)?;
        Ok((groups(&self.kept()), groups(&SlipSettings::form(Some(&after)))))
    }

    async fn past(&self, visit: &Visit, limit: i64) -> Result<Vec<Past<Compared>>, Fault> {
        let (world, shop) = (visit.app.world(), visit.shop.id);
        let past = settings::past::<SlipSettings>(world, shop, limit).await?;
        let rows = |form: SlipForm| (groups(&form), groups(&form));
        Ok(past.into_iter().map(|one| one.map(rows)).collect())
    }

    async fn save(visit: &Visit, (): (), from: i64, sent: &SlipForm) -> Result<(), SaveError> {
        let (world, shop, by) = (visit.app.world(), visit.shop.id, &visit.staff.name);
        settings::save_form::<SlipSettings>(world, shop, by, from, sent).await.map(drop)
    }
}

fn groups(form: &SlipForm) -> Vec<Group> {
    let sender = vec![
        Row::new("", "ご依頼主名")
            .line("name", &form.name, "m")
            .hint("空欄なら、お店の名前になります。"),
        Row::new("", "郵便番号").line("postal", &form.postal, "s"),
        prefecture(form),
        Row::new("", "市区町村").line("city", &form.city, "m"),
        Row::new("", "町・番地").line("street", &form.street, "m"),
        Row::new("", "建物名・部屋番号").line("building", &form.building, "m"),
        Row::new("", "電話番号").line("phone", &form.phone, "s"),
        Row::new("", "メールアドレス").line("email", &form.email, "m"),
    ];
    let goods = [("fixed", "いつも同じ文字"), ("names", "商品名（ほか何点）")];
    let remarks = [("number", "注文番号"), ("note", "備考の1行目"), ("nothing", "なし")];
    let texts = vec![
        Row::new("", "品名").choice("goods", &form.goods, &goods),
        Row::new("", "品名の文字")
            .required()
            .line("goods_text", &form.goods_text, "m")
            .hint("「いつも同じ文字」のとき。焼き菓子、衣類など。"),
        Row::new("", "記事").choice("remark", &form.remark, &remarks),
        Row::new("", "出荷予定日")
            .required()
            .line("days", &form.days, "s")
            .hint("ファイルを作る日から何日あとか。0なら当日です。"),
    ];
    let letters = vec![
        Row::new("", "置きかえる文字").lines("substitutes", &form.substitutes).hint(
            "送り状で使えない文字の代わり。1行に1つ、「𠮷=吉」のように。決めていない文字のある受注は、\
             ファイルに入れずにお知らせします。",
        ),
    ];
    let layouts = vec![Row::new("", "送り状のソフト").part(Part::Leads {
        href: "/settings/slips/layouts",
        text: "ソフトごとの設定とレイアウトを開く",
    })];
    vec![
        Group {
            id: "g1", title: "ご依頼主", note: "送り状に印刷されます。", rows: sender
        },
        Group { id: "g2", title: "送り状の文", note: "", rows: texts },
        Group { id: "g3", title: "使えない文字", note: "", rows: letters },
        Group { id: "g4", title: "ソフトごとの設定", note: "", rows: layouts },
    ]
}

fn prefecture(form: &SlipForm) -> Row {
    let name =
        Prefecture::find(form.prefecture.trim()).map_or(form.prefecture.as_str(), |one| one.name());
    Row::new("", "都道府県").line("prefecture", name, "s")
}
