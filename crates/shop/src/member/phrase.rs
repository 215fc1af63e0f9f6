//! Which password a member may choose.

use super::common::COMMON;
use crate::checkout::FieldError;
use crate::password;
use crate::secret::Secret;
use crate::world::World;

/// A password has at least so many letters.
pub const PASSWORD_LETTERS_MIN: usize = 8;
/// Longer texts are no passwords but load for the hash, in bytes.
pub(super) const BYTES_MAX: usize = 512;

/// Looks at a password that somebody chooses in the field `field`, beside 会員ID and address.
pub(super) fn check(
    field: &'static str,
    password: &Secret,
    login: &str,
    email: &str,
) -> Result<(), FieldError> {
    let text = password.expose();
    let plain = text.trim().to_lowercase();
    let letters = text.chars().count();
    let mailbox = email.split('@').next().unwrap_or_default();
    let is = |other: &str| !other.is_empty() && plain == other.to_lowercase();
    let (message, more) = if letters < PASSWORD_LETTERS_MIN {
        (format!("パスワードを{PASSWORD_LETTERS_MIN}文字以上にしてください。"), "")
    } else if text.len() > BYTES_MAX {
        ("パスワードを短くしてください。".to_owned(), "長すぎます。")
    } else if is(login) || is(email) || is(mailbox) {
        let message = "会員IDやメールアドレスと違うパスワードにしてください。".to_owned();
        (message, "同じものは、すぐに破られます。")
    } else if is_common(&plain) {
        let message = "ほかのパスワードにしてください。".to_owned();
        (message, "よく使われるパスワードなので、すぐに破られます。")
    } else {
        return Ok(());
    };
    Err(FieldError { field, message, more: more.to_owned() })
}

/// The hash to keep of a password that [`check`] has let through, unless it is known to have
/// leaked. `None`: too many at this moment.
pub(super) async fn kept(
    world: &World,
    field: &'static str,
    password: &Secret,
) -> Result<Option<String>, FieldError> {
    if world.breached.holds(password).await {
        let message = "ほかのパスワードにしてください。".to_owned();
        let more = "どこかから流出したことのあるパスワードなので、すぐに破られます。".to_owned();
        return Err(FieldError { field, message, more });
    }
    Ok(password::MEMBERS.hash(world.random.as_ref(), password).await.ok())
}

/// The password typed a second time.
pub(super) fn same(
    field: &'static str,
    password: &Secret,
    again: &Secret,
) -> Result<(), FieldError> {
    if password.expose() == again.expose() {
        return Ok(());
    }
    let message = "同じパスワードを、もう一度入力してください。".to_owned();
    Err(FieldError { field, message, more: String::new() })
}

/// The old password is not this one.
pub(super) fn wrong(field: &'static str) -> FieldError {
    FieldError {
        field,
        message: "いまのパスワードを入力してください。".to_owned(),
        more: "パスワードが違うか、しばらくお使いになれません。".to_owned(),
    }
}

/// In the list, or one letter again and again.
fn is_common(plain: &str) -> bool {
    let first = plain.chars().next();
    COMMON.contains(&plain) || plain.chars().all(|letter| Some(letter) == first)
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::member::common::COMMON;
    use crate::secret::Secret;

    #[test]
    fn short_common_and_own_names_are_no_passwords() {
        for (password, good) in [
            ("noren-no-uchi", true),
            ("日本橋の暖簾です", true),
            ("日本橋の暖簾で", false),
            ("1234567", false),
            ("password", false),
            ("Password", false),
            ("aaaaaaaaaaaa", false),
            ("kobayashi-aoi", false),
            ("KOBAYASHI-AOI", false),
            ("aoi.kobayashi@example.jp", false),
            ("aoi.kobayashi", false),
            (&"x1".repeat(300), false),
        ] {
            let said = check("password", &password.into(), "kobayashi-aoi", EMAIL);
            assert_eq!(said.is_ok(), good, "{password}");
        }
    }

    const EMAIL: &str = "aoi.kobayashi@example.jp";

    #[test]
    fn the_list_is_as_it_is_compared() {
        for common in COMMON {
            assert_eq!(*common, common.to_lowercase());
            assert!(common.chars().count() >= super::PASSWORD_LETTERS_MIN, "{common}: too short");
            assert!(check("password", &Secret::new(*common), "", "").is_err());
        }
    }
}
