//! The carrier's code for a word of ours, and for お届け時間帯 as shops call it.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::field::Field;
use super::parcel::Parcel;
use super::trouble::Why;

/// The code of what the parcel says; nothing where it says nothing.
pub(super) fn code(
    field: Field,
    table: &BTreeMap<String, String>,
    parcel: &Parcel,
) -> Result<String, Why> {
    if let (Field::Slot, Some(slot)) = (field, &parcel.slot)
        && !slot.code.is_empty()
    {
        return Ok(slot.code.clone());
    }
    let word = field.text(parcel);
    if word.is_empty() {
        return Ok(String::new());
    }
    let known = match table.get(&*word) {
        None if field == Field::Slot => by_hours(table, &word),
        known => known,
    };
    known.cloned().ok_or_else(|| Why::NoCode(word.into_owned()))
}

fn by_hours<'a>(table: &'a BTreeMap<String, String>, label: &str) -> Option<&'a String> {
    let wanted = Hours::of(label);
    table.iter().find(|(key, _)| Hours::of(key) == wanted).map(|(_, code)| code)
}

/// A slot however it is written: `14時～16時`, `14:00-16:00` and `14-16` are one.
#[derive(PartialEq, Eq)]
enum Hours {
    Between(u8, u8),
    Words(String),
}

impl Hours {
    fn of(label: &str) -> Hours {
        let narrow: String = label.nfkc().filter(|c| !c.is_whitespace()).collect();
        let full_hours = narrow.replace(":00", "").replace("時00分", "");
        let numbers: Vec<u8> = full_hours
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|digits| digits.parse().ok())
            .collect();
        match numbers[..] {
            // 午後2時 is none of the hours in the tables, which count to 24.
            [from, until] if !narrow.contains("午後") => Hours::Between(from, until),
            _ => Hours::Words(narrow),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::{Field, Parcel, Slot, Why};
    use super::code;

    #[test]
    fn a_slot_has_its_code_however_it_is_written() {
        let table = [("午前中", "0812"), ("8-12", "0812"), ("14-16", "1416"), ("18～20時", "1820")];
        let table: BTreeMap<_, _> = table.map(|(key, code)| (key.into(), code.into())).into();
        for (label, known) in [
            ("午前中", Some("0812")),
            ("午前 中", Some("0812")),
            ("午前中（8時～12時）", Some("0812")),
            ("14時～16時", Some("1416")),
            ("14:00〜16:00", Some("1416")),
            ("１４－１６時", Some("1416")),
            ("14時00分から16時00分", Some("1416")),
            ("18-20", Some("1820")),
            ("14:30-16:30", None),
            ("12時～14時", None),
            ("午後14時～16時", None),
            ("14時以降", None),
            ("夜", None),
            ("", Some("")),
        ] {
            let slot = Slot { label: label.into(), code: String::new() };
            let parcel = Parcel { slot: Some(slot), ..Parcel::default() };
            let expected = known.map(str::to_owned).ok_or_else(|| Why::NoCode(label.into()));
            assert_eq!(code(Field::Slot, &table, &parcel), expected, "{label}");
        }
        let slot = Slot { label: "夜".into(), code: "1921".into() };
        let parcel = Parcel { slot: Some(slot), ..Parcel::default() };
        assert_eq!(code(Field::Slot, &table, &parcel).as_deref(), Ok("1921"));
    }
}
