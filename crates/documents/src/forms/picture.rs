//! Pictures that a shop puts on its papers.

use std::io::Cursor;

use image::{ImageFormat, ImageReader, Limits};
use typst::foundations::Bytes;

/// The largest file, in bytes.
const BYTES_MAX: usize = 2 * 1024 * 1024;

/// The largest width and height, in pixels: an edge of 60 mm at 600 dots an inch has 1,417.
const EDGE_MAX: u32 = 3_000;

/// How much memory its pixels may take while it is read, in bytes.
const PIXELS_MAX: u64 = 128 * 1024 * 1024;

/// A PNG or JPEG that can be printed: it was read to its end once.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    bytes: Bytes,
    is_png: bool,
    size: (u32, u32),
}

/// Why a file is no picture for a paper, in words for the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// It is neither PNG nor JPEG.
    #[error("画像はPNGかJPEGにしてください。")]
    Kind,
    /// More bytes or pixels than a paper needs.
    #[error("画像が大きすぎます（2MB、縦横それぞれ3000ピクセルまで）。")]
    TooLarge,
    /// It says that it is a picture, and cannot be read.
    #[error("画像を読めません。ファイルが壊れているようです。")]
    Broken,
}

impl Picture {
    /// Takes a file's bytes, if they are a picture.
    pub fn new(bytes: Vec<u8>) -> Result<Picture, PictureError> {
        if bytes.len() > BYTES_MAX {
            return Err(PictureError::TooLarge);
        }
        let format = image::guess_format(&bytes).map_err(|_| PictureError::Kind)?;
        let is_png = format == ImageFormat::Png;
        if !is_png && format != ImageFormat::Jpeg {
            return Err(PictureError::Kind);
        }
        let reader = || ImageReader::with_format(Cursor::new(&bytes), format);
        let size = reader().into_dimensions().map_err(|_| PictureError::Broken)?;
        if size.0.max(size.1) > EDGE_MAX {
            return Err(PictureError::TooLarge);
        }
        let mut limits = Limits::default();
        limits.max_alloc = Some(PIXELS_MAX);
        let mut reader = reader();
        reader.limits(limits);
        reader.decode().map_err(|_| PictureError::Broken)?;
        Ok(Picture { bytes: Bytes::new(bytes), is_png, size })
    }

    /// The file, as it came.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `png` or `jpg`.
    pub fn ending(&self) -> &'static str {
        if self.is_png { "png" } else { "jpg" }
    }

    /// The same for typst, which counts its owners.
    pub(super) fn shared(&self) -> Bytes {
        self.bytes.clone()
    }

    /// Width and height in millimetres, as large as fits into a box of that many.
    pub(super) fn fitted(&self, width: f64, height: f64) -> (f64, f64) {
        let (wide, high) = (f64::from(self.size.0), f64::from(self.size.1));
        let scale = (width / wide).min(height / high);
        (wide * scale, high * scale)
    }
}

/// Tells its size, not its bytes.
impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (width, height) = self.size;
        write!(f, "Picture({width}x{height} {}, {} bytes)", self.ending(), self.bytes.len())
    }
}
