//! Each way in which a parcel does not fit, and the one sentence that is told.

use super::super::{
    B2_CLOUD, Cash, Cool, EHIDEN3, Layout, Parcel, Settings, Slot, Why, YUPRI_R, write,
};
use super::{cash_parcel, layout, parcel, settings, sheet, table, told};
use crate::charset::Substitutes;

/// The layout, what is done to the parcel, what is told, and whether it is left out.
type Case = (&'static str, fn(&mut Parcel), &'static [&'static str], bool);

fn check(start: fn() -> Parcel, cases: &[Case]) {
    for (text, change, expected, is_left_out) in cases {
        let mut changed = start();
        change(&mut changed);
        let sheet = sheet(&layout(text), &[changed, start()]);
        assert_eq!(told(&sheet), *expected);
        assert!(sheet.troubles.iter().all(|trouble| trouble.parcel == Some(0)), "{expected:?}");
        let written = if *is_left_out { [1].as_slice() } else { &[0, 1] };
        assert_eq!(sheet.written, written, "{expected:?}");
        let rows = table(&sheet).len() - usize::from(*text == EHIDEN3);
        assert_eq!(rows, written.len(), "{expected:?}");
    }
}

#[test]
fn a_parcel_that_does_not_fit_is_left_out_and_told() {
    check(
        parcel,
        &[
            (B2_CLOUD, |p| p.to.phone.clear(), &["「お届け先電話番号」が空です。"], true),
            (B2_CLOUD, |p| p.to.name = "　".into(), &["「お届け先名」が空です。"], true),
            (EHIDEN3, |p| p.to.phone.clear(), &["「お届け先電話番号」が空です。"], true),
            (B2_CLOUD, |p| p.ship_on = None, &["「出荷予定日」が空です。"], true),
            (EHIDEN3, |p| p.ship_on = None, &[], false),
            (
                B2_CLOUD,
                |p| p.to.name = "𠮷野♥".into(),
                &["「お届け先名」に、送り状で使えない文字があります（𠮷、♥）。"],
                true,
            ),
            (
                B2_CLOUD,
                |p| p.to.building = "京".repeat(17),
                &["「お届け先アパートマンション名」が長すぎます（全角16文字まで）：\
                   京京京京京京京京京京京京京京京京京"],
                true,
            ),
            (
                YUPRI_R,
                |p| p.code = "0123456789012345".into(),
                &["「ご依頼主の部署名」が長すぎます（半角15文字まで）：0123456789012345"],
                true,
            ),
            (
                B2_CLOUD,
                |p| p.code = "注文1".into(),
                &["「お客様管理番号」は半角文字だけです：注文1"],
                true,
            ),
            (
                B2_CLOUD,
                |p| p.to.postal = "604-813".into(),
                &["「お届け先郵便番号」は7けたの数字です：604-813"],
                true,
            ),
            (
                EHIDEN3,
                |p| p.to.phone = "075-0123".into(),
                &["「お届け先電話番号」は10けたか11けたの電話番号です：075-0123"],
                true,
            ),
            (
                B2_CLOUD,
                |p| p.slot = Some(Slot { label: "12時～14時".into(), code: String::new() }),
                &["「配達時間帯」のコードが送り状レイアウトの対応表にありません：12時～14時"],
                true,
            ),
            (
                B2_CLOUD,
                |p| p.slot = Some(Slot { label: "夜".into(), code: "19-21".into() }),
                &["「配達時間帯」が長すぎます（半角4文字まで）：19-21"],
                true,
            ),
            (EHIDEN3, |p| p.pieces = 0, &["「出荷個数」は1以上の数字です：0"], true),
        ],
    );
}

#[test]
fn what_a_slip_can_do_without_is_left_empty_and_told() {
    check(
        parcel,
        &[
            (
                B2_CLOUD,
                |p| p.to.kana = "高崎".into(),
                &["「お届け先名(ｶﾅ)」は半角文字だけです：高崎"],
                false,
            ),
            (
                YUPRI_R,
                |p| p.to.kana = "高崎".into(),
                &["「お届け先のお名前（カナ）」は半角文字だけです：高崎"],
                false,
            ),
            (
                B2_CLOUD,
                |p| p.note = "長い記事".repeat(6),
                &["「記事」が長すぎます（全角22文字まで）：\
                   長い記事長い記事長い記事長い記事長い記事長い記事"],
                false,
            ),
        ],
    );
}

#[test]
fn an_address_never_loses_its_end() {
    check(
        parcel,
        &[
            (
                B2_CLOUD,
                |p| p.to.street = "烏丸通六角東入る堂之前町二百五十四番地西の棟".into(),
                &["「お届け先住所」の町・番地が全角16文字を超えています。\
                   取り込み後に確かめてください：烏丸通六角東入る堂之前町二百五十四番地西の棟"],
                false,
            ),
            (
                B2_CLOUD,
                |p| p.to.street = "烏丸通六角東入る堂之前町二百五十四番地西の棟二号".into(),
                &["「お届け先住所」が長すぎます（全角32文字まで）：京都府京都市中京区\
                   烏丸通六角東入る堂之前町二百五十四番地西の棟二号"],
                true,
            ),
            (
                EHIDEN3,
                |p| p.to.building = "烏丸御池ガーデンテラスレジデンス一番館".repeat(2),
                &["「お届け先住所１」からの3列に収まりません（1列全角16文字まで）：\
                   京都府京都市中京区梅忠町２０－１　\
                   烏丸御池ガーデンテラスレジデンス一番館烏丸御池ガーデンテラスレジデンス一番館"],
                true,
            ),
        ],
    );
}

#[test]
fn cash_is_collected_or_nothing_is_sent() {
    check(
        cash_parcel,
        &[
            (
                B2_CLOUD,
                |p| p.cash = Some(Cash { amount: 300_001, tax: 1 }),
                &["「ｺﾚｸﾄ代金引換額(税込)」は1～300000の数字です：300001"],
                true,
            ),
            (
                EHIDEN3,
                |p| p.cash = Some(Cash { amount: 0, tax: 0 }),
                &["「代引金額」は1以上の数字です：0"],
                true,
            ),
            (
                YUPRI_R,
                |p| p.cash = Some(Cash { amount: 100, tax: 101 }),
                &["「うち消費税等」は0～100の数字です：101"],
                true,
            ),
            (B2_CLOUD, |p| p.pieces = 2, &["「発行枚数」は代金引換では指定できません：2"], true),
        ],
    );
}

#[test]
fn what_a_layout_cannot_say_is_told() {
    let layout =
        layout("name = \"控え\"\ncolumns = [{ title = \"番号\", field = \"code\" }, \"代金引換\"]");
    let plain = Parcel { slot: None, wished_on: None, ..parcel() };
    let cooled = Parcel { cool: Cool::Chilled, ..plain.clone() };
    let collected = Parcel { cash: cash_parcel().cash, ..plain.clone() };
    let sheet = sheet(&layout, &[collected, cooled, parcel(), plain]);
    assert_eq!(sheet.written, [2, 3]);
    let told: Vec<_> = sheet.troubles.iter().map(|t| (t.parcel, &*t.column, &t.why)).collect();
    let no_column = |parcel, what| (Some(parcel), what, &Why::NoColumn);
    assert_eq!(
        told,
        [
            no_column(0, "代金引換"),
            no_column(1, "クール便"),
            no_column(2, "お届け希望日"),
            no_column(2, "お届け希望時間帯"),
        ]
    );
    assert_eq!(super::text(&sheet), "02099-1,\r\n02099-1,\r\n");
}

#[test]
fn some_columns_are_needed_with_cash_only() {
    let layout = layout(
        "name = \"控え\"\ncolumns = [{ title = \"額\", field = \"cash-amount\" },\n\
         { title = \"連絡先\", field = \"to.email\", needed = \"cash\" }]",
    );
    let silent = |parcel: Parcel| {
        let mut parcel = Parcel { slot: None, wished_on: None, cool: Cool::Ordinary, ..parcel };
        parcel.to.email.clear();
        parcel
    };
    let sheet = sheet(&layout, &[silent(parcel()), silent(cash_parcel())]);
    assert_eq!(told(&sheet), ["「連絡先」が空です。"]);
    assert_eq!(sheet.written, [0]);
}

#[test]
fn a_setting_that_is_missing_stops_the_file_once() {
    let write = |layout: &Layout, settings: &Settings| {
        write(layout, settings, &[parcel(), parcel()], &Substitutes::new())
    };
    for (settings, expected) in [
        (Settings::new(), "「請求先顧客コード」が空です。"),
        (
            Settings::from([("請求先顧客コード".into(), "０７５".into())]),
            "「請求先顧客コード」は半角文字だけです：０７５",
        ),
    ] {
        let sheet = write(&layout(B2_CLOUD), &settings);
        assert_eq!(told(&sheet), [expected]);
        assert_eq!((sheet.troubles[0].parcel, sheet.bytes.len()), (None, 0));
        assert!(sheet.written.is_empty());
    }
    let set = Settings::from([("運賃管理番号".into(), "02".into())]);
    let settings = settings().into_iter().chain(set).collect();
    let rows = table(&write(&layout(B2_CLOUD), &settings));
    assert_eq!((&*rows[1][39], &*rows[1][41]), ("0750000123", "02"));
}

#[test]
fn substitutes_make_a_parcel_fit() {
    let mut odd = parcel();
    odd.to.name = "𠮷野".into();
    odd.goods = "皿♥".into();
    let substitutes = Substitutes::from([('𠮷', "吉".into()), ('♥', String::new())]);
    for text in [B2_CLOUD, EHIDEN3, YUPRI_R] {
        let sheet = write(&layout(text), &settings(), std::slice::from_ref(&odd), &substitutes);
        assert_eq!(told(&sheet), [""; 0]);
        let row = table(&sheet).pop().unwrap();
        assert!(row.contains(&"吉野".into()) && row.contains(&"皿".into()), "{row:?}");
    }
}
