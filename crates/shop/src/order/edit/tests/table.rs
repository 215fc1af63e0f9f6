//! Edits and what comes of them: lines, sums, tax, stock, 変更履歴, the order's row.

use super::{Bench, CUP, HELD, Paid, TEA, TOTAL, by_hand, on_each, told};
use crate::money::Yen;

/// What is typed (or the button, as `do`); lines as `unit price × pieces`; goods, total, at 10 %,
/// at 8 %; pieces taken of cup and tea; what 変更履歴 says, oldest first.
type Case = (
    &'static [(&'static str, &'static str)],
    &'static [(i64, i64)],
    [i64; 4],
    [i64; 2],
    &'static [(&'static str, &'static str, &'static str)],
);

#[rustfmt::skip]
const CASES: &[Case] = &[
    // 数量
    (&[("quantity_1", "３")], &[(3_080, 3), (972, 2)], [11_184, 11_864, 9_920, 1_944], [2, 0],
        &[("「湯のみ」の数量を変更しました。", "1", "3"),
          ("合計が変わりました。", "5,704円", "11,864円")]),
    (&[("quantity_2", "1")], &[(3_080, 1), (972, 1)], [4_052, 4_732, 3_760, 972], [0, -1],
        &[("「ほうじ茶」の数量を変更しました。", "2", "1"),
          ("合計が変わりました。", "5,704円", "4,732円")]),
    // 単価: stock stays
    (&[("price_1", "2,800円")], &[(2_800, 1), (972, 2)], [4_744, 5_424, 3_480, 1_944], [0, 0],
        &[("「湯のみ」の単価を変更しました。", "3,080円", "2,800円"),
          ("合計が変わりました。", "5,704円", "5,424円")]),
    // Both at once, with the same total: no line for the total
    (&[("price_1", "1540"), ("quantity_1", "2")], &[(1_540, 2), (972, 2)],
        [5_024, 5_704, 3_760, 1_944], [1, 0],
        &[("「湯のみ」の単価を変更しました。", "3,080円", "1,540円"),
          ("「湯のみ」の数量を変更しました。", "1", "2")]),
    // 削除
    (&[("do", "remove_2")], &[(3_080, 1)], [3_080, 3_760, 3_760, 0], [0, -2],
        &[("商品を削除しました。", "ほうじ茶 972円 × 2", ""),
          ("合計が変わりました。", "5,704円", "3,760円")]),
    // 加える: by code, found, free
    (&[("add_code", "yokan-ogura"), ("add_quantity", "2")],
        &[(3_080, 1), (972, 2), (1_620, 2)], [8_264, 8_944, 3_760, 5_184], [0, 0],
        &[("商品を加えました。", "", "小倉ようかん 一本 1,620円 × 2"),
          ("合計が変わりました。", "5,704円", "8,944円")]),
    (&[("add_code", "yokan-ogura"), ("add_price", "1500")],
        &[(3_080, 1), (972, 2), (1_500, 1)], [6_524, 7_204, 3_760, 3_444], [0, 0],
        &[("商品を加えました。", "", "小倉ようかん 一本 1,500円 × 1"),
          ("合計が変わりました。", "5,704円", "7,204円")]),
    (&[("do", "take_201")], &[(3_080, 1), (972, 2), (3_080, 1)],
        [8_104, 8_784, 6_840, 1_944], [1, 0],
        &[("商品を加えました。", "", "湯のみ しのぎ 白 3,080円 × 1"),
          ("合計が変わりました。", "5,704円", "8,784円")]),
    (&[("free_name", "名入れ"), ("free_price", "550"), ("free_quantity", "2"),
       ("free_rate", "10")], &[(3_080, 1), (972, 2), (550, 2)],
        [6_124, 6_804, 4_860, 1_944], [0, 0],
        &[("商品を加えました。", "", "名入れ 550円 × 2"),
          ("合計が変わりました。", "5,704円", "6,804円")]),
    // One line for another of the same product: the stock stays
    (&[("do", "remove_1"), ("add_code", "yunomi-shinogi"), ("add_price", "2800")],
        &[(972, 2), (2_800, 1)], [4_744, 5_424, 3_480, 1_944], [0, 0],
        &[("商品を削除しました。", "湯のみ 3,080円 × 1", ""),
          ("商品を加えました。", "", "湯のみ しのぎ 白 2,800円 × 1"),
          ("合計が変わりました。", "5,704円", "5,424円")]),
    // 送料, 手数料, 値引き: 704 off 3,760 and 1,944
    (&[("shipping", "980")], &[(3_080, 1), (972, 2)], [5_024, 6_004, 4_060, 1_944], [0, 0],
        &[("送料を変更しました。", "680円", "980円"),
          ("合計が変わりました。", "5,704円", "6,004円")]),
    (&[("fee", "330")], &[(3_080, 1), (972, 2)], [5_024, 6_034, 4_090, 1_944], [0, 0],
        &[("手数料を変更しました。", "0円", "330円"),
          ("合計が変わりました。", "5,704円", "6,034円")]),
    (&[("discount", "704")], &[(3_080, 1), (972, 2)], [5_024, 5_000, 3_295, 1_705], [0, 0],
        &[("値引きを変更しました。", "0円", "704円"),
          ("合計が変わりました。", "5,704円", "5,000円")]),
    (&[("discount", "5704")], &[(3_080, 1), (972, 2)], [5_024, 0, 0, 0], [0, 0],
        &[("値引きを変更しました。", "0円", "5,704円"),
          ("合計が変わりました。", "5,704円", "0円")]),
];

