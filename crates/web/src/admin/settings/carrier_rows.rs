//! The rows of a carrier's form: what it asks for follows the kind and the way the fee is reckoned.

use shop::checkout::Method;
use shop::delivery::form::{AREAS, BELOW, MEASURES, RULES, Shape, UP_TO, cell, fee, takes};
use shop::delivery::{
    CarrierForm, CarrierSheet, Kind, Prefecture, SLIP_COOLS, TRACKING, UNDECIDED,
};
use shop::settings::form::TICKED;

use super::payments::system_name;
use super::row::{Cell, Group, Part, Row};

pub(super) fn groups(sheet: &CarrierSheet, form: &CarrierForm) -> Vec<Group> {
    let kind = sheet.carrier.kind;
    let mut groups =
        vec![Group { id: "g1", title: kind.name(), note: "", rows: names(kind, form) }];
    if kind != Kind::Pickup {
        groups.push(parcels(form));
        groups.push(slips(&sheet.slips, form));
    }
    match kind {
        Kind::Parcel => {
            let shape = form.shape(&sheet.groups);
            groups.push(reckoning(&shape, form));
            groups.push(prices(&shape, form));
            groups.push(more(vec![threshold(form), cool(form)]));
            groups.push(times(form));
        }
        Kind::Mail => {
            groups.push(mail_price(form));
            groups.push(more(vec![threshold(form), mail_alone(form)]));
        }
        Kind::Pickup => {}
    }
    groups
}

fn names(kind: Kind, form: &CarrierForm) -> Vec<Row> {
    let methods = Method::ALL.into_iter().fold(
        Row::new("", "対応可能な支払方法")
            .hint("チェックした支払方法だけが、この届け方と組み合わせて使えます。"),
        |row, method| row.tick(takes(method), form.field(takes(method)), system_name(method)),
    );
    let (name, service) = match kind {
        Kind::Parcel => {
            ("宅配便名", "通常便、クール便など。お客様には「宅配便名 サービス名」と出ます。")
        }
        Kind::Mail => {
            ("メール便名", "お客様には「メール便名 サービス名」と出ます。なくてもかまいません。")
        }
        Kind::Pickup => {
            ("店頭渡し名", "店の名前など。お客様には「店頭渡し名 サービス名」と出ます。")
        }
    };
    vec![
        Row::new("", name).required().line("name", &form.name, "m"),
        Row::new("", "サービス名").line("service", &form.service, "m").hint(service),
        methods,
        Row::new("", "案内文")
            .lines("carrier_note", form.field("carrier_note"))
            .hint("お届け方法を選ぶところに出ます。300字まで。"),
    ]
}

/// お荷物: where a buyer sees how a parcel goes.
fn parcels(form: &CarrierForm) -> Group {
    let by = Row::new("", "配送状況のページ")
        .choice("tracking_by", form.field("tracking_by"), &TRACKING)
        .hint("配送通知メールの {{追跡URL}} になります。");
    let url = Row::new("", "追跡URL")
        .line("tracking", form.field("tracking"), "")
        .hint("「ほかの宅配便」のとき。https:// で始め、問合せ番号の場所に {no} を入れます。");
    Group { id: "parcels", title: "お荷物の問合せ", note: "", rows: vec![by, url] }
}

/// 送り状データ.
fn slips(layouts: &[(String, String)], form: &CarrierForm) -> Group {
    let mut choices = vec![("", "作らない")];
    choices.extend(layouts.iter().map(|(id, name)| (id.as_str(), name.as_str())));
    let layout = Row::new("", "送り状のソフト")
        .choice("slip", form.field("slip"), &choices)
        .hint("この届け方の受注を、このソフトで読み込めるファイルにします。ご依頼主などは「送り状」の設定で。");
    let cools = SLIP_COOLS.map(|(word, name, _)| (word, name));
    let cool = match form.field("slip_cool") {
        "" => cools[0].0,
        word => word,
    };
    let cool = Row::new("", "温度帯").choice("slip_cool", cool, &cools);
    Group { id: "slips", title: "送り状データ", note: "", rows: vec![layout, cool] }
}

