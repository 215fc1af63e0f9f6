//! The one table of test cards: home page, token endpoint, 450 and the telegrams from 020
//! to 029 read it.
//!
//! The digits in the middle tell the outcome: `4900 0000 2003 …` answers error 2003, and a code of
//! five digits begins one place earlier (`4900 0003 1012 …`).

use super::{AtChange, AtThreeDs, AtToken, Brand, Group, Reaction, TestCard};

/// What any other number does in the lenient profile: it is approved. Not on the home page.
pub const ANY_CARD: TestCard = approved("any", "", Brand::Visa, "テストカード以外", "");

/// Every test card, in the order of the home page; the first is the one to begin with.
pub const TEST_CARDS: &[TestCard] = &[
    approved(
        "challenge",
        "4900000000000003",
        Brand::Visa,
        "本人認証の画面が出る",
        "「成功」を押すと、注文が完了します",
    )
    .at_three_ds(AtThreeDs::Challenge),
    approved(
        "frictionless",
        "4900000000010002",
        Brand::Visa,
        "そのまま成功",
        "画面なしで、注文が完了します",
    ),
    approved("master", "5200000000000007", Brand::Master, "Mastercard", "注文が完了します"),
    approved("jcb", "3528000000000007", Brand::Jcb, "JCB", "注文が完了します"),
    approved(
        "amex",
        "370000000000002",
        Brand::Amex,
        "American Express",
        "15桁の番号で、注文が完了します",
    ),
    approved(
        "diners",
        "36000000000008",
        Brand::Diners,
        "Diners Club",
        "14桁の番号で、注文が完了します",
    ),
    refused(
        "refused_2016",
        "4900000020160001",
        "カード情報の誤り",
        "2016",
        "カード情報の入力し直しを促します",
    ),
    refused(
        "refused_31001",
        "4900000310010007",
        "本人認証で扱えないカード",
        "31001",
        "カード情報の入力し直しを促します",
    )
    .at_three_ds(AtThreeDs::Refused("31001")),
    refused(
        "expired_1502",
        "4900000015020004",
        "有効期限切れ",
        "1502",
        "有効期限の欄にエラーが出ます",
    )
    .at_token(AtToken::Refused("1502")),
    refused("refused_2001", "4900000020010008", "カード会社の拒否", "2001", "別のカードを促します"),
    refused(
        "refused_2002",
        "4900000020020007",
        "カード会社の障害",
        "2002",
        "時間をおくよう促します",
    ),
    refused(
        "refused_2003",
        "4900000020030006",
        "カードの入力誤り",
        "2003",
        "カード情報の入力し直しを促します",
    ),
    refused(
        "refused_p010",
        "4900000000100001",
        "未契約の決済手段",
        "P010",
        "有効期限の確認か、別のカードを促します",
    ),
    refused(
        "refused_2018",
        "4900000020180009",
        "ボーナス払いの期間外",
        "2018",
        "支払回数の選び直しを促します",
    ),
    refused(
        "refused_2054",
        "4900000020540004",
        "大量取引のブロック",
        "2054",
        "別のカードを促します",
    ),
    refused(
        "maintenance_p017",
        "4900000001700007",
        "ペイジェントのメンテナンス",
        "P017",
        "時間をおくよう促します",
    ),
    refused(
        "unavailable_p018",
        "4900000001800005",
        "ペイジェントの一時停止",
        "P018",
        "時間をおくよう促します",
    ),
    approved(
        "attempt_issuer",
        "4900000045000000",
        Brand::Visa,
        "Attempt 正常",
        "区分の低・中で完了。負担はカード会社です",
    )
    .under(Group::ThreeDs)
    .at_three_ds(AtThreeDs::AttemptIssuer),
    approved(
        "attempt_merchant",
        "4900000045010009",
        Brand::Visa,
        "Attempt 注意",
        "区分の低で完了。負担はショップです",
    )
    .under(Group::ThreeDs)
    .at_three_ds(AtThreeDs::AttemptMerchant),
    approved(
        "three_ds_failed",
        "4900000310070001",
        Brand::Visa,
        "認証に失敗",
        "もう一度か、別のカードを促します",
    )
    .under(Group::ThreeDs)
    .at_three_ds(AtThreeDs::Failed),
    approved(
        "no_three_ds",
        "6011000310120005",
        Brand::Discover,
        "3Dセキュア非対応の銘柄",
        "区分の低で完了。認証はありません",
    )
    .under(Group::ThreeDs)
    .at_three_ds(AtThreeDs::Refused("31012")),
    unkind(
        "late_answer",
        "4900000090400006",
        "成功、応答は遅れて届く",
        Reaction::AnswerLate,
        "確認中のあと、ひとりでに完了します",
    ),
    unkind(
        "dropped_after_commit",
        "4900000090010003",
        "成功後に応答なし",
        Reaction::DropAfterCommit,
        "確認中のあと、ひとりでに完了します",
    ),
    unkind(
        "dropped_before_commit",
        "4900000090000004",
        "決済前に応答なし",
        Reaction::DropBeforeCommit,
        "確認中のあと、決済なしで終わります",
    ),
    unkind(
        "garbled",
        "4900000090020002",
        "成功、応答は壊れて届く",
        Reaction::Garble,
        "確認中のあと、ひとりでに完了します",
    ),
    unkind(
        "vendor_timeout",
        "4900000020080001",
        "エラー 2008、決済は成立",
        Reaction::RefuseAfterCommit("2008"),
        "確認中のあと、ひとりでに完了します",
    ),
    unkind(
        "system_error",
        "4900000099010004",
        "エラー E001、決済なし",
        Reaction::Refuse("E001"),
        "確認中のあと、決済なしで終わります",
    ),
    unkind(
        "busy_e002",
        "4900000090060008",
        "エラー E002、決済なし",
        Reaction::Refuse("E002"),
        "確認中のあと、決済なしで終わります",
    ),
    unkind(
        "locked",
        "4900000090050009",
        "エラー 9005、決済なし",
        Reaction::Refuse("9005"),
        "確認中のあと、決済なしで終わります",
    ),
    afterwards(
        "capture_refused",
        "4900000002220005",
        "売上確定が 2002 で断られる",
        "行われていないことと、理由を伝えます",
    )
    .at_capture(Reaction::Refuse("2002")),
    afterwards(
        "capture_answer_lost",
        "4900000002290008",
        "売上確定の応答がなくなる",
        "すぐに照会し、消込済になります",
    )
    .at_capture(Reaction::DropAfterCommit),
    afterwards(
        "capture_not_done",
        "4900000002200007",
        "売上確定が届かない",
        "確認中が2分ほど続き、オーソリOKに戻ります",
    )
    .at_capture(Reaction::DropBeforeCommit),
    afterwards(
        "capture_late",
        "4900000002240003",
        "売上確定の応答が遅れる",
        "確認中のあと、消込済になります",
    )
    .at_capture(Reaction::AnswerLate),
    afterwards(
        "capture_2008",
        "4900000002280009",
        "売上確定がエラー 2008、成立",
        "すぐに照会し、消込済になります",
    )
    .at_capture(Reaction::RefuseAfterCommit("2008")),
    afterwards(
        "capture_9005",
        "4900000002250002",
        "売上確定がエラー 9005、不成立",
        "確認中が2分ほど続き、オーソリOKに戻ります",
    )
    .at_capture(Reaction::Refuse("9005")),
    afterwards(
        "capture_e001",
        "4900000002210006",
        "売上確定がエラー E001、不成立",
        "確認中が2分ほど続き、オーソリOKに戻ります",
    )
    .at_capture(Reaction::Refuse("E001")),
    afterwards(
        "cancel_refused",
        "4900000002120007",
        "キャンセルが 2003 で断られる",
        "行われていないことと、理由を伝えます",
    )
    .at_cancel(Reaction::Refuse("2003")),
    afterwards(
        "cancel_answer_lost",
        "4900000002190000",
        "キャンセルの応答がなくなる",
        "すぐに照会し、キャンセル済になります",
    )
    .at_cancel(Reaction::DropAfterCommit),
    afterwards(
        "cancel_not_done",
        "4900000002100009",
        "キャンセルが届かない",
        "確認中が2分ほど続き、元の状況に戻ります",
    )
    .at_cancel(Reaction::DropBeforeCommit),
    afterwards(
        "cancel_late",
        "4900000002140005",
        "キャンセルの応答が遅れる",
        "確認中のあと、キャンセル済になります",
    )
    .at_cancel(Reaction::AnswerLate),
    afterwards(
        "cancel_2008",
        "4900000002180001",
        "キャンセルがエラー 2008、成立",
        "すぐに照会し、キャンセル済になります",
    )
    .at_cancel(Reaction::RefuseAfterCommit("2008")),
    afterwards(
        "cancel_9005",
        "4900000002150004",
        "キャンセルがエラー 9005、不成立",
        "確認中が2分ほど続き、元の状況に戻ります",
    )
    .at_cancel(Reaction::Refuse("9005")),
    afterwards(
        "cancel_e001",
        "4900000002110008",
        "キャンセルがエラー E001、不成立",
        "確認中が2分ほど続き、元の状況に戻ります",
    )
    .at_cancel(Reaction::Refuse("E001")),
    afterwards(
        "change_2010",
        "4900000020100007",
        "金額変更が 2010 で途中まで",
        "この電文は送りません",
    )
    .at_change("2010"),
    afterwards(
        "change_2011",
        "4900000020110006",
        "金額変更が 2011 で途中まで",
        "この電文は送りません",
    )
    .at_change("2011"),
    afterwards(
        "change_2012",
        "4900000020120005",
        "金額変更が 2012 で途中まで",
        "この電文は送りません",
    )
    .at_change("2012"),
];

