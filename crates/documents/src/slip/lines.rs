//! A text over several columns, as 佐川's address of three times 16 characters: broken where people
//! would break it, and nothing of it lost.

use super::cell::shaped;
use super::column::Width;
use super::field::{Field, Part};
use super::layout::Layout;
use super::parcel::Parcel;
use super::trouble::Why;
use crate::charset::{Substitutes, cut, prepared, width};

/// What begins on a line of its own if there is room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Piece {
    text: String,
    /// Where 市区町村 ends: a good place for a break.
    joint: Option<usize>,
}

/// The lines of what spreads over columns of this layout; fewer than columns where it is short.
pub(super) fn of(
    layout: &Layout,
    field: Field,
    parcel: &Parcel,
    substitutes: &Substitutes,
) -> Result<Vec<String>, Why> {
    let widths: Vec<Width> = layout.lines(field).filter_map(|column| column.width).collect();
    let form = layout.lines(field).next().map(|column| column.form).unwrap_or_default();
    let ready = |text: &str| shaped(form, &prepared(text, substitutes));
    let pieces = match field {
        Field::Of(side, Part::Address) => {
            let party = side.party(parcel);
            let town = ready(&format!("{}{}", party.prefecture, party.city));
            let joint = Some(town.len()).filter(|at| *at > 0);
            let address = Piece { text: format!("{town}{}", ready(&party.street)), joint };
            vec![address, Piece { text: ready(&party.building), joint: None }]
        }
        Field::Of(side, Part::Name) => {
            let party = side.party(parcel);
            [&party.company, &party.name]
                .map(|text| Piece { text: ready(text), joint: None })
                .into()
        }
        other => vec![Piece { text: ready(&other.text(parcel)), joint: None }],
    };
    let pieces: Vec<Piece> = pieces.into_iter().filter(|piece| !piece.text.is_empty()).collect();
    let units: Vec<usize> = widths.iter().map(|width| width.units()).collect();
    spread(&pieces, &units).ok_or_else(|| Why::TooWide {
        text: joined(&pieces).text,
        width: widths.iter().copied().max_by_key(|width| width.units()).unwrap_or(Width::Full(0)),
        lines: widths.len(),
    })
}

/// The best that fits: each piece from a line of its own, all in one with good breaks, or filled
/// to the brim.
fn spread(pieces: &[Piece], units: &[usize]) -> Option<Vec<String>> {
    let all = joined(pieces);
    each_on_its_own(pieces, units)
        .or_else(|| wrapped(&all, units, good_break))
        .or_else(|| wrapped(&all, units, |_, _| None))
}

fn joined(pieces: &[Piece]) -> Piece {
    let texts: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
    Piece { text: texts.join("　"), joint: pieces.first().and_then(|piece| piece.joint) }
}

fn each_on_its_own(pieces: &[Piece], units: &[usize]) -> Option<Vec<String>> {
    let mut lines = Vec::new();
    for piece in pieces {
        lines.extend(wrapped(piece, units.get(lines.len()..)?, good_break)?);
    }
    Some(lines)
}

/// A text in lines, broken where `place` says, else where the line is full; `None` if it needs more
/// lines than there are.
fn wrapped(
    piece: &Piece,
    units: &[usize],
    place: fn(&Piece, usize) -> Option<usize>,
) -> Option<Vec<String>> {
    let mut lines = Vec::new();
    let mut rest = piece.clone();
    for &most in units {
        if width(&rest.text) <= most {
            break;
        }
        let full = cut(&rest.text, most).0.len();
        let at = place(&rest, full).unwrap_or(full);
        let after = rest.text[at..].trim_start();
        let taken = rest.text.len() - after.len();
        lines.push(rest.text[..at].trim_end().to_owned());
        rest = Piece {
            joint: rest.joint.and_then(|joint| joint.checked_sub(taken)).filter(|at| *at > 0),
            text: after.to_owned(),
        };
    }
    if !rest.text.is_empty() {
        let most = units.get(lines.len())?;
        (width(&rest.text) <= *most).then_some(())?;
        lines.push(rest.text);
    }
    Some(lines)
}