/// 送料の計算.
fn reckoning(shape: &Shape, form: &CarrierForm) -> Group {
    let area = if shape.nationwide { "nationwide" } else { "prefecture" };
    let mut rows = vec![
        Row::new("", "計算のしかた").required().choice("measure", shape.measure, &MEASURES),
        Row::new("", "送料の地域").required().choice("area", area, &AREAS),
    ];
    match shape.measure {
        "goods" => rows.push(bounds("商品合計の区分", &BELOW, form, "円未満").hint(
            "小さい順に。最後の金額以上のときの送料も、下の表で決めます（0円なら送料無料）。",
        )),
        "points" => rows.push(
            bounds("ポイントの区分", &UP_TO, form, "ポイントまで")
                .hint("小さい順に。最後の区分を超えるご注文は別途連絡になります。"),
        ),
        "groups" => {
            let choices: Vec<_> = RULES.iter().map(|(word, text, _)| (*word, *text)).collect();
            let rule = Row::new("", "商品がいくつもあるとき").required();
            rows.push(rule.choice("rule", form.field("rule"), &choices));
        }
        _ => {}
    }
    let reshape = Part::Reshape { text: "この計算で送料の表を作り直す" };
    let last = rows.pop().unwrap_or_else(|| Row::new("", ""));
    rows.push(last.part(reshape));
    Group {
        id: "g2",
        title: "送料の計算",
        note: "計算のしかたや区分を変えたら「作り直す」を押してください。下の表が、その形になります。\
               商品の区分は「宅配便・送料計算」の「商品の送料区分」で決めます。",
        rows,
    }
}

fn bounds(
    label: &'static str,
    names: &'static [&'static str],
    form: &CarrierForm,
    after: &'static str,
) -> Row {
    let cells = names.iter().map(|name| Cell::new("", name, form.field(name), after, label));
    let typed = names.iter().map(|name| form.field(name)).filter(|typed| !typed.is_empty());
    let said: Vec<String> = typed.map(|typed| format!("{typed}{after}")).collect();
    Row::new("", label)
        .required()
        .part(Part::Cells { name: names[0], cells: cells.collect() })
        .saying(&said.join("、"))
}

/// 送料: a row for the whole country, or one a prefecture.
fn prices(shape: &Shape, form: &CarrierForm) -> Group {
    let rows = if shape.nationwide {
        vec![price_row(None, shape, form)]
    } else {
        Prefecture::all().map(|to| price_row(Some(to), shape, form)).collect()
    };
    Group {
        id: "g3",
        title: "送料",
        note: "円（税込）。空欄のところには届けません。「別途」は、ご注文のあとに送料をご連絡します\
               （その場合、クレジットカードと代金引換は使えません）。",
        rows,
    }
}

fn price_row(to: Option<Prefecture>, shape: &Shape, form: &CarrierForm) -> Row {
    let label = to.map_or("全国", Prefecture::name);
    let value = |name: &str| form.field(name).to_owned();
    if let [only] = shape.columns.as_slice()
        && only.name.is_empty()
    {
        let name = fee(to);
        let part = Part::Line { name, value: value(name), width: "s", placeholder: "" };
        return Row::new("", label).part(part).saying(&fee_said(form.field(name)));
    }
    let cells = shape.columns.iter().map(|column| {
        let name = cell(to, column);
        let aria = format!("{label}：{}", column.title);
        Cell::new(&column.title, &name, form.field(&name), "円", &aria)
    });
    let said: Vec<String> = shape
        .columns
        .iter()
        .map(|column| (&column.title, form.field(&cell(to, column)).to_owned()))
        .filter(|(_, typed)| !typed.is_empty())
        .map(|(title, typed)| format!("{title} {}", fee_said(&typed)))
        .collect();
    let said = if said.is_empty() { fee_said("") } else { said.join("、") };
    Row::new("", label).part(Part::Cells { name: fee(to), cells: cells.collect() }).saying(&said)
}

