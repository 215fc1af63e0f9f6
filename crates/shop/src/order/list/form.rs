//! 詳細検索フォーム as it is typed: every field a text, read into a [`Filter`] or told what is wrong
//! with it. A field that is empty is no condition.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::filter::{Filter, Mailed, Number, Stands, Way};
use super::term::Prefix;
use crate::checkout::{FieldError, normalise};
use crate::clock::{DAY, Day, Timestamp};
use crate::id::{CarrierId, TradeId};
use crate::member::term::fold;
use crate::money::Yen;
use crate::payment::Settled;

/// What a ticked box, or the first of two answers, sends.
pub const YES: &str = "yes";
/// The second of two answers.
pub const NO: &str = "no";
/// A hold can be captured for so many days (R-170).
pub const HOLD_DAYS: i64 = 60;
/// Nothing was sold here before this day.
const FIRST_DAY: &str = "2000-01-01";
/// The highest amount that can be asked for.
const AMOUNT_MAX: i64 = 99_999_999_999;
/// Letters of a field; a mail address fits in.
pub const FIELD_MAX: usize = 254;

/// Everything as typed; absent fields are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FilterForm {
    /// 外部決済注文番号.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub trade: String,
    /// 注文番号・内部番号.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// 氏名・フリガナ.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// メールアドレス.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mail: String,
    /// 電話番号.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// 商品.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub product: String,
    /// 支払い方法.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub method: String,
    /// 決済状況.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pay: String,
    /// 受注ステータス.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub status: String,
    /// 金額差異.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub differs: String,
    /// 売上確定の期限: within so many days.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub due: String,
    /// 受注日, from.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// 受注日, to; the day itself counts.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub to: String,
    /// 購入額, from.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub min: String,
    /// 購入額, to.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub max: String,
    /// 宅配便.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub carrier: String,
    /// 発送.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub shipped: String,
    /// 出荷日, from.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ship_from: String,
    /// 出荷日, to; the day itself counts.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ship_to: String,
    /// 配送通知メール.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notified: String,
    /// 送り状データ.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub slip: String,
    /// 帳票.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub printed: String,
    /// 入金チェック.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub checked: String,
    /// サンクスメール.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mailed: String,
    /// メモあり.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub noted: String,
    /// メモの言葉.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub memo: String,
    /// 会員・ゲスト.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub member: String,
}

impl FilterForm {
    /// The fields that are filled in, by their names in the form, in the order of the page.
    pub fn fields(&self) -> Vec<(&'static str, &str)> {
        let fields: [(&str, &str); 27] = [
            ("trade", &self.trade),
            ("number", &self.number),
            ("name", &self.name),
            ("mail", &self.mail),
            ("phone", &self.phone),
            ("product", &self.product),
            ("from", &self.from),
            ("to", &self.to),
            ("min", &self.min),
            ("max", &self.max),
            ("method", &self.method),
            ("pay", &self.pay),
            ("due", &self.due),
            ("differs", &self.differs),
            ("status", &self.status),
            ("checked", &self.checked),
            ("carrier", &self.carrier),
            ("shipped", &self.shipped),
            ("ship_from", &self.ship_from),
            ("ship_to", &self.ship_to),
            ("slip", &self.slip),
            ("printed", &self.printed),
            ("notified", &self.notified),
            ("mailed", &self.mailed),
            ("member", &self.member),
            ("noted", &self.noted),
            ("memo", &self.memo),
        ];
        fields.into_iter().filter(|(_, typed)| !typed.trim().is_empty()).collect()
    }

    /// Whether it means one person, or one order.
    pub fn is_personal(&self) -> bool {
        let personal = ["trade", "number", "name", "mail", "phone", "memo"];
        self.fields().iter().any(|(name, _)| personal.contains(name))
    }