const fn approved(
    key: &'static str,
    number: &'static str,
    brand: Brand,
    label: &'static str,
    seen: &'static str,
) -> TestCard {
    TestCard {
        key,
        number,
        brand,
        label,
        group: Group::Approved,
        seen,
        token: AtToken::Issued,
        three_ds: AtThreeDs::Frictionless,
        authorise: Reaction::Accept,
        capture: Reaction::Accept,
        cancel: Reaction::Accept,
        refund: Reaction::Accept,
        change: AtChange::Replaced,
    }
}

/// Refused by 020, unless an earlier station says so.
const fn refused(
    key: &'static str,
    number: &'static str,
    label: &'static str,
    code: &'static str,
    seen: &'static str,
) -> TestCard {
    TestCard {
        group: Group::Refused,
        authorise: Reaction::Refuse(code),
        ..approved(key, number, Brand::Visa, label, seen)
    }
}

const fn unkind(
    key: &'static str,
    number: &'static str,
    label: &'static str,
    authorise: Reaction,
    seen: &'static str,
) -> TestCard {
    TestCard { authorise, ..approved(key, number, Brand::Visa, label, seen).under(Group::Unkind) }
}

const fn afterwards(
    key: &'static str,
    number: &'static str,
    label: &'static str,
    seen: &'static str,
) -> TestCard {
    approved(key, number, Brand::Visa, label, seen).under(Group::Afterwards)
}

