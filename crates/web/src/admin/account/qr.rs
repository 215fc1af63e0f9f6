//! A text as a picture for a phone's camera: one path of an SVG, so that the strict policy for
//! pictures and styles holds.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};
use shop::secret::Secret;

/// Light modules around the picture (ISO/IEC 18004).
const QUIET: usize = 4;

/// A square picture.
#[derive(Debug)]
pub(super) struct Picture {
    /// Width and height in modules.
    pub size: usize,
    /// The dark modules.
    pub path: Secret,
}

/// Draws a text; none if it is too long for any picture.
pub(super) fn draw(text: &str) -> Option<Picture> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (at % width + QUIET, at / width + QUIET);
            write!(path, "M{x} {y}h1v1h-1z").expect("a text can be written to");
        }
    }
    Some(Picture { size: width + 2 * QUIET, path: Secret::new(path) })
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn a_short_text_becomes_the_smallest_picture() {
        let picture = draw("noren").unwrap();
        assert_eq!(picture.size, 21 + 8);
        // The corner of the first finder pattern stands behind the quiet zone.
        assert!(picture.path.expose().starts_with("M4 4h1v1h-1zM5 4h1v1h-1z"));
        assert!(draw(&"x".repeat(10_000)).is_none());
    }
}
