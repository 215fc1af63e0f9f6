//! The merge by itself.

use proptest::prelude::*;

use super::super::fields::Fields;
use super::super::merge::merge;
use super::super::unit::units;

const NAMES: [&str; 8] =
    ["shipping", "fee", "family", "given", "price_1", "quantity_1", "price_2", "quantity_2"];

fn fields(texts: &[Option<u8>]) -> Fields {
    let texts = NAMES.iter().zip(texts);
    let mut fields: Fields =
        texts.filter_map(|(name, text)| Some(((*name).to_owned(), (*text)?.to_string()))).collect();
    // A line has both fields or none.
    for line in ["1", "2"] {
        let names = [format!("price_{line}"), format!("quantity_{line}")];
        if names.iter().any(|name| !fields.contains_key(name)) {
            for name in &names {
                fields.remove(name);
            }
        }
    }
    fields
}

fn any_fields() -> impl Strategy<Value = Fields> {
    let lines = prop::collection::vec(prop::option::weighted(0.8, 0_u8..3), 4);
    let others = prop::collection::vec((0_u8..3).prop_map(Some), 4);
    (others, lines).prop_map(|(others, lines)| fields(&[others, lines].concat()))
}

/// A form only takes lines away; new ones are added otherwise.
fn without_new_lines(base: &Fields, mut mine: Fields) -> Fields {
    mine.retain(|name, _| base.contains_key(name));
    mine
}

proptest! {
    #[test]
    fn nothing_of_either_is_lost(
        base in any_fields(),
        mine in any_fields(),
        theirs in any_fields(),
    ) {
        let mine = without_new_lines(&base, mine);
        let merged = merge(&base, &mine, &theirs);
        for unit in units([&base, &mine, &theirs]) {
            let all = [&base, &mine, &theirs, &merged.fields];
            let [was, my, their, is] = all.map(|fields| unit.value(fields));
            let asked = merged.conflicts.iter().any(|one| one.unit == unit);
            let line = unit.key.split_once('_').and_then(|(_, no)| no.parse::<i64>().ok());
            let told = [&merged.gone, &merged.kept];
            let told = line.is_some_and(|no| told.iter().any(|lines| lines.contains(&no)));
            // Mine stands, or I am asked; what I did not touch is theirs.
            if my != was && my != their {
                prop_assert!(is == my || asked || told, "{}: mine {:?}, is {:?}", unit.key, my, is);
            }
            if my == was && !told {
                let line_removed_by_me = was.is_some() && is.is_none() && their.is_some();
                prop_assert!(is == their || line_removed_by_me, "{}", unit.key);
            }
            // Theirs is overwritten only where they did not touch it, or I am asked.
            if their != was && is != their {
                prop_assert!(asked || told, "{}: theirs {:?}, is {:?}", unit.key, their, is);
            }
            if asked {
                prop_assert!(my != was && their != was && my != their, "{}", unit.key);
            }
        }
    }

    #[test]
    fn alone_nobody_is_asked(base in any_fields(), mine in any_fields()) {
        let mine = without_new_lines(&base, mine);
        let merged = merge(&base, &mine, &base);
        prop_assert!(merged.is_clear());
        prop_assert_eq!(&merged.fields, &mine);
        let theirs = merge(&base, &base, &mine);
        prop_assert!(theirs.is_clear());
        prop_assert_eq!(theirs.fields, mine);
    }
}
