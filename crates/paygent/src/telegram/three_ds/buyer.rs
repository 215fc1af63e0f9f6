use crate::telegram::shape::{Shape, optional, required};
use crate::{FieldError, Fields, Problem};

/// A phone number in its two halves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// Country code, 1 to 3 digits: 81 is Japan.
    pub cc: String,
    /// The rest, up to 15 digits, without hyphens.
    pub subscriber: String,
}

/// Who pays, as scheme policy wants it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cardholder {
    /// `cardholder_name`, as on the card: 2 to 45 characters.
    pub name: Option<String>,
    /// `email_address`, up to 254 characters.
    pub email: Option<String>,
    /// `home_phone_cc`, `home_phone_subscriber`.
    pub home_phone: Option<Phone>,
    /// `mobile_phone_cc`, `mobile_phone_subscriber`.
    pub mobile_phone: Option<Phone>,
    /// `work_phone_cc`, `work_phone_subscriber`.
    pub work_phone: Option<Phone>,
}

impl Cardholder {
    /// Whether scheme policy (2024-08-12) is met: a name, and an e-mail address or a phone.
    pub fn satisfies_policy(&self) -> bool {
        let phone = [&self.home_phone, &self.mobile_phone, &self.work_phone];
        self.name.is_some() && (self.email.is_some() || phone.iter().any(|phone| phone.is_some()))
    }

    pub(super) fn write(&self, fields: &mut Fields) {
        fields.push_opt("cardholder_name", self.name.as_deref());
        fields.push_opt("email_address", self.email.as_deref());
        for (prefix, phone) in [
            ("home_phone", &self.home_phone),
            ("mobile_phone", &self.mobile_phone),
            ("work_phone", &self.work_phone),
        ] {
            if let Some(phone) = phone {
                fields.push(&format!("{prefix}_cc"), &phone.cc);
                fields.push(&format!("{prefix}_subscriber"), &phone.subscriber);
            }
        }
    }

    pub(super) fn read(fields: &Fields) -> Result<Self, FieldError> {
        let name = optional(fields, "cardholder_name", Shape::Text(45))?;
        if name.as_ref().is_some_and(|name| name.chars().count() < 2) {
            return Err(FieldError::new("cardholder_name", Problem::Length));
        }
        Ok(Self {
            name,
            email: optional(fields, "email_address", Shape::Visible(254))?,
            home_phone: Phone::read("home_phone", fields)?,
            mobile_phone: Phone::read("mobile_phone", fields)?,
            work_phone: Phone::read("work_phone", fields)?,
        })
    }
}

impl Phone {
    /// A number of Japan as people write it (`03-1234-5678`): +81, without hyphens and the 0.
    pub fn japan(number: &str) -> Option<Self> {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let subscriber = digits.strip_prefix('0')?;
        let fits = (1..=15).contains(&subscriber.len());
        fits.then(|| Self { cc: "81".to_owned(), subscriber: subscriber.to_owned() })
    }

    fn read(prefix: &str, fields: &Fields) -> Result<Option<Self>, FieldError> {
        let (cc, subscriber) = (format!("{prefix}_cc"), format!("{prefix}_subscriber"));
        if fields.filled(&cc).is_none() && fields.filled(&subscriber).is_none() {
            return Ok(None);
        }
        Ok(Some(Self {
            cc: required(fields, &cc, Shape::Digits(1, 3))?,
            subscriber: required(fields, &subscriber, Shape::Digits(1, 15))?,
        }))
    }
}
