//! Pictures on papers, and files that are none.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};

use super::*;

fn file(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::new_rgb8(width, height);
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Both on one paper of every kind.
fn set(logo: &Picture, seal: &Picture) {
    for kind in FormKind::ALL {
        let mut paper = paper(kind);
        paper.from.logo = Some(logo.clone());
        paper.from.seal = Some(seal.clone());
        let papers = [paper];
        let count = if kind == FormKind::Order { 0 } else { 2 };
        assert_eq!(pages(&papers)[0].pictures, count, "{kind:?}");
        assert!(pdf(&papers, &mut |_| ()).is_ok(), "{kind:?}");
    }
}

#[test]
fn logo_and_seal_stand_on_what_leaves_the_house() {
    let png = Picture::new(file(ImageFormat::Png, 260, 50)).unwrap();
    let jpeg = Picture::new(file(ImageFormat::Jpeg, 80, 80)).unwrap();
    assert_eq!((png.ending(), jpeg.ending()), ("png", "jpg"));
    set(&png, &jpeg);
    set(&jpeg, &png);
    let flat = Picture::new(file(ImageFormat::Png, 3_000, 1)).unwrap();
    let thin = Picture::new(file(ImageFormat::Png, 1, 3_000)).unwrap();
    set(&flat, &thin);
}

#[test]
fn a_file_that_is_no_picture_is_told() {
    let png = file(ImageFormat::Png, 20, 20);
    let mut huge = png.clone();
    // The header says 2^31-1 by 20; its checksum is wrong too.
    huge[16..20].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff]);
    let mut large = png.clone();
    large.resize(3 * 1024 * 1024, 0);
    for (what, bytes, error) in [
        ("nothing", Vec::new(), PictureError::Kind),
        ("text", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), PictureError::Kind),
        ("GIF", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec(), PictureError::Kind),
        ("PDF", b"%PDF-1.7".to_vec(), PictureError::Kind),
        ("half a PNG", png[..png.len() / 2].to_vec(), PictureError::Broken),
        ("a wrong header", huge, PictureError::Broken),
        ("no end", file(ImageFormat::Jpeg, 20, 20)[..30].to_vec(), PictureError::Broken),
        ("many bytes", large, PictureError::TooLarge),
        ("too wide", file(ImageFormat::Png, 3_001, 1), PictureError::TooLarge),
        ("too high", file(ImageFormat::Jpeg, 1, 3_001), PictureError::TooLarge),
    ] {
        assert_eq!(Picture::new(bytes), Err(error), "{what}");
    }
}

/// Whatever a byte is turned into: either no picture, or one that prints.
#[test]
fn a_broken_picture_never_stops_a_paper() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let whole = file(format, 6, 5);
        let mut taken = 0;
        for at in 0..whole.len() {
            let mut broken = whole.clone();
            broken[at] ^= 0x55;
            let Ok(picture) = Picture::new(broken) else { continue };
            taken += 1;
            if taken % 16 != 0 {
                continue;
            }
            let mut paper = paper(FormKind::Receipt);
            paper.from.logo = Some(picture);
            assert!(pdf(&[paper], &mut |_| ()).is_ok(), "{format:?}, byte {at}");
        }
    }
}
