//! Pictures that staff upload: the logo of a payment method (⑯, R-084), logo and seal of papers. A
//! picture is known by the
//! hash of its bytes, so that its address never shows another one.

use sha2::{Digest, Sha256};
use store::{Tx, sql};

use crate::checkout::Method;
use crate::clock::{DAY, Timestamp};
use crate::id::{PictureId, ShopId};
use crate::settings::{IssuerSettings, MethodSettings, current};
use crate::world::World;

/// The largest picture, in bytes.
pub const BYTES_MAX: usize = 200 * 1024;

/// What browsers show and no script can hide in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
    /// WebP.
    Webp,
}

/// Word of the database, content type, how its bytes begin.
const FORMATS: [(Format, &str, &str, &[u8]); 4] = [
    (Format::Png, "png", "image/png", b"\x89PNG\r\n\x1a\n"),
    (Format::Jpeg, "jpeg", "image/jpeg", b"\xff\xd8\xff"),
    (Format::Gif, "gif", "image/gif", b"GIF8"),
    (Format::Webp, "webp", "image/webp", b"RIFF"),
];

impl Format {
    /// What these bytes are, whatever their name says.
    pub fn of(bytes: &[u8]) -> Option<Format> {
        let found = FORMATS.iter().find(|(.., begins)| bytes.starts_with(begins))?.0;
        let is_webp = || bytes.get(8..12) == Some(b"WEBP");
        (found != Format::Webp || is_webp()).then_some(found)
    }

    /// `image/png`
    pub fn content_type(self) -> &'static str {
        FORMATS.iter().find(|(one, ..)| *one == self).map_or("", |(_, _, kind, _)| kind)
    }

    fn word(self) -> &'static str {
        FORMATS.iter().find(|(one, ..)| *one == self).map_or("", |(_, word, ..)| word)
    }

    fn from_word(word: &str) -> Option<Format> {
        FORMATS.iter().find(|(_, one, ..)| *one == word).map(|(format, ..)| *format)
    }
}

/// Why a picture is not kept.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// Larger than [`BYTES_MAX`].
    #[error("the picture is too large")]
    TooLarge,
    /// None of [`Format`].
    #[error("this is no picture")]
    NotAPicture,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Keeps a picture. It stays for a day; whatever settings name by then stays as long as they do.
pub async fn keep(world: &World, shop: ShopId, bytes: Vec<u8>) -> Result<PictureId, UploadError> {
    if bytes.len() > BYTES_MAX {
        return Err(UploadError::TooLarge);
    }
    let format = Format::of(&bytes).ok_or(UploadError::NotAPicture)?;
    let id = PictureId(hex::encode(Sha256::digest(&bytes)));
    let (kept, now) = (id.clone(), world.now());
    let write = move |tx: &mut dyn Tx| {
        forget_unused(tx, shop, now)?;
        tx.exec(
            sql!(
                "insert into picture (shop_id, picture_id, format, bytes, saved_at)
                 values ($1, $2, $3, $4, $5)
                 on conflict (shop_id, picture_id) do update set saved_at = $5"
            ),
            &[
                shop.into(),
                (&kept).into(),
                format.word().into(),
                bytes.as_slice().into(),
                now.into(),
            ],
        )?;
        Ok::<_, store::Error>(())
    };
    world.store.write(write).await?;
    Ok(id)
}

/// A picture of this shop.
pub async fn find(
    world: &World,
    shop: ShopId,
    id: &PictureId,
) -> Result<Option<(Format, Vec<u8>)>, store::Error> {
    let id = id.clone();
    world.store.read(move |tx: &mut dyn Tx| find_in(tx, shop, &id)).await
}

/// The same inside a transaction.
pub(crate) fn find_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: &PictureId,
) -> Result<Option<(Format, Vec<u8>)>, store::Error> {
    let row = tx.row(
        sql!("select format, bytes from picture where shop_id = $1 and picture_id = $2"),
        &[shop.into(), id.into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let format = Format::from_word(&row.text(0)?);
    Ok(format.zip(row.opt_bytes(1)?))
}

/// Whether this shop has the picture.
pub(crate) fn is_kept(tx: &mut dyn Tx, shop: ShopId, id: &PictureId) -> Result<bool, store::Error> {
    let row = tx.row(
        sql!("select 1 from picture where shop_id = $1 and picture_id = $2"),
        &[shop.into(), id.into()],
    )?;
    Ok(row.is_some())
}

/// What was uploaded and never set, or is set no longer.
fn forget_unused(tx: &mut dyn Tx, shop: ShopId, now: Timestamp) -> Result<(), store::Error> {
    let old = tx.rows(
        sql!("select picture_id from picture where shop_id = $1 and saved_at < $2"),
        &[shop.into(), now.after(-DAY).into()],
    )?;
    if old.is_empty() {
        return Ok(());
    }
    let mut used = Vec::new();
    for method in Method::ALL {
        let settings = MethodSettings::current(tx, shop, method)?;
        let logo = settings.and_then(|one| one.body.terms().logo.clone());
        used.extend(logo.map(|logo| logo.picture));
    }
    let issuer = current::<IssuerSettings>(tx, shop)?;
    used.extend(issuer.into_iter().flat_map(|one| [one.body.logo, one.body.seal]).flatten());
    for row in old {
        let id = PictureId(row.text(0)?);
        if !used.contains(&id) {
            tx.exec(
                sql!("delete from picture where shop_id = $1 and picture_id = $2"),
                &[shop.into(), (&id).into()],
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{FORMATS, Format};

    #[test]
    fn bytes_say_what_they_are() {
        for (format, word, kind, begins) in FORMATS {
            let rest: &[u8] = if format == Format::Webp { b"\0\0\0\0WEBPVP8 " } else { b"rest" };
            assert_eq!(Format::of(&[begins, rest].concat()), Some(format));
            assert_eq!((Format::from_word(word), format.content_type()), (Some(format), kind));
        }
        for other in [&b""[..], b"<svg xmlns=", b"RIFF\0\0\0\0WAVE", b"\x89PN", b"%PDF-1.7"] {
            assert_eq!(Format::of(other), None);
        }
    }
}
