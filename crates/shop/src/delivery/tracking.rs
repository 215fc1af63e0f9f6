//! 追跡URL of the carriers that shops use most, to choose from: facts about their sites, which the
//! shop can change.

use super::NO;
use crate::settings::form::Checks;

/// Letters of a pattern.
const LONGEST: usize = 300;

/// One that is known: the form's word, whose it is, and the pattern.
type Known = (&'static str, &'static str, &'static str);

/// Those that can be chosen with one press.
const KNOWN: [Known; 4] = [
    (
        "yamato",
        "ヤマト運輸",
        "https://jizen.kuronekoyamato.co.jp/jizen/servlet/crjz.b.NQ0010?id={no}",
    ),
    ("sagawa", "佐川急便", "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo={no}"),
    (
        "japanpost",
        "日本郵便",
        "https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1={no}\
         &searchKind=S002&locale=ja",
    ),
    ("seino", "西濃運輸", "https://track.seino.co.jp/cgi-bin/gnpquery.pgm?GNPNO1={no}"),
];

/// The form's word for a pattern that is typed.
pub(super) const OTHER: &str = "other";

/// What can be chosen: the form's word, and what it says.
pub const CHOICES: [(&str, &str); 6] = [
    ("", "知らせない"),
    (KNOWN[0].0, KNOWN[0].1),
    (KNOWN[1].0, KNOWN[1].1),
    (KNOWN[2].0, KNOWN[2].1),
    (KNOWN[3].0, KNOWN[3].1),
    (OTHER, "ほかの宅配便（下に追跡URLを入れる）"),
];

/// The form's word for a pattern that is kept.
pub(super) fn chosen(url: &str) -> &'static str {
    let known = KNOWN.iter().find(|(_, _, one)| *one == url);
    known.map_or(if url.is_empty() { "" } else { OTHER }, |(word, ..)| word)
}

/// The pattern that was chosen, or typed; empty is none.
pub(super) fn check(checks: &mut Checks, word: &str, typed: &str) -> String {
    if word != OTHER {
        return KNOWN
            .iter()
            .find(|(one, ..)| *one == word)
            .map_or("", |(_, _, url)| url)
            .to_owned();
    }
    let url = checks.text("tracking", "追跡URL", typed.trim(), LONGEST);
    let is_address = url.starts_with("https://")
        && url.bytes().all(|byte| byte.is_ascii_graphic())
        && url.matches(NO).count() == 1;
    if !is_address {
        checks.refuse(
            "tracking",
            format!("追跡URLは https:// で始め、問合せ番号の場所に {NO} を1つ入れてください。"),
        );
    }
    url
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, OTHER, check, chosen};
    use crate::delivery::Terms;
    use crate::settings::form::Checks;

    #[test]
    fn a_pattern_names_the_place_of_the_number_once() {
        for (typed, is_good) in [
            ("", false),
            ("https://example.jp/?no={no}", true),
            ("https://example.jp/", false),
            ("https://example.jp/{no}/{no}", false),
            ("http://example.jp/{no}", false),
            ("javascript:alert({no})", false),
            ("https://example.jp/{no} onclick", false),
        ] {
            let mut checks = Checks::default();
            check(&mut checks, OTHER, typed);
            assert_eq!(checks.end(()).is_ok(), is_good, "{typed}");
        }
        for (word, whose, url) in KNOWN {
            let mut checks = Checks::default();
            assert_eq!(check(&mut checks, word, "x"), url);
            assert_eq!(check(&mut checks, OTHER, url), url, "{whose} can be typed");
            assert!(checks.end(()).is_ok(), "{whose}");
            assert_eq!(chosen(url), word);
        }
        assert_eq!((chosen(""), chosen("https://example.jp/{no}")), ("", OTHER));
        assert_eq!(check(&mut Checks::default(), "", "x"), "");
    }

    #[test]
    fn a_number_is_asked_for_without_its_hyphens() {
        let terms = Terms { tracking: "https://example.jp/{no}".into(), ..Terms::default() };
        assert_eq!(terms.tracking_url("1234-5678-9012"), "https://example.jp/123456789012");
        assert_eq!(terms.tracking_url(""), "");
        assert_eq!(Terms::default().tracking_url("1234"), "");
    }
}
