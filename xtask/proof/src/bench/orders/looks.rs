//! What somebody looks at.

/// One page.
pub struct Look {
    pub name: &'static str,
    pub path: String,
    /// Whether it is a first page without a filter.
    pub is_first: bool,
    /// How many orders are in it.
    rows: Rows,
}

#[derive(Clone, Copy)]
enum Rows {
    None,
    Some,
}

use Rows::{None, Some};

impl Look {
    /// Whether the page shows what it should.
    pub fn shows(&self, page: &str) -> bool {
        let is_some = page.contains("data-row>");
        match self.rows {
            None => !is_some,
            Some => is_some,
        }
    }
}

const OPEN: &str = "/orders";
const DONE: &str = "/orders/completed";
const CANCELLED: &str = "/orders/cancelled";

/// Name, list, query, and what it finds.
const LOOKS: [(&str, &str, &str, Rows); 64] = [
    ("取引ID", DONE, "trade=01795496000000500000", Some),
    ("取引ID of another list", OPEN, "trade=01795496000000500000", None),
    ("注文番号", DONE, "number=order00777", Some),
    ("name, rare", DONE, "name=万年青", Some),
    ("name, common", DONE, "name=佐藤", Some),
    ("name, one letter", DONE, "name=小", Some),
    ("name, in few open orders", OPEN, "name=佐藤", Some),
    ("name, common, cancelled", CANCELLED, "name=佐藤", Some),
    ("name, none", DONE, "name=御手洗", None),
    ("kana, common", DONE, "name=さとう", Some),
    ("kana, one letter", DONE, "name=ア", Some),
    ("kana, given name", DONE, "name=サクラ", Some),
    ("mail", DONE, "mail=user77777@example.jp", Some),
    ("mail, everybody's", DONE, "mail=user", Some),
    ("mail, everybody's, cancelled", CANCELLED, "mail=user", Some),
    ("phone", DONE, "phone=09000007919", Some),
    ("phone, everybody's", DONE, "phone=090", Some),
    ("product", DONE, "product=品番 10577", Some),
    ("product, in every third order", DONE, "product=品番 10001", Some),
    ("product, in every third order, open", OPEN, "product=品番 10001", Some),
    ("product, in every third order, cancelled", CANCELLED, "product=品番 10001", Some),
    ("product, old", DONE, "product=品番 11001", Some),
    ("product, old, cancelled", CANCELLED, "product=品番 11001", Some),
    ("product, ninety of them", DONE, "product=品番 1055", Some),
    ("product, by its code", DONE, "product=code-577", Some),
    ("method, common", DONE, "method=card", Some),
    ("method, rare", DONE, "method=free", Some),
    ("captured", DONE, "pay=captured", Some),
    ("held, rare", DONE, "pay=held", Some),
    ("held, only in other lists", CANCELLED, "pay=held", None),
    ("売上確定待ち", OPEN, "pay=held", Some),
    ("期限間近", OPEN, "due=14", Some),
    ("期限間近, completed", DONE, "due=14", Some),
    ("金額差異", DONE, "differs=yes", Some),
    ("金額差異, none", CANCELLED, "differs=yes&pay=held", None),
    ("受注日, a day", DONE, "from=@old&to=@old", Some),
    ("受注日, the first two years", DONE, "to=@two", Some),
    ("受注日, the last month", DONE, "from=@month", Some),
    ("購入額, common", DONE, "min=1000&max=9000", Some),
    ("購入額, rare", DONE, "min=5000000", Some),
    ("購入額, old", DONE, "min=700000&max=790000", Some),
    ("購入額, everybody's", DONE, "min=1", Some),
    ("宅配便, common", DONE, "carrier=1", Some),
    ("宅配便, rare", DONE, "carrier=3", Some),
    ("宅配便, old", DONE, "carrier=4", Some),
    ("not sent, rare", DONE, "shipped=no", Some),
    ("未出荷", OPEN, "shipped=no", Some),
    ("出荷日, a day", DONE, "ship_from=@old&ship_to=@old", Some),
    ("出荷日, the first two years", DONE, "ship_to=@two", Some),
    ("出荷日, the last month", DONE, "ship_from=@month", Some),
    ("出荷日, years in the middle", DONE, "ship_from=@old&ship_to=@two", Some),
    ("送り状データ", DONE, "slip=yes", Some),
    ("送り状データ, missing, rare", DONE, "slip=no", Some),
    ("帳票, every second", DONE, "printed=yes", Some),
    ("帳票, missing", OPEN, "printed=no", Some),
    ("配送通知メール, rare", DONE, "notified=yes", Some),
    ("配送通知メール, missing", DONE, "notified=no", Some),
    ("配送通知メール, none", CANCELLED, "notified=yes", None),
    ("入金チェック", DONE, "checked=yes", Some),
    ("サンクスメール sent", CANCELLED, "mailed=sent", Some),
    ("サンクスメール cannot leave", DONE, "mailed=dead", Some),
    ("メモ with these letters", DONE, "memo=割れ物", Some),
    ("メモ with other letters", DONE, "memo=ありません", None),
    ("ゲスト", DONE, "member=no", Some),
];

/// Several at once, which nothing limits but patience.
const TOGETHER: [(&str, &str, &str, Rows); 4] = [
    ("captured, by card, in an old month", DONE, "pay=captured&from=@two&to=@two", Some),
    ("name and product", DONE, "name=佐藤&product=品番 10577", Some),
    ("guest, cod, not checked", DONE, "member=no&method=cod&checked=no", Some),
    ("amount and carrier, old", DONE, "min=700000&carrier=4", Some),
];

/// The head's field.
const HEAD: [(&str, &str, Rows); 6] = [
    ("head, number", "777", Some),
    ("head, 取引ID", "01795496000000500000", Some),
    ("head, name, common", "佐藤", Some),
    ("head, one letter", "ア", Some),
    ("head, mail", "user77777@", Some),
    ("head, nothing", "ありません", None),
];

/// All pages of a shop with so many orders.
pub fn all(orders: i64) -> Vec<Look> {
    let first = |name, path: String| Look { name, path, is_first: true, rows: Some };
    let mut looks = vec![
        first("受注一覧", OPEN.to_owned()),
        first("受注完了一覧", DONE.to_owned()),
        first("受注キャンセル一覧", CANCELLED.to_owned()),
        first("受注完了一覧, far down", format!("{DONE}?after={}", orders / 2)),
    ];
    let days = |back: i64| super::now().after(-back * shop::clock::DAY).to_date_text();
    for (name, list, query, rows) in LOOKS.into_iter().chain(TOGETHER) {
        let query = query.replace("@old", &days(900));
        let query = query.replace("@two", &days(365)).replace("@month", &days(30));
        looks.push(Look { name, path: format!("{list}?{}", sent(&query)), is_first: false, rows });
    }
    for (name, typed, rows) in HEAD {
        let path = format!("{OPEN}?{}", sent(&format!("q={typed}")));
        looks.push(Look { name, path, is_first: false, rows });
    }
    looks
}

/// The query as a browser sends it.
fn sent(query: &str) -> String {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}