    /// Reads the form; what is wrong in the order of the page.
    pub fn read(&self, now: Timestamp) -> Result<Filter, Vec<FieldError>> {
        let mut read = Read { form: self, errors: Vec::new() };
        let trade = read.trade();
        let [from, to] = [read.day("from", &self.from), read.day("to", &self.to)];
        let [least, most] = [read.yen("min", &self.min), read.yen("max", &self.max)];
        let days = [read.day("ship_from", &self.ship_from), read.day("ship_to", &self.ship_to)];
        let [ship_from, ship_to] = days;
        if ship_from.zip(ship_to).is_some_and(|(from, to)| from > to) {
            read.wrong("ship_to", "出荷日の終わりは、始まりと同じ日か、後の日にしてください。");
        }
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            read.wrong("to", "受注日の終わりは、始まりと同じ日か、後の日にしてください。");
        }
        if least.zip(most).is_some_and(|(least, most)| least > most) {
            read.wrong("max", "購入額の上限は、下限と同じ額か、大きい額にしてください。");
        }
        let filter = Filter {
            trade,
            number: read.meant("number", &self.number, Number::parse),
            name: read.meant("name", &self.name, Prefix::name),
            mail: read.meant("mail", &self.mail, Prefix::mail),
            phone: read.phone(),
            product: read.meant("product", &self.product, product),
            method: read.choice("method", &self.method, Way::find),
            pay: read.choice("pay", &self.pay, Settled::from_word),
            differs: read.choice("differs", &self.differs, yes_only).is_some(),
            held_before: read.choice("due", &self.due, |days| held_before(days, now)),
            from: from.map(Day::begins),
            until: to.map(|day| day.after(1).begins()),
            least,
            most,
            carrier: read.choice("carrier", &self.carrier, |id| id.parse().ok().map(CarrierId)),
            shipped: read.choice("shipped", &self.shipped, yes_or_no),
            shipped_from: ship_from.map(Day::begins),
            shipped_until: ship_to.map(|day| day.after(1).begins()),
            notified: read.choice("notified", &self.notified, yes_or_no),
            slip: read.choice("slip", &self.slip, yes_or_no),
            printed: read.choice("printed", &self.printed, yes_or_no),
            checked: read.choice("checked", &self.checked, yes_or_no),
            mailed: read.choice("mailed", &self.mailed, Mailed::find),
            noted: read.choice("noted", &self.noted, yes_only).is_some(),
            memo: line_of(&self.memo),
            member: read.choice("member", &self.member, yes_or_no),
            status: read.choice("status", &self.status, Stands::find),
        };
        if read.errors.is_empty() { Ok(filter) } else { Err(read.errors) }
    }
}

fn yes_or_no(word: &str) -> Option<bool> {
    match word {
        YES => Some(true),
        NO => Some(false),
        _ => None,
    }
}

fn yes_only(word: &str) -> Option<()> {
    (word == YES).then_some(())
}

/// A hold whose last day is at most so many days away was made before this.
fn held_before(days: &str, now: Timestamp) -> Option<Timestamp> {
    let days = days.parse::<i64>().ok().filter(|days| (0..=HOLD_DAYS).contains(days))?;
    Some(now.after((days - HOLD_DAYS + 1) * DAY).day().begins())
}

/// A form on its way into a filter.
struct Read<'a> {
    form: &'a FilterForm,
    errors: Vec<FieldError>,
}

/// What was typed, on one line; nothing typed is none.
fn line_of(typed: &str) -> Option<String> {
    let cut: String = typed.chars().take(FIELD_MAX).collect();
    Some(normalise::line(&cut)).filter(|text| !text.is_empty())
}

/// What products are looked for by; `-` alone would mean all of them.
fn product(typed: &str) -> Option<String> {
    line_of(typed).filter(|text| !fold(text).is_empty())
}