/// The last place up to `most` where people would break: where 市区町村 ends, behind a space or a
/// comma, or before digits.
fn good_break(piece: &Piece, most: usize) -> Option<usize> {
    let places = piece.text.char_indices().take_while(|(at, _)| *at <= most);
    let mut before = None;
    let mut best = None;
    for (at, next) in places {
        let is_good = before.is_some_and(|before: char| {
            before.is_whitespace()
                || "、，,".contains(before)
                || (is_digit(next) && !is_digit(before) && !is_amid(before))
        });
        if is_good || (at > 0 && piece.joint == Some(at)) {
            best = Some(at);
        }
        before = Some(next);
    }
    best
}

fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９')
}

/// Between the numbers of one address: `２０－１`, `９番１号`, `６４７の２`, `第２ビル`.
fn is_amid(c: char) -> bool {
    "-－ー―～番の第".contains(c)
}

#[cfg(test)]
mod tests {
    use super::{Piece, spread};

    /// Town, street, building or name; the lines, or that there is no room.
    type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

    #[test]
    fn an_address_breaks_where_people_would_break_it() {
        let cases: &[Case] = &[
            ("京都府京都市中京区", "梅忠町２０－１", "", &["京都府京都市中京区梅忠町２０－１"]),
            (
                "京都府京都市中京区",
                "梅忠町２０－１",
                "メゾン烏丸３０２",
                &["京都府京都市中京区梅忠町２０－１", "メゾン烏丸３０２"],
            ),
            (
                "東京都千代田区",
                "丸の内一丁目９番１号大丸北館",
                "",
                &["東京都千代田区丸の内一丁目", "９番１号大丸北館"],
            ),
            (
                "北海道札幌市中央区",
                "北三条西六丁目",
                "札幌北三条第二ビルディング１００１号室",
                &["北海道札幌市中央区北三条西六丁目", "札幌北三条第二ビルディング", "１００１号室"],
            ),
            // 市区町村 is a better place than the middle of a word.
            (
                "愛知県名古屋市千種区",
                "不老町字古屋敷上ノ切通",
                "",
                &["愛知県名古屋市千種区", "不老町字古屋敷上ノ切通"],
            ),
            // 建物 has no room on a line of its own, and still breaks before its room.
            (
                "愛知県名古屋市千種区",
                "不老町字上ノ切",
                "メゾン千種東山館１００１号管理室内",
                &["愛知県名古屋市千種区", "不老町字上ノ切　メゾン千種東山館", "１００１号管理室内"],
            ),
            // Too long for good breaks everywhere: filled, nothing lost.
            (
                "京都府京都市上京区",
                "今出川通烏丸東入相国寺門前町６４７番地の２０",
                "同志社西陣ハイツ壱番館５階５０８",
                &[
                    "京都府京都市上京区今出川通烏丸東",
                    "入相国寺門前町６４７番地の２０",
                    "同志社西陣ハイツ壱番館５階５０８",
                ],
            ),
        ];
        for (town, street, building, expected) in cases {
            let address = Piece { text: format!("{town}{street}"), joint: Some(town.len()) };
            let building = Piece { text: (*building).to_owned(), joint: None };
            let pieces: Vec<Piece> =
                [address, building].into_iter().filter(|piece| !piece.text.is_empty()).collect();
            let lines = spread(&pieces, &[32, 32, 32]);
            assert_eq!(lines.as_deref().unwrap_or_default(), *expected, "{town}{street}");
        }
    }

    #[test]
    fn what_does_not_fit_is_not_cut() {
        let piece = |letters: usize| Piece { text: "字".repeat(letters), joint: None };
        assert_eq!(spread(&[piece(48)], &[32, 32, 32]).map(|lines| lines.len()), Some(3));
        assert_eq!(spread(&[piece(49)], &[32, 32, 32]), None);
        assert_eq!(spread(&[piece(16), piece(33)], &[32, 32, 32]), None);
        // 24 + space + 24: only filled to the brim there is room for 49, and there is not.
        assert_eq!(spread(&[piece(24), piece(24)], &[32, 32, 32]), None);
        assert_eq!(
            spread(&[piece(24), piece(23)], &[32, 32, 32]).map(|lines| lines.len()),
            Some(3)
        );
        assert_eq!(spread(&[piece(4), piece(4)], &[8, 4]), None);
        assert_eq!(spread(&[], &[32]), Some(Vec::new()));
    }
}
