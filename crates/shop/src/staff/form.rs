//! The form of an account: what may be typed, and what is said of what may not.

use serde::{Deserialize, Serialize};

use super::Role;
use super::create::{PASSWORD_BYTES_MAX, PASSWORD_LETTERS_MIN};
use crate::checkout::{FieldError, Hidden, is_email, normalise};
use crate::settings::form::Checks;

/// Longest login.
pub const LOGIN_MAX: usize = 50;
/// Longest name.
pub const NAME_MAX: usize = 40;
/// Longest e-mail address.
pub const EMAIL_MAX: usize = 254;
/// Longest password of a form: below what the hash takes, in any letters.
const PASSWORD_LETTERS_MAX: usize = 100;

/// Everything as typed; absent fields are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffForm {
    /// ログインID; only of a new account.
    pub login: String,
    /// 名前.
    pub name: String,
    /// The word of a role.
    pub role: String,
    /// メールアドレス; may be empty.
    pub email: String,
    /// `typed`: the password is the owner's choice; anything else: it is made.
    pub how: String,
    /// The password, where it is typed.
    #[serde(skip_serializing)]
    pub password: Hidden,
}

/// What a form comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Checked {
    pub login: String,
    pub name: String,
    pub role: Role,
    pub email: String,
}

impl StaffForm {
    /// Whether the password is the owner's choice.
    pub fn is_typed(&self) -> bool {
        self.how == "typed"
    }

    /// Checks a new account; what is wrong in the order of the page.
    pub(super) fn check_new(&self) -> Result<Checked, Vec<FieldError>> {
        let mut checks = Checks::default();
        let login = self.login.trim().to_owned();
        let is_plain = login.bytes().all(|byte| byte.is_ascii_graphic());
        if login.is_empty() || login.len() > LOGIN_MAX || !is_plain {
            let said = format!(
                "ログインIDは、半角の英数字と記号で{LOGIN_MAX}文字までで入力してください。"
            );
            checks.refuse("login", said);
        }
        let rest = self.rest(&mut checks);
        if self.is_typed() {
            check_password(&mut checks, "password", &self.password.0);
        }
        checks.end(Checked { login, ..rest })
    }

    /// Checks a change of an account.
    pub(super) fn check_change(&self) -> Result<Checked, Vec<FieldError>> {
        let mut checks = Checks::default();
        let rest = self.rest(&mut checks);
        checks.end(rest)
    }

    fn rest(&self, checks: &mut Checks) -> Checked {
        let name = self.name.trim().to_owned();
        let letters = name.chars().count();
        if name.is_empty() || letters > NAME_MAX || name.chars().any(char::is_control) {
            checks.refuse("name", format!("名前は{NAME_MAX}文字までで入力してください。"));
        }
        let role = Role::find(&self.role);
        if role.is_none() {
            checks.refuse("role", "役割を選んでください。");
        }
        let email = check_email(checks, &self.email);
        // Without a role nothing is made of it.
        Checked { login: String::new(), name, role: role.unwrap_or(Role::Products), email }
    }
}

/// An address that mail can go to, or none.
pub(super) fn check_email(checks: &mut Checks, typed: &str) -> String {
    let email = normalise::email(typed);
    if !email.is_empty() && (email.len() > EMAIL_MAX || !is_email(&email)) {
        checks.refuse("email", "メールアドレスの綴りを確かめてください。例）aoi@example.jp");
    }
    email
}

/// Whether a text may be a password.
pub(super) fn is_password(text: &str) -> bool {
    text.chars().count() >= PASSWORD_LETTERS_MIN && text.len() <= PASSWORD_BYTES_MAX
}

/// Says what a password has to be.
pub(super) fn check_password(checks: &mut Checks, field: &'static str, text: &str) {
    if !is_password(text) || text.chars().count() > PASSWORD_LETTERS_MAX {
        let (least, most) = (PASSWORD_LETTERS_MIN, PASSWORD_LETTERS_MAX);
        checks.refuse(
            field,
            format!("パスワードは{least}文字以上、{most}文字までで入力してください。"),
        );
    }
}
