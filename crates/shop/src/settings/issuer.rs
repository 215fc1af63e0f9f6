//! 発行者と帳票: who stands on the shop's papers, and what they say besides (N of 適格請求書 too).

use documents::forms::FormKind;
use serde::{Deserialize, Serialize};

use super::form::{Checks, TICKED, Words, picture, ticked, word};
use super::{Plain, Setting};
use crate::checkout::{FieldError, normalise};
use crate::id::PictureId;

/// Longest name, address, message.
const NAME_MAX: usize = 60;
const ADDRESS_MAX: usize = 200;
const MESSAGE_MAX: usize = 400;
const PROVISO_MAX: usize = 40;

/// One version of these settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IssuerSettings {
    /// 発行者名; empty: the shop's name.
    pub name: String,
    /// `604-8136`; may be empty.
    pub postal: String,
    /// 住所; several lines, may be empty.
    pub address: String,
    /// 電話番号; may be empty.
    pub phone: String,
    /// メールアドレス; may be empty.
    pub mail: String,
    /// 登録番号: `T` and 13 digits; empty: the shop has none.
    pub registration: String,
    /// The one kind that is the 適格請求書 (DESIGN section 10).
    pub carries: FormKind,
    /// 通信文 of 納品書; several lines, may be empty.
    pub message: String,
    /// 但し書き of 領収書.
    pub proviso: String,
    /// Buyers may issue 領収書 themselves.
    pub buyers: bool,
    /// ロゴ; none: the name alone.
    pub logo: Option<PictureId>,
    /// 印影, over the issuer's name.
    pub seal: Option<PictureId>,
}

impl Default for IssuerSettings {
    fn default() -> IssuerSettings {
        IssuerSettings {
            name: String::new(),
            postal: String::new(),
            address: String::new(),
            phone: String::new(),
            mail: String::new(),
            registration: String::new(),
            carries: FormKind::Receipt,
            message: "このたびはお買い上げいただき、誠にありがとうございます。".to_owned(),
            proviso: "お品代として".to_owned(),
            buyers: true,
            logo: None,
            seal: None,
        }
    }
}

/// Their form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IssuerForm {
    /// 発行者名.
    pub name: String,
    /// 郵便番号.
    pub postal: String,
    /// 住所.
    pub address: String,
    /// 電話番号.
    pub phone: String,
    /// メールアドレス.
    pub mail: String,
    /// 登録番号.
    pub registration: String,
    /// Which kind carries it.
    pub carries: String,
    /// 通信文.
    pub message: String,
    /// 但し書き.
    pub proviso: String,
    /// Buyers may issue 領収書 themselves.
    pub buyers: String,
    /// ロゴ: the picture that was uploaded.
    pub logo: String,
    /// It goes.
    pub logo_remove: String,
    /// 印影, likewise.
    pub seal: String,
    /// It goes.
    pub seal_remove: String,
}

/// The kinds that can be the 適格請求書: 受注伝票 stays in the shop, 贈答用 has no prices.
const CARRIES: Words<FormKind> = &[
    ("receipt", FormKind::Receipt),
    ("delivery", FormKind::Delivery),
    ("invoice", FormKind::Invoice),
];

impl Setting for IssuerSettings {
    const KIND: &'static str = "issuer";
}

impl Plain for IssuerSettings {
    type Form = IssuerForm;

    fn form(current: Option<&IssuerSettings>) -> IssuerForm {
        let usual = IssuerSettings::default();
        let kept = current.unwrap_or(&usual).clone();
        IssuerForm {
            name: kept.name,
            postal: kept.postal,
            address: kept.address,
            phone: kept.phone,
            mail: kept.mail,
            registration: kept.registration,
            carries: word(CARRIES, &kept.carries),
            message: kept.message,
            proviso: kept.proviso,
            buyers: ticked(kept.buyers),
            logo: kept.logo.map(|picture| picture.0).unwrap_or_default(),
            logo_remove: String::new(),
            seal: kept.seal.map(|picture| picture.0).unwrap_or_default(),
            seal_remove: String::new(),
        }
    }

    fn check(form: &IssuerForm) -> Result<IssuerSettings, Vec<FieldError>> {
        let mut checks = Checks::default();
        let line = normalise::line;
        let name = checks.text("name", "発行者名", &line(&form.name), NAME_MAX);
        let postal = checks.postal("postal", &form.postal);
        let address = checks.text("address", "住所", &form.address, ADDRESS_MAX);
        let phone = checks.text("phone", "電話番号", &normalise::address(&form.phone), 20);
        let mail = checks.text("mail", "メールアドレス", &normalise::address(&form.mail), 254);
        let registration = registration(&mut checks, &form.registration);
        let carries = checks.choice("carries", "登録番号を載せる帳票", CARRIES, &form.carries);
        let message = checks.text("message", "通信文", &form.message, MESSAGE_MAX);
        let proviso = checks.line("proviso", "但し書き", &form.proviso, PROVISO_MAX);
        checks.end(IssuerSettings {
            name,
            postal,
            address,
            phone,
            mail,
            registration,
            carries,
            message,
            proviso,
            buyers: form.buyers == TICKED,
            logo: picture(&form.logo, &form.logo_remove),
            seal: picture(&form.seal, &form.seal_remove),
        })
    }
}

/// `T` and 13 digits, however it was typed.
fn registration(checks: &mut Checks, typed: &str) -> String {
    let plain: String = normalise::address(typed)
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .collect::<String>()
        .to_uppercase();
    if plain.is_empty() {
        return plain;
    }
    let digits = plain.strip_prefix('T').unwrap_or(&plain);
    if digits.len() == 13 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("T{digits}");
    }
    checks.refuse("registration", "登録番号は、Tと13桁の数字で入力してください。");
    String::new()
}

#[cfg(test)]
mod tests {
    use documents::forms::FormKind;

    use super::{IssuerForm, IssuerSettings, Plain};

    #[test]
    fn what_is_typed_comes_back_as_papers_say_it() {
        let form = IssuerForm {
            name: " みなも堂　株式会社 ".into(),
            postal: "６０４８１３６".into(),
            registration: "t1234-5678 90123".into(),
            carries: "invoice".into(),
            ..IssuerSettings::form(None)
        };
        let kept = IssuerSettings::check(&form).unwrap();
        assert_eq!(kept.postal, "604-8136");
        assert_eq!(kept.registration, "T1234567890123");
        assert_eq!(kept.carries, FormKind::Invoice);
        assert_eq!(IssuerSettings::check(&IssuerSettings::form(Some(&kept))).unwrap(), kept);
        let usual = IssuerSettings::check(&IssuerSettings::form(None)).unwrap();
        assert_eq!(usual, IssuerSettings::default());
    }

    #[test]
    fn what_no_paper_could_carry_is_refused() {
        let usual = || IssuerSettings::form(None);
        for (form, field) in [
            (IssuerForm { registration: "T123".into(), ..usual() }, "registration"),
            (IssuerForm { registration: "株式会社".into(), ..usual() }, "registration"),
            (IssuerForm { postal: "604".into(), ..usual() }, "postal"),
            (IssuerForm { proviso: " ".into(), ..usual() }, "proviso"),
            (IssuerForm { carries: "gift".into(), ..usual() }, "carries"),
            (IssuerForm { message: "あ".repeat(401), ..usual() }, "message"),
        ] {
            assert_eq!(IssuerSettings::check(&form).unwrap_err()[0].field, field);
        }
    }
}
