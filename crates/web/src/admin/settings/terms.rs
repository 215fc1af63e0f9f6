//! The rows ⑬ to ⑯, of any payment method.

use shop::settings::form::TermsForm;

use super::row::{Part, Row};

/// The field of the uploaded picture.
pub(super) const LOGO_FILE: &str = "logo_file";

pub(super) fn rows(terms: &TermsForm) -> [Row; 4] {
    [name(terms), conditions(terms), note(terms), logo(terms)]
}

fn logo(terms: &TermsForm) -> Row {
    let row = Row::new("⑯", "決済サービスロゴ画像")
        .part(Part::Picture {
            name: LOGO_FILE,
            kept: terms.logo.clone(),
            alt: terms.logo_alt.clone(),
            removed: !terms.logo_remove.is_empty(),
        })
        .hint("お客様がお支払方法を選ぶ画面に出ます。PNG・JPEG・GIF・WebP、200KBまで。");
    if terms.logo.is_empty() || !terms.logo_remove.is_empty() {
        return row;
    }
    let number = terms.logo.get(..6).unwrap_or_default();
    let alt = terms.logo_alt.trim();
    let alt = if alt.is_empty() { String::new() } else { format!("／ALT：{alt}") };
    row.saying(&format!("画像 {number}{alt}"))
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
