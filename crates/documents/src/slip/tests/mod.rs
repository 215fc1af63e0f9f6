//! The built-in layouts against what is known of the carriers' files, and what is told of parcels
//! and texts that do not fit.

mod built_in;
mod read;
mod trouble;

use encoding_rs::SHIFT_JIS;

use super::{Cash, Cool, Day, Layout, Parcel, Party, Settings, Sheet, Slot, write};
use crate::charset::Substitutes;

/// A parcel that every carrier takes.
fn parcel() -> Parcel {
    Parcel {
        code: "02099-1".into(),
        order_number: "order02099".into(),
        ship_on: Day::new(2026, 12, 1),
        wished_on: Day::new(2026, 12, 4),
        slot: Some(Slot { label: "14時～16時".into(), code: String::new() }),
        to: Party {
            name: "髙﨑　葵".into(),
            kana: "タカサキ アオイ".into(),
            company: "㈱みなも①".into(),
            postal: "6048136".into(),
            prefecture: "京都府".into(),
            city: "京都市中京区".into(),
            street: "梅忠町20-1".into(),
            building: "メゾン烏丸 1〜2F".into(),
            phone: "075-000-0123".into(),
            email: "aoi@example.jp".into(),
        },
        from: Party {
            name: "暖簾商店".into(),
            postal: "100-0005".into(),
            prefecture: "東京都".into(),
            city: "千代田区".into(),
            street: "丸の内1-9-1".into(),
            phone: "0300000123".into(),
            ..Party::default()
        },
        goods: "湯のみ, \"青\" 2点".into(),
        pieces: 1,
        note: "注文番号 order02099".into(),
        ..Parcel::default()
    }
}

/// The same with 代金引換, in a cooled van.
fn cash_parcel() -> Parcel {
    let cash = Some(Cash { amount: 12_980, tax: 1_180 });
    Parcel { cash, cool: Cool::Frozen, slot: None, ..parcel() }
}

fn settings() -> Settings {
    let set = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    [set("請求先顧客コード", "0750000123"), set("お客様コード", "123456789012")].into()
}

fn layout(text: &str) -> Layout {
    Layout::read(text).unwrap()
}

fn sheet(layout: &Layout, parcels: &[Parcel]) -> Sheet {
    write(layout, &settings(), parcels, &Substitutes::new())
}

/// The file as text.
fn text(sheet: &Sheet) -> String {
    let (text, _, is_broken) = SHIFT_JIS.decode(&sheet.bytes);
    assert!(!is_broken);
    text.into_owned()
}

/// The file as rows.
fn table(sheet: &Sheet) -> Vec<Vec<String>> {
    let text = text(sheet);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// What is told, as the shop reads it.
fn told(sheet: &Sheet) -> Vec<String> {
    sheet.troubles.iter().map(ToString::to_string).collect()
}
