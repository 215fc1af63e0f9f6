//! The drawings that come with the sample shop. A product names its picture; the page asks for it
//! by that name.

/// The SVG of a picture (400 × 400), or `None` if there is none of this name.
pub fn find(name: &str) -> Option<&'static str> {
    ALL.iter().find(|picture| picture.0 == name).map(|picture| picture.1)
}

/// Name and SVG of every picture.
pub const ALL: &[(&str, &str)] = &[];