fn fee_said(typed: &str) -> String {
    match typed {
        "" => "届けない".to_owned(),
        UNDECIDED => "別途連絡".to_owned(),
        typed => format!("{typed}円"),
    }
}

/// メール便 costs the same everywhere.
fn mail_price(form: &CarrierForm) -> Group {
    let measure = if form.field("measure") == "piece" { "piece" } else { "order" };
    Group {
        id: "g2",
        title: "送料",
        note: "円（税込）、全国一律。メール便は、カゴのすべての商品が「メール便対応」のときだけ出ます。",
        rows: vec![
            Row::new("", "計算のしかた").required().choice("measure", measure, &MEASURES[..2]),
            Row::new("", "送料").line("fee_all", form.field("fee_all"), "s"),
        ],
    }
}

fn mail_alone(form: &CarrierForm) -> Row {
    Row::new("", "メール便だけを表示").tick(
        "mail_alone",
        form.field("mail_alone"),
        "カゴがメール便対応の商品だけのときは、メール便だけを表示する",
    )
}

fn more(rows: Vec<Row>) -> Group {
    Group { id: "g4", title: "送料の割引と追加", note: "", rows }
}

fn threshold(form: &CarrierForm) -> Row {
    let is_on = form.field("free") == TICKED;
    let (from, fee) = (form.field("free_from"), form.field("free_fee"));
    let cells = vec![
        Cell::new("商品合計が", "free_from", from, "円以上なら、", "商品合計（円以上）"),
        Cell::new("送料を", "free_fee", fee, "円にする", "そのときの送料（円）"),
    ];
    let row = Row::new("", "まとめ買いの送料")
        .part(Part::Tick { name: "free", text: "商品合計が多いときは、送料を安くする", checked: is_on })
        .part(Part::Cells { name: "free_from", cells })
        .hint("商品合計は税込です。0円にすると、カゴとご注文手続きに「あと○○円で送料無料」と出ます。")
        .hint("もともとの送料のほうが安いときは、安いほうになります。別途連絡は、別途連絡のままです。");
    if is_on {
        row.saying(&format!("{from}円以上なら{}円", if fee.is_empty() { "0" } else { fee }))
    } else {
        row
    }
}

fn cool(form: &CarrierForm) -> Row {
    let typed = form.field("cool");
    let cells = vec![Cell::new("1件につき", "cool", typed, "円を送料に足す", "クール料金（円）")];
    let row = Row::new("", "クール料金")
        .part(Part::Cells { name: "cool", cells })
        .saying(&if typed.is_empty() { String::new() } else { fee_said(typed) })
        .hint("クール便の宅配便にだけ入力します。");
    row.tick("cool_always", form.field("cool_always"), "送料が無料のときも、クール料金はいただく")
}

/// お届け日時.
fn times(form: &CarrierForm) -> Group {
    let is_on = form.field("days") == TICKED;
    let (earliest, latest) = (form.field("earliest"), form.field("latest"));
    let cells = vec![
        Cell::new("今日から", "earliest", earliest, "日後より、", "最短の日数"),
        Cell::new("", "latest", latest, "日後まで", "最長の日数"),
    ];
    let days = Row::new("", "お届け日の指定")
        .part(Part::Tick {
            name: "days", text: "お届け日の指定を受ける", checked: is_on
        })
        .part(Part::Cells { name: "earliest", cells })
        .saying(&if is_on { format!("{earliest}日後〜{latest}日後") } else { String::new() });
    let slots = Row::new("", "お届け時間帯")
        .lines("slots", form.field("slots"))
        .hint("1行に1つ、10行まで。空欄なら、時間帯の指定を受けません。例）午前中")
        .hint(
            "期間を限るときは「14時〜16時, 2026-04-01, 2027-03-31」のように、始まりと終わりの日を\
               続けます（どちらかは空けられます）。受注には、選ばれたときの名前が残ります。",
        );
    Group { id: "g5", title: "お届け日時", note: "", rows: vec![days, slots] }
}
