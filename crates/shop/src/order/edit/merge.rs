//! Two people at one order: what each has changed is put together. Where both have changed the
//! same, both values are given back, and nobody's is lost. Pure.

use super::fields::{Fields, line_nos, price, quantity};
use super::unit::{Unit, units};

/// One unit that both have changed, each to something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Which.
    pub unit: Unit,
    /// The fields of it that the form has.
    pub mine: Fields,
    /// The fields of it that are stored now.
    pub theirs: Fields,
}

impl Conflict {
    pub(super) fn of(unit: Unit, mine: &Fields, theirs: &Fields) -> Conflict {
        let (mut my, mut their) = (Fields::new(), Fields::new());
        unit.copy(mine, &mut my);
        unit.copy(theirs, &mut their);
        Conflict { unit, mine: my, theirs: their }
    }
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Both people's changes; of a conflict the form's.
    pub fields: Fields,
    /// What both have changed.
    pub conflicts: Vec<Conflict>,
    /// Lines that I changed and somebody else removed: they are not in the fields.
    pub gone: Vec<i64>,
    /// Lines that I removed and somebody else changed: they are in the fields, as they are now.
    pub kept: Vec<i64>,
}

impl Merged {
    /// Whether there is nothing to ask.
    pub(super) fn is_clear(&self) -> bool {
        self.conflicts.is_empty() && self.gone.is_empty() && self.kept.is_empty()
    }
}

/// Puts together what `mine` and `theirs` have made of `base`, the order as my form began.
pub(super) fn merge(base: &Fields, mine: &Fields, theirs: &Fields) -> Merged {
    let mut merged = Merged { fields: theirs.clone(), ..Merged::default() };
    let has = |fields: &Fields, line: i64| fields.contains_key(&quantity(line));
    for line in line_nos(base) {
        let is_changed = |by: &Fields| Unit::line(line).iter().any(|one| one.differs(base, by));
        match (has(mine, line), has(theirs, line)) {
            (false, true) if is_changed(theirs) => merged.kept.push(line),
            (false, true) => {
                merged.fields.remove(&price(line));
                merged.fields.remove(&quantity(line));
            }
            (true, false) if is_changed(mine) => merged.gone.push(line),
            _ => {}
        }
    }
    for unit in units([base, theirs]) {
        let (was, my, their) = (unit.value(base), unit.value(mine), unit.value(theirs));
        // Lines that one side does not have are decided above.
        if my.is_none() || their.is_none() || my == was || my == their {
            continue;
        }
        unit.copy(mine, &mut merged.fields);
        if their != was {
            merged.conflicts.push(Conflict::of(unit, mine, theirs));
        }
    }
    merged
}

impl Unit {
    pub(super) fn differs(&self, one: &Fields, other: &Fields) -> bool {
        self.value(one) != self.value(other)
    }
}
