//! 送り状: who sends, what stands there as 品名 and 記事, and what to write for characters that slips
//! do not have. What belongs to one layout is set with it ([`crate::slip`]).

use documents::charset::{Substitutes, missing};
use serde::{Deserialize, Serialize};

use super::form::{Checks, Words, word};
use super::{Plain, Setting};
use crate::checkout::{FieldError, normalise};
use crate::delivery::Prefecture;

const NAME_MAX: usize = 32;
const PLACE_MAX: usize = 60;
const GOODS_MAX: usize = 50;
const SUBSTITUTES_MAX: usize = 100;

/// What 品名 says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goods {
    /// The same on each slip.
    #[default]
    Fixed,
    /// The order's first goods, and how many more.
    Names,
}

/// What 記事 says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remark {
    /// Nothing.
    Nothing,
    /// 注文番号.
    #[default]
    Number,
    /// The first line of 備考.
    Note,
}

/// One version of these settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SlipSettings {
    /// ご依頼主名; empty: the shop's name.
    pub name: String,
    /// `604-8136`; empty until it is set.
    pub postal: String,
    /// 都道府県; none until it is set.
    pub prefecture: Option<Prefecture>,
    /// 市区町村.
    pub city: String,
    /// 町・番地.
    pub street: String,
    /// 建物名・部屋番号; may be empty.
    pub building: String,
    /// 電話番号.
    pub phone: String,
    /// メールアドレス; may be empty.
    pub email: String,
    /// What 品名 says.
    pub goods: Goods,
    /// 品名, where it is the same on each slip.
    pub goods_text: String,
    /// What 記事 says.
    pub remark: Remark,
    /// Days from the file's making to 出荷予定日.
    pub days: u16,
    /// What to write instead of characters that slips do not have.
    pub substitutes: Substitutes,
}

impl Default for SlipSettings {
    fn default() -> SlipSettings {
        SlipSettings {
            name: String::new(),
            postal: String::new(),
            prefecture: None,
            city: String::new(),
            street: String::new(),
            building: String::new(),
            phone: String::new(),
            email: String::new(),
            goods: Goods::Fixed,
            goods_text: "商品".to_owned(),
            remark: Remark::Number,
            days: 0,
            substitutes: Substitutes::new(),
        }
    }
}

/// Their form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SlipForm {
    /// ご依頼主名.
    pub name: String,
    /// 郵便番号.
    pub postal: String,
    /// 都道府県.
    pub prefecture: String,
    /// 市区町村.
    pub city: String,
    /// 町・番地.
    pub street: String,
    /// 建物名・部屋番号.
    pub building: String,
    /// 電話番号.
    pub phone: String,
    /// メールアドレス.
    pub email: String,
    /// What 品名 says.
    pub goods: String,
    /// 品名.
    pub goods_text: String,
    /// What 記事 says.
    pub remark: String,
    /// Days to 出荷予定日.
    pub days: String,
    /// One a line: `𠮷=吉`.
    pub substitutes: String,
}

const GOODS: Words<Goods> = &[("fixed", Goods::Fixed), ("names", Goods::Names)];
const REMARKS: Words<Remark> =
    &[("number", Remark::Number), ("note", Remark::Note), ("nothing", Remark::Nothing)];

impl Setting for SlipSettings {
    const KIND: &'static str = "slips";
}

impl Plain for SlipSettings {
    type Form = SlipForm;

    fn form(current: Option<&SlipSettings>) -> SlipForm {
        let usual = SlipSettings::default();
        let kept = current.unwrap_or(&usual).clone();
        let line = |(from, to): (&char, &String)| format!("{from}={to}");
        SlipForm {
            name: kept.name,
            postal: kept.postal,
            prefecture: kept.prefecture.map(|one| one.to_string()).unwrap_or_default(),
            city: kept.city,
            street: kept.street,
            building: kept.building,
            phone: kept.phone,
            email: kept.email,
            goods: word(GOODS, &kept.goods),
            goods_text: kept.goods_text,
            remark: word(REMARKS, &kept.remark),
            days: kept.days.to_string(),
            substitutes: kept.substitutes.iter().map(line).collect::<Vec<_>>().join("\n"),
        }
    }

