//! The drawings that come with the sample shop. A product names its picture; the page asks for it
//! by that name.

/// The SVG of a picture (400 × 400), or `None` if there is none of this name.
pub fn find(name: &str) -> Option<&'static str> {
    ALL.iter().find(|picture| picture.0 == name).map(|picture| picture.1)
}

macro_rules! pictures {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../data/pictures/", $name, ".svg")))),*]
    };
}

/// Name and SVG of every picture.
pub const ALL: &[(&str, &str)] = pictures![
    "donabe-ame"
    "fukin-sashiko"
    "furoshiki-tokusa"
    "houjicha-kuki"
    "kakuzara-ruri"
    "kobachi-hakeme"
    "konpeito"
    "kyusu-kuro"
    "meshiwan-kohiki"
    "noren-asagi"
    "runner-kinari"
    "senbei-shoyu"
    "sencha-minamo"
    "tenugui-asanoha"
    "yokan-ogura"
    "yunomi-shinogi"
];
