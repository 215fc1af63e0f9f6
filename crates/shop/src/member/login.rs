//! 会員ID: what a member types to sign in.

use crate::checkout::{FieldError, normalise};

/// Shortest, in letters.
pub const LOGIN_MIN: usize = 4;
/// Longest, in letters.
pub const LOGIN_MAX: usize = 32;

/// The name of the form's field.
pub(super) const FIELD: &str = "login";

/// What was typed, as it is shown: half width, without spaces.
pub(super) fn shown(typed: &str) -> String {
    normalise::email(typed)
}

/// What it is compared by, whatever was typed; cut to what a 会員ID can be and one letter more.
pub(super) fn key(typed: &str) -> String {
    shown(typed).to_ascii_lowercase().chars().take(LOGIN_MAX + 1).collect()
}

/// Reads a 会員ID that somebody chooses.
pub(super) fn read(typed: &str) -> Result<String, FieldError> {
    let login = shown(typed);
    let is_login = (LOGIN_MIN..=LOGIN_MAX).contains(&login.len())
        && login.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    if is_login {
        return Ok(login);
    }
    Err(FieldError {
        field: FIELD,
        message: format!("会員IDを、半角の英数字{LOGIN_MIN}～{LOGIN_MAX}文字で入力してください。"),
        more: "記号は _ - . が使えます。".to_owned(),
    })
}

/// Somebody has it.
pub(super) fn taken() -> FieldError {
    FieldError {
        field: FIELD,
        message: "ほかの会員IDを入力してください。".to_owned(),
        more: "この会員IDは、すでに使われています。".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{key, read};

    #[test]
    fn four_to_32_half_width_letters() {
        for (typed, read_as) in [
            ("aoi-k", Some("aoi-k")),
            (" Ａｏｉ＿ｋ．2 ", Some("Aoi_k.2")),
            ("abcd", Some("abcd")),
            ("abc", None),
            (&"a".repeat(32), Some("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")),
            (&"a".repeat(33), None),
            ("aoi@example.jp", None),
            ("小林葵だよ", None),
            ("aoi k", Some("aoik")),
            ("", None),
        ] {
            assert_eq!(read(typed).ok().as_deref(), read_as, "{typed}");
        }
        assert_eq!(key("ＡＯＩ-k"), "aoi-k");
        assert_eq!(key(&"x".repeat(10_000)).len(), 33, "and so nobody's");
    }
}
