//! The rows ⑬ to ⑮, of any payment method.

use shop::settings::form::TermsForm;

use super::row::{Part, Row};

pub(super) fn rows(terms: &TermsForm) -> [Row; 3] {
    [name(terms), conditions(terms), note(terms)]
}

fn name(terms: &TermsForm) -> Row {
    Row::new("⑬", "支払方法の名称設定")
        .required()
        .line("name", &terms.name, "m")
        .hint("お客様の画面とメールに、この名称で出ます。")
}

fn conditions(terms: &TermsForm) -> Row {
    let (below, from) = (!terms.below.is_empty(), !terms.from.is_empty());
    let mut row = Row::new("⑭", "適用条件")
        .required()
        .part(Part::Bound {
            tick: "below",
            checked: below,
            name: "hide_below",
            value: terms.hide_below.clone(),
            after: "円未満の場合は表示しない",
        })
        .part(Part::Bound {
            tick: "from",
            checked: from,
            name: "hide_from",
            value: terms.hide_from.clone(),
            after: "円以上の場合は表示しない",
        })
        .hint("送料・手数料は含みません。");
    if below {
        row = row.saying(&format!("{}円未満の場合は表示しない", terms.hide_below.trim()));
    }
    if from {
        row = row.saying(&format!("{}円以上の場合は表示しない", terms.hide_from.trim()));
    }
    if below || from { row } else { row.saying("いつも表示する") }
}

fn note(terms: &TermsForm) -> Row {
    Row::new("⑮", "注意書き")
        .lines("note", &terms.note)
        .tick("note_in_choice", &terms.note_in_choice, "支払方法画面")
        .tick("note_in_mail", &terms.note_in_mail, "サンクスメール")
        .part(Part::Tick { name: "", text: "確認画面", checked: true })
        .hint("特商法に基づき、確認画面のチェックは外せません。")
}