impl TestCard {
    const fn under(self, group: Group) -> Self {
        Self { group, ..self }
    }

    const fn at_token(self, token: AtToken) -> Self {
        Self { token, ..self }
    }

    const fn at_three_ds(self, three_ds: AtThreeDs) -> Self {
        Self { three_ds, ..self }
    }

    const fn at_capture(self, capture: Reaction) -> Self {
        Self { capture, ..self }
    }

    /// Cancelling is 021 while held and 023 once captured.
    const fn at_cancel(self, cancel: Reaction) -> Self {
        Self { cancel, refund: cancel, ..self }
    }

    /// A change of amount fails half-way.
    const fn at_change(self, code: &'static str) -> Self {
        Self { change: AtChange::BothStay(code), ..self }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::card::digits;

    #[test]
    fn numbers_are_well_formed_and_tell_their_brand() {
        for card in TEST_CARDS {
            assert!(digits(card.number), "{}", card.key);
            assert_eq!(luhn(card.number) % 10, 0, "{}: {}", card.key, card.number);
            assert_eq!(Brand::of(card.number), card.brand, "{}", card.key);
            assert_eq!(card.groups().concat(), card.number);
        }
    }

    #[test]
    fn keys_numbers_and_labels_are_unique() {
        for column in [
            TEST_CARDS.iter().map(|card| card.key).collect::<Vec<_>>(),
            TEST_CARDS.iter().map(|card| card.number).collect(),
            TEST_CARDS.iter().map(|card| card.label).collect(),
        ] {
            assert_eq!(column.iter().collect::<HashSet<_>>().len(), TEST_CARDS.len());
        }
    }

    #[test]
    fn a_refusal_can_be_guessed_from_the_number() {
        for card in TEST_CARDS {
            let ((AtThreeDs::Refused(code), ..)
            | (_, Reaction::Refuse(code) | Reaction::RefuseAfterCommit(code), _)
            | (.., AtChange::BothStay(code))) = (card.three_ds, card.authorise, card.change)
            else {
                continue;
            };
            let spelled = code.trim_start_matches('P');
            if !code.starts_with('E') {
                assert!(card.number[4..12].contains(spelled), "{} {code}", card.number);
            }
        }
    }

    fn luhn(number: &str) -> u32 {
        number.bytes().rev().enumerate().fold(0, |sum, (place, byte)| {
            let digit = u32::from(byte - b'0') << (place % 2);
            sum + digit / 10 + digit % 10
        })
    }
}
