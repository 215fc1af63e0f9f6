//! The pages that all settings forms share: the form, and 確認画面.

use askama::Template;
use serde::Serialize;
use shop::checkout::FieldError;

use super::super::Desk;
use super::row::{Change, Group, Part, mark};
use crate::Layout;

/// Said when somebody else has saved since the form was opened.
pub(super) const CHANGED: &str =
    "ほかの人が設定を変更しました。いまの設定を表示しています。もう一度入力してください。";

/// A settings form.
#[derive(Debug, Template)]
#[template(path = "admin/settings/form.html")]
pub(crate) struct FormPage {
    pub layout: Layout,
    pub desk: Desk,
    /// The page above it.
    pub above: Above,
    /// Where its three addresses begin.
    pub path: String,
    pub is_set: bool,
    /// Where 変更履歴 is, if these settings have one.
    pub history: Option<String>,
    /// Where 接続テスト is asked for, if these settings can be tested.
    pub test: Option<&'static str>,
    pub groups: Vec<Group>,
    pub errors: Vec<(String, String)>,
    /// Travels along: the version it began with, secrets that were typed.
    pub hidden: Vec<(String, String)>,
}

/// What will change, and what follows from it.
#[derive(Debug, Template)]
#[template(path = "admin/settings/confirm.html")]
pub(crate) struct ConfirmPage {
    pub layout: Layout,
    pub desk: Desk,
    pub above: Above,
    pub path: String,
    pub changes: Vec<Change>,
    /// Sentences about these changes.
    pub effects: Vec<String>,
    pub hidden: Vec<(String, String)>,
}

/// Address and name of the list that a form belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Above {
    pub href: &'static str,
    pub name: &'static str,
}

/// 支払方法設定.
pub(super) const PAYMENTS: Above = Above { href: "/settings/payments", name: "支払方法設定" };
/// 宅配便・送料計算.
pub(super) const DELIVERY: Above =
    Above { href: "/settings/delivery", name: "宅配便・送料計算" };

impl FormPage {
    /// Whether a file can be chosen: only then the form is sent in parts.
    pub(crate) fn has_upload(&self) -> bool {
        let is_file =
            |part: &Part| matches!(part, Part::Picture { .. } | Part::PaperPicture { .. });
        let mut rows = self.groups.iter().flat_map(|group| &group.rows);
        rows.any(|row| row.parts.iter().any(is_file))
    }

    /// With a sentence beside each field that needs one.
    pub(super) fn marked(mut self, errors: &[FieldError]) -> FormPage {
        mark(&mut self.groups, errors);
        self.errors =
            errors.iter().map(|one| (one.field.to_owned(), one.message.clone())).collect();
        self
    }
}

/// Every field of a form of texts that holds something, for hidden inputs.
pub(super) fn pairs(form: &impl Serialize) -> Vec<(String, String)> {
    let fields = serde_json::to_value(form).expect("texts become JSON");
    let fields = fields.as_object().cloned().unwrap_or_default();
    fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}
