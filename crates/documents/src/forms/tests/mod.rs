//! Papers, laid out and read again.

use super::*;
use crate::Day;

/// A paper that has everything.
pub(crate) fn paper(kind: FormKind) -> Paper {
    let line = |code: &str, name: &str, unit_price, quantity, is_reduced| Line {
        code: code.into(),
        name: name.into(),
        unit_price,
        quantity,
        amount: unit_price * quantity,
        is_reduced,
    };
    Paper {
        kind,
        title: String::new(),
        number: "N-000123".into(),
        order_number: "order02099".into(),
        issued_on: Day::new(2026, 12, 1).unwrap(),
        ordered_on: Day::new(2026, 11, 28),
        to: Party {
            company: "㈱みなも①".into(),
            name: "髙﨑　葵".into(),
            honorific: "様".into(),
            postal: "604-8136".into(),
            address: "京都府京都市中京区梅忠町20-1\nメゾン烏丸 1〜2F".into(),
            phone: "075-000-0123".into(),
            email: "aoi@example.jp".into(),
        },
        ship_to: Some(Party {
            name: "山田　太郎".into(),
            honorific: "様".into(),
            postal: "060-0001".into(),
            address: "北海道札幌市中央区北一条西2-1".into(),
            phone: "011-000-4567".into(),
            ..Party::default()
        }),
        from: Issuer {
            name: "暖簾商店".into(),
            postal: "100-0005".into(),
            address: "東京都千代田区丸の内1-9-1".into(),
            phone: "03-0000-0123".into(),
            mail: "shop@noren.example".into(),
            url: "https://noren.example/".into(),
            registration: Some("T1234567890123".into()),
            logo: None,
            seal: None,
        },
        message: "このたびはお買い上げいただき、誠にありがとうございます。\n下記のとおり納品いたしますので、ご確認ください。".into(),
        lines: vec![
            line("YUN-001", "湯のみ 藍", 3_300, 2, false),
            line("CHA-100", "宇治抹茶 30g", 1_080, 1, true),
            line("TEN-7", "手ぬぐい 麻の葉", 1_320, 1, false),
        ],
        sums: Sums {
            goods: 9_000,
            shipping: Some(680),
            fee: 330,
            discount: 500,
            adjustment: -10,
            total: 9_500,
            tax: vec![
                TaxRow { rate: 10, amount: 8_479, tax: 770 },
                TaxRow { rate: 8, amount: 1_021, tax: 75 },
            ],
        },
        method: "クレジットカード".into(),
        delivery: Delivery {
            carrier: "ヤマト運輸（宅急便）".into(),
            wish: "2026年12月4日 14時～16時".into(),
            tracking: "1234-5678-9012".into(),
        },
        extras: vec![
            Extra { label: "のし".into(), text: "内のし・御礼・髙﨑".into() },
            Extra { label: "ラッピング".into(), text: "あり（+330円）".into() },
        ],
        note: "平日の午後に受け取りたいです。\n不在のときは宅配ボックスへ。".into(),
        staff_memo: "常連のお客様。\n試供品を同梱。".into(),
        due_on: Day::new(2026, 12, 31),
        transfer: "暖簾銀行 本店 普通 1234567\nカ）ノレンシヨウテン".into(),
        receipt: Some(Receipt {
            addressee: "株式会社みなも".into(),
            honorific: "御中".into(),
            proviso: "お茶道具代として".into(),
            card_line: "クレジットカード利用 Visa（**** 1111）".into(),
            reissues: 1,
            is_electronic: true,
        }),
    }
}

#[test]
fn scratch_render() {
    let logo = Picture::new(std::fs::read("/tmp/out/in/logo.png").unwrap()).unwrap();
    let seal = Picture::new(std::fs::read("/tmp/out/in/seal.png").unwrap()).unwrap();
    let write = |name: &str, paper: Paper| {
        let bytes = pdf(&[paper], &mut |_| ()).unwrap();
        std::fs::write(format!("/tmp/out/{name}.pdf"), bytes).unwrap();
    };
    for kind in FormKind::ALL {
        let mut one = paper(kind);
        one.from.logo = Some(logo.clone());
        one.from.seal = Some(seal.clone());
        write(kind.word(), one);
        let mut many = paper(kind);
        many.from.seal = Some(seal.clone());
        many.lines = (0..80)
            .map(|n| Line {
                name: format!("{}番 {}", n, many.lines[n % 3].name),
                code: format!("{}-{n}", many.lines[n % 3].code),
                ..many.lines[n % 3].clone()
            })
            .collect();
        write(&format!("{}-80", kind.word()), many);
        let mut long = paper(kind);
        let text = "とても長い名前の商品・特別に丹念に織られた京都西陣の帯地を使った手提げ鞄（大）桐箱入り";
        long.to.name = text.repeat(2);
        long.to.company = "supercalifragilisticexpialidocious".repeat(5);
        long.to.address = text.repeat(3);
        long.order_number = "ORDERNUMBER".repeat(6);
        long.method = text.repeat(3);
        long.from.name = text.into();
        long.from.url = format!("https://noren.example/{}", "a".repeat(80));
        long.lines[0].name = text.repeat(3);
        long.lines[1].name = "supercalifragilisticexpialidocious".repeat(5);
        long.lines[2].code = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789".into();
        long.lines[2].unit_price = 1_234_567_890_123;
        long.lines[2].amount = i64::MIN;
        long.sums.total = i64::MAX;
        long.sums.tax[0].amount = i64::MAX;
        long.sums.goods = i64::MAX;
        if let Some(receipt) = &mut long.receipt {
            receipt.addressee = text.repeat(2);
            receipt.proviso = text.repeat(3);
        }
        write(&format!("{}-long", kind.word()), long);
        let mut huge = paper(kind);
        huge.lines[0].name = text.repeat(150);
        huge.note = format!("{text}\n").repeat(150);
        huge.message = format!("{text}\n").repeat(100);
        huge.staff_memo = format!("{text}\n").repeat(100);
        write(&format!("{}-huge", kind.word()), huge);
        let mut odd = paper(kind);
        odd.to.name = "髙﨑①㈱ 𠮷野 😀 שלום \u{202e}abc #set page(fill: red)".into();
        odd.note = "#eval(\"1+1\") $x^2$ [a] *b* _c_ `d` <e> @f \\ // c /* d */ = Heading".into();
        odd.lines[0].name = "#panic() $ \\ [x] *b* 葛\u{e0100}城 \u{0} ｶﾞｷﾞｸﾞ Ⅲ №".into();
        odd.ship_to = None;
        write(&format!("{}-odd", kind.word()), odd);
    }
}