impl Read<'_> {
    fn wrong(&mut self, field: &'static str, message: &str) {
        let (message, more) = (message.to_owned(), String::new());
        self.errors.push(FieldError { field, message, more });
    }

    fn trade(&mut self) -> Option<TradeId> {
        let trade = super::trade(&self.form.trade);
        if trade.is_none() && !self.form.trade.trim().is_empty() {
            self.wrong("trade", "取引IDは20桁の数字です。桁数をご確認ください。");
        }
        trade
    }

    fn phone(&mut self) -> Option<Prefix> {
        let phone = Prefix::phone(&self.form.phone);
        if phone.is_none() && !self.form.phone.trim().is_empty() {
            self.wrong("phone", "電話番号は、はじめの数字を入れてください。");
        }
        phone
    }

    /// What is typed means something, or it is told.
    fn meant<T>(
        &mut self,
        field: &'static str,
        typed: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let meant = read(typed);
        if meant.is_none() && !typed.trim().is_empty() {
            self.wrong(field, "記号だけでは探せません。文字か数字を入れてください。");
        }
        meant
    }

    /// `2026/11/24`, with any signs between, or `20261124`.
    fn day(&mut self, field: &'static str, typed: &str) -> Option<Day> {
        let plain: String = typed.nfkc().filter(|letter| !letter.is_whitespace()).collect();
        if plain.is_empty() {
            return None;
        }
        let parts: Vec<&str> = match plain.len() {
            8 if plain.bytes().all(|byte| byte.is_ascii_digit()) => {
                vec![&plain[..4], &plain[4..6], &plain[6..]]
            }
            _ => {
                plain.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect()
            }
        };
        let day = match parts[..] {
            [year, month, day] => {
                // `26/11/24` is of this century.
                let year = if year.len() == 2 { format!("20{year}") } else { year.to_owned() };
                Day::parse(&format!("{year:0>4}-{month:0>2}-{day:0>2}"))
            }
            _ => None,
        };
        match day {
            None => self.wrong(field, "日付は 2026/11/24 のように入れてください。"),
            Some(day) if day < Day::parse(FIRST_DAY)? => {
                self.wrong(field, "年は 2000 からの西暦で入れてください。");
            }
            Some(_) => return day,
        }
        None
    }

    /// `9,680円`.
    fn yen(&mut self, field: &'static str, typed: &str) -> Option<Yen> {
        let plain: String = typed.nfkc().filter(|c| !c.is_whitespace() && *c != ',').collect();
        let digits = plain.trim_end_matches('円').trim_start_matches(['¥', '￥']);
        if plain.is_empty() {
            return None;
        }
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        let yen = digits.parse().ok().filter(|yen| is_number && *yen <= AMOUNT_MAX).map(Yen);
        if yen.is_none() {
            self.wrong(field, "購入額は、数字で入れてください。");
        }
        yen
    }

    fn choice<T>(
        &mut self,
        field: &'static str,
        word: &str,
        find: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let found = find(word.trim());
        if found.is_none() && !word.trim().is_empty() {
            self.wrong(field, "選び直してください。");
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{Filter, FilterForm};
    use crate::clock::{DAY, Day, Timestamp};
    use crate::money::Yen;

    /// 2026-11-24 14:05:31 in Japan.
    const NOW: Timestamp = Timestamp(1_795_496_731_000);

    fn day(text: &str) -> Timestamp {
        Day::parse(text).unwrap().begins()
    }

    #[test]
    fn days_and_amounts_are_read_however_they_are_typed() {
        for (typed, read) in [
            ("2026/11/24", "2026-11-24"),
            ("２０２６年１１月３日", "2026-11-03"),
            ("2026-1-2", "2026-01-02"),
            ("20261124", "2026-11-24"),
            ("26/11/24", "2026-11-24"),
            ("２６.1.2", "2026-01-02"),
            ("2000/1/1", "2000-01-01"),
        ] {
            let form = FilterForm { from: typed.into(), to: typed.into(), ..FilterForm::default() };
            let filter = form.read(NOW).unwrap();
            assert_eq!(filter.from, Some(day(read)), "{typed}");
            assert_eq!(filter.until, Some(day(read).after(DAY)), "{typed}: the day counts");
        }
        for (typed, read) in [("９，６８０円", 9_680), ("￥1000", 1_000), ("0", 0)] {
            let form = FilterForm { min: typed.into(), ..FilterForm::default() };
            assert_eq!(form.read(NOW).unwrap().least, Some(Yen(read)), "{typed}");
        }
    }

    #[test]
    fn every_condition_has_its_field() {
        let text = |text: &str| text.to_owned();
        let form = FilterForm {
            trade: text("01795496731000015743"),
            number: text("1"),
            name: text("小林"),
            mail: text("aoi"),
            phone: text("075"),
            product: text("湯のみ"),
            method: text("card"),
            pay: text("held"),
            status: text("1"),
            differs: text("yes"),
            due: text("14"),
            from: text("2026/11/24"),
            to: text("2026/11/24"),
            min: text("1"),
            max: text("2"),
            carrier: text("1"),
            shipped: text("no"),
            ship_from: text("2026/11/24"),
            ship_to: text("2026/11/24"),
            notified: text("no"),
            slip: text("no"),
            printed: text("no"),
            checked: text("no"),
            mailed: text("sent"),
            noted: text("yes"),
            memo: text("贈りもの"),
            member: text("yes"),
        };
        assert_eq!(form.fields().len(), 27);
        // Without `..`: a condition that no field reaches does not compile here, or is not met.
        let Filter {
            trade,
            number,
            name,
            mail,
            phone,
            product,
            method,
            pay,
            differs,
            held_before,
            from,
            until,
            least,
            most,
            carrier,
            shipped,
            shipped_from,
            shipped_until,
            notified,
            slip,
            printed,
            checked,
            mailed,
            noted,
            memo,
            member,
            status,
        } = form.read(NOW).unwrap();
        assert!(trade.is_some() && number.is_some() && name.is_some() && mail.is_some());
        assert!(phone.is_some() && product.is_some() && method.is_some() && pay.is_some());
        assert!(differs && held_before.is_some() && from.is_some() && until.is_some());
        assert!(least.is_some() && most.is_some() && carrier.is_some() && shipped.is_some());
        assert!(checked.is_some() && mailed.is_some() && noted && memo.is_some());
        assert!(member.is_some() && status.is_some() && notified.is_some() && slip.is_some());
        assert!(printed.is_some() && shipped_from.is_some() && shipped_until.is_some());
    }

    #[test]
    fn what_is_wrong_is_told_beside_its_field() {
        let text = |text: &str| text.to_owned();
        let none = FilterForm::default;
        for (form, field) in [
            (FilterForm { trade: text("1795"), ..none() }, "trade"),
            (FilterForm { phone: text("内線"), ..none() }, "phone"),
            (FilterForm { product: text("-"), ..none() }, "product"),
            (FilterForm { name: text("−"), ..none() }, "name"),
            (FilterForm { mail: text("-"), ..none() }, "mail"),
            (FilterForm { number: text("--"), ..none() }, "number"),
            (FilterForm { from: text("きのう"), ..none() }, "from"),
            (FilterForm { from: text("2026/2/30"), ..none() }, "from"),
            (FilterForm { to: text("1999/12/31"), ..none() }, "to"),
            (FilterForm { from: text("8/11/24"), ..none() }, "from"),
            (FilterForm { from: text("00261124"), ..none() }, "from"),
            (FilterForm { from: text("2026/11/24"), to: text("2026/11/23"), ..none() }, "to"),
            (FilterForm { min: text("千円"), ..none() }, "min"),
            (FilterForm { min: text("999999999999"), ..none() }, "min"),
            (FilterForm { min: text("2"), max: text("1"), ..none() }, "max"),
            (FilterForm { method: text("gold"), ..none() }, "method"),
            (FilterForm { status: text("0"), ..none() }, "status"),
            (FilterForm { due: text("61"), ..none() }, "due"),
            (FilterForm { carrier: text("x"), ..none() }, "carrier"),
            (FilterForm { shipped: text("maybe"), ..none() }, "shipped"),
        ] {
            let errors = form.read(NOW).unwrap_err();
            assert_eq!(errors.iter().map(|error| error.field).collect::<Vec<_>>(), [field]);
        }
    }

    #[test]
    fn a_hold_is_due_by_the_calendar_of_japan() {
        let form = FilterForm { due: "14".into(), ..FilterForm::default() };
        // Its last day is 2026-12-08: held on 2026-10-09 at the latest.
        assert_eq!(form.read(NOW).unwrap().held_before, Some(day("2026-10-10")));
    }

    #[test]
    fn only_what_is_filled_in_is_kept() {
        let form = FilterForm { pay: "held".into(), name: " ".into(), ..FilterForm::default() };
        assert_eq!(form.fields(), [("pay", "held")]);
        assert!(!form.is_personal());
        let form = FilterForm { name: "小林".into(), ..form };
        assert!(form.is_personal());
        let json = serde_json::to_string(&form).unwrap();
        assert_eq!(json, r#"{"name":"小林","pay":"held"}"#);
    }
}