async fn holds(bench: &Bench, case: &Case) {
    let (typed, lines, [goods, total, standard, reduced], [cups, teas], history) = case;
    let mut form = bench.form().await;
    for (name, text) in *typed {
        form = if *name == "do" { form.by(text) } else { form.with(name, text) };
    }
    let before = bench.stock().await;
    let order = bench.saved(&form).await;
    let sold: Vec<_> = order.lines.iter().map(|line| (line.unit_price.0, line.quantity)).collect();
    assert_eq!(&sold, lines, "{typed:?}");
    let rates: Vec<i64> = order.tax.iter().map(|row| row.amount.0).collect();
    assert_eq!((order.goods, order.total), (Yen(*goods), Yen(*total)), "{typed:?}");
    assert_eq!(rates, [*standard, *reduced], "{typed:?}");
    assert_eq!(by_hand(&order), order.total.to_string());
    let differs = i64::from(order.total != TOTAL);
    assert_eq!(bench.row().await, [*goods, *total, differs], "{typed:?}");
    let after = bench.stock().await;
    assert_eq!(before[&CUP] - after[&CUP], *cups, "cups of {typed:?}");
    assert_eq!(before[&TEA] - after[&TEA], *teas, "tea of {typed:?}");
    let said: Vec<_> = told(&order).into_iter().rev().collect();
    let said: Vec<_> = said.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
    assert_eq!(&said, history);
    assert!(order.history.iter().all(|line| line.by == "佐藤"));
}

#[tokio::test]
async fn an_edit_does_what_it_says_and_nothing_else() {
    for case in CASES {
        on_each(HELD, async |bench| holds(bench, case).await).await;
    }
}

#[tokio::test]
async fn a_line_number_is_never_given_twice() {
    on_each(HELD, async |bench| {
        let mut seen = vec![1, 2];
        for _ in 0..3 {
            let add = bench.form().await.with("add_code", "konpeito");
            let order = bench.saved(&add).await;
            let number = order.lines.last().unwrap().line_no;
            assert!(seen.iter().all(|one| *one < number), "{number} after {seen:?}");
            seen.push(number);
            bench.saved(&bench.form().await.by(&format!("remove_{number}"))).await;
        }
    })
    .await;
}

#[tokio::test]
async fn adjustment_is_only_ever_taken_away() {
    on_each(HELD, async |bench| {
        bench
            .exec(store::sql!(
                "update orders set adjustment = -204, total = 5500 where order_id = 1"
            ))
            .await;
        let forged = bench.form().await.with("adjustment", "-5000");
        let again = bench.again(&forged).await;
        assert_eq!(again.wrongs[0].field, "adjustment");
        let order = bench.saved(&bench.form().await.by("clear_adjustment")).await;
        assert_eq!((order.adjustment, order.total), (Yen::ZERO, TOTAL));
        let history = told(&order);
        assert_eq!(history[1].0, "金額調整を変更しました。");
        assert_eq!((history[1].1.as_str(), history[1].2.as_str()), ("−204円", "0円"));
    })
    .await;
}

#[tokio::test]
async fn what_cost_nothing_and_costs_something_needs_a_method() {
    on_each(Paid::Bank, async |bench| {
        bench
            .exec(store::sql!(
                "update orders set method = 'free', method_name = 'お支払いなし', discount = 5704,
                   total = 0, checkout = replace(checkout, '\"bank\"}', '\"nothing\"}')"
            ))
            .await;
        let form = bench.form().await.with("discount", "5000");
        let again = bench.again(&form).await;
        assert_eq!(again.wrongs[0].field, "pay", "{:?}", again.wrongs);
        let order = bench.saved(&form.with("pay", "bank")).await;
        assert_eq!((order.total, order.method_name.as_str()), (Yen(704), "銀行振込"));
        let free = bench.form().await.with("discount", "5704");
        assert_eq!(bench.saved(&free).await.total, Yen::ZERO);
    })
    .await;
}

#[tokio::test]
async fn shipping_that_was_left_open_is_fixed_and_the_method_changed() {
    on_each(Paid::Bank, async |bench| {
        let open = store::sql!(
            "update orders set shipping = null, total = 5024 where shop_id = 1 and order_id = 1"
        );
        bench.exec(open).await;
        let untouched = bench.form().await.with("fee", "330");
        assert_eq!(bench.saved(&untouched).await.total, Yen(5_354), "still left open");
        let fixed = bench.form().await.with("shipping", "1200").with("pay", "cod");
        let order = bench.saved(&fixed).await;
        assert_eq!((order.shipping, order.total), (Some(Yen(1_200)), Yen(6_554)));
        assert_eq!(order.method_name, "代金引換");
        let history = told(&order);
        let line = |what: &str, before: &str, after: &str| {
            assert!(history.contains(&(what.into(), before.into(), after.into())), "{history:?}");
        };
        line("送料を変更しました。", "別途連絡", "1,200円");
        line("支払方法を変更しました。", "銀行振込", "代金引換");
        for wrong in ["card", "in_store", "free", ""] {
            let again = bench.again(&bench.form().await.with("pay", wrong)).await;
            assert_eq!(again.wrongs[0].field, "pay", "{wrong}");
        }
        let emptied = bench.again(&bench.form().await.with("shipping", "")).await;
        assert_eq!(emptied.wrongs[0].field, "shipping", "what was fixed stays fixed");
    })
    .await;
    on_each(HELD, async |bench| {
        let again = bench.again(&bench.form().await.with("pay", "bank")).await;
        assert_eq!(again.wrongs[0].field, "pay", "a card order stays one");
    })
    .await;
}