    fn check(form: &SlipForm) -> Result<SlipSettings, Vec<FieldError>> {
        let mut checks = Checks::default();
        let (line, address) = (normalise::line, normalise::address);
        let name = checks.text("name", "ご依頼主名", &line(&form.name), NAME_MAX);
        let postal = checks.postal("postal", &form.postal);
        let prefecture = prefecture(&mut checks, &form.prefecture);
        let city = checks.text("city", "市区町村", &address(&form.city), PLACE_MAX);
        let street = checks.text("street", "町・番地", &address(&form.street), PLACE_MAX);
        let building =
            checks.text("building", "建物名・部屋番号", &address(&form.building), PLACE_MAX);
        let phone = checks.text("phone", "電話番号", &address(&form.phone), 20);
        let email = checks.text("email", "メールアドレス", &address(&form.email), 254);
        let goods = checks.choice("goods", "品名", GOODS, &form.goods);
        let goods_text = checks.line("goods_text", "品名の文字", &form.goods_text, GOODS_MAX);
        let remark = checks.choice("remark", "記事", REMARKS, &form.remark);
        let days = days(&mut checks, &form.days);
        let substitutes = substitutes(&mut checks, &form.substitutes);
        checks.end(SlipSettings {
            name,
            postal,
            prefecture,
            city,
            street,
            building,
            phone,
            email,
            goods,
            goods_text,
            remark,
            days,
            substitutes,
        })
    }
}

fn prefecture(checks: &mut Checks, typed: &str) -> Option<Prefecture> {
    let typed = typed.trim();
    let found = Prefecture::find(typed);
    if found.is_none() && !typed.is_empty() {
        checks.refuse("prefecture", "都道府県を選んでください。");
    }
    found
}

fn days(checks: &mut Checks, typed: &str) -> u16 {
    match normalise::address(typed).trim().parse::<u16>() {
        Ok(days) if days <= 30 => days,
        _ => {
            checks.refuse("days", "日数は0から30までの数字で入力してください。");
            0
        }
    }
}

/// `𠮷=吉`, one a line; also with `＝`. Nothing behind it leaves the character out.
fn substitutes(checks: &mut Checks, typed: &str) -> Substitutes {
    let mut all = Substitutes::new();
    for (number, text) in (1..).zip(typed.lines()) {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let parted = text.split_once(['=', '＝']);
        let mut from = parted.map(|(from, _)| from.trim().chars()).into_iter().flatten();
        let (Some(one), None, Some((_, to))) = (from.next(), from.next(), parted) else {
            let message = format!("{number}行目：「𠮷=吉」のように、1文字ずつ入れてください。");
            checks.refuse("substitutes", message);
            continue;
        };
        let unknown = missing(to.trim());
        if !unknown.is_empty() {
            let message = format!("{number}行目：「{}」も送り状で使えません。", to.trim());
            checks.refuse("substitutes", message);
        }
        all.insert(one, to.trim().to_owned());
    }
    if all.len() > SUBSTITUTES_MAX {
        checks.refuse("substitutes", format!("置きかえる文字は{SUBSTITUTES_MAX}までです。"));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{Plain, SlipForm, SlipSettings};

    #[test]
    fn what_is_typed_comes_back() {
        let usual = SlipSettings::check(&SlipSettings::form(None)).unwrap();
        assert_eq!(usual, SlipSettings::default());
        let form = SlipForm {
            postal: "６０４ー８１３６".into(),
            prefecture: "京都府".into(),
            street: "梅忠町２０ー１".into(),
            goods: "names".into(),
            remark: "nothing".into(),
            days: "１".into(),
            substitutes: "𠮷＝吉\n\n♥=".into(),
            ..SlipSettings::form(None)
        };
        let kept = SlipSettings::check(&form).unwrap();
        assert_eq!((kept.postal.as_str(), kept.street.as_str()), ("604-8136", "梅忠町20-1"));
        assert_eq!(kept.substitutes[&'𠮷'], "吉");
        assert_eq!(kept.substitutes[&'♥'], "");
        assert_eq!(SlipSettings::check(&SlipSettings::form(Some(&kept))).unwrap(), kept);
    }

    #[test]
    fn what_no_slip_could_carry_is_refused() {
        let usual = || SlipSettings::form(None);
        for (form, field) in [
            (SlipForm { postal: "604".into(), ..usual() }, "postal"),
            (SlipForm { prefecture: "パリ".into(), ..usual() }, "prefecture"),
            (SlipForm { goods_text: " ".into(), ..usual() }, "goods_text"),
            (SlipForm { days: "31".into(), ..usual() }, "days"),
            (SlipForm { substitutes: "吉野=吉".into(), ..usual() }, "substitutes"),
            (SlipForm { substitutes: "𠮷=𠮷".into(), ..usual() }, "substitutes"),
            (SlipForm { substitutes: "𠮷".into(), ..usual() }, "substitutes"),
        ] {
            assert_eq!(SlipSettings::check(&form).unwrap_err()[0].field, field, "{field}");
        }
    }
}
