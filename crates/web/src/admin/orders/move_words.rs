//! What is said about orders that go from list to list.

use shop::order::List;
use shop::order::moves::{Along, Caution, Move, Shown, Standing};

/// Title of an order's page, by the list that holds it.
pub(crate) fn page_title(list: List, inner: i64) -> String {
    let kind = match list {
        List::Open => "受注明細",
        List::Completed => "受注完了明細",
        List::Cancelled => "受注キャンセル明細",
    };
    format!("{kind}(注文No:{inner})")
}

/// Where a list stands.
pub(crate) fn list_path(list: List) -> &'static str {
    match list {
        List::Open => "/orders",
        List::Completed => "/orders/completed",
        List::Cancelled => "/orders/cancelled",
    }
}

/// The last part of a move's address, and its dialog's name.
pub(crate) fn noun(act: Move) -> &'static str {
    match act {
        Move::Complete => "completion",
        Move::Cancel => "order-cancellation",
        Move::Reopen => "reopening",
    }
}

/// The button on the order's page: the guide's word.
pub(crate) fn button(act: Move) -> &'static str {
    match act {
        Move::Complete => "受注完了一覧へ移動",
        Move::Cancel => "受注キャンセル一覧へ移動",
        Move::Reopen => "受注一覧へ戻す",
    }
}

/// What stands before the button.
pub(crate) fn row(act: Move) -> &'static str {
    act.to().state()
}

/// What it is called where many are moved.
pub(crate) fn name(act: Move) -> &'static str {
    match act {
        Move::Complete => "受注完了",
        Move::Cancel => "受注キャンセル",
        Move::Reopen => "受注一覧へ戻す",
    }
}

/// What is about to be done.
pub(crate) fn title(act: Move, number: &str) -> String {
    match act {
        Move::Complete => format!("{number} を受注完了にします"),
        Move::Cancel => format!("{number} を受注キャンセルにします"),
        Move::Reopen => format!("{number} を受注一覧へ戻します"),
    }
}

/// Both acts in one button.
pub(crate) fn together(along: Along) -> &'static str {
    match along {
        Along::Capture => "売上確定して受注完了",
        Along::CancelPayment => "決済をキャンセルして受注キャンセル",
    }
}

/// The payment act's own word.
pub(crate) fn payment_act(along: Along) -> &'static str {
    match along {
        Along::Capture => super::super::text::CAPTURE,
        Along::CancelPayment => super::super::text::CANCEL,
    }
}

/// The move alone, where something has to be acknowledged.
pub(crate) fn all_the_same(act: Move) -> &'static str {
    match act {
        Move::Complete => "このまま受注完了にする",
        Move::Cancel => "このまま受注キャンセルにする",
        Move::Reopen => "受注一覧へ戻す",
    }
}

/// A caution: what is wrong, what follows, and what is acknowledged.
pub(crate) fn caution(caution: Caution) -> (&'static str, &'static str, &'static str) {
    match caution {
        Caution::NotCaptured => (
            "売上確定処理が未完了です。",
            "売上を確定しないと、ペイジェントから精算されません。",
            "売上を確定しないまま受注完了にする",
        ),
        Caution::PaymentCancelled => (
            "決済はキャンセル済です。",
            "お取りやめの受注なら「受注キャンセル」にしてください。",
            "決済がないまま受注完了にする",
        ),
        Caution::HoldStays => (
            "オーソリが残っています。",
            "決済をキャンセルしないと、お客様のカードの枠が押さえられたままで、請求されることがあります。",
            "決済を残したまま受注キャンセルにする",
        ),
        Caution::BuyerBilled => (
            "売上が確定しています。",
            "このままの状態だと、お客様に請求があがります。",
            "請求を残したまま受注キャンセルにする",
        ),
        Caution::AmountDiffers => (
            "ペイジェント側の金額情報と差異があります。",
            "金額を合わせてから受注完了にすることをお勧めします。",
            "差異があるまま受注完了にする",
        ),
        Caution::NotSeen => (
            "決済状況が取得できませんでした。",
            "いまの決済状況がわかりません。わかってから移動することをお勧めします。",
            "決済状況を確かめないまま移動する",
        ),
    }
}

/// In the place of [`Caution::HoldStays`], where Paygent says that the hold is over.
pub(crate) const HOLD_EXPIRED: (&str, &str, &str) = (
    "オーソリの有効期限が切れています。",
    "お客様に請求されることはありません。",
    "期限が切れたオーソリのまま受注キャンセルにする",
);
pub(crate) const CANCELLED_THERE: (&str, &str, &str) = (
    "ペイジェント側で取り消されています。",
    "受注明細の「キャンセルを取り込む」で、決済状況を合わせられます。",
    "取り込まないまま受注キャンセルにする",
);

/// 決済状況 as our record knows it.
pub(crate) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::NoPayment => "ペイジェントの決済なし",
        Standing::InFlight => "確認中",
        Standing::Held => "オーソリOK",
        Standing::HeldDiffers => "オーソリOK（金額に差異）",
        Standing::Captured => "消込済",
        Standing::CapturedDiffers => "消込済（金額に差異）",
        Standing::Cancelled => "キャンセル済",
    }
}

/// `受注一覧・オーソリOK`
pub(crate) fn shown(shown: Shown) -> String {
    format!("{}・{}", shown.list.name(), standing(shown.standing))
}

/// The answer after a move.
pub(crate) fn moved(act: Move) -> &'static str {
    match act {
        Move::Complete => "受注完了一覧へ移動しました。",
        Move::Cancel => "受注キャンセル一覧へ移動しました。",
        Move::Reopen => "受注一覧へ戻しました。",
    }
}

/// The answer after a payment act and its move.
pub(crate) fn both_done(along: Along) -> &'static str {
    match along {
        Along::Capture => "売上を確定し、受注完了一覧へ移動しました。",
        Along::CancelPayment => "決済をキャンセルし、受注キャンセル一覧へ移動しました。",
    }
}

pub(crate) const NOT_MOVED: &str = "受注は移動していません。";
pub(crate) const BUSY: &str =
    "処理中です。前の操作の結果を確認しています。わかってから、もう一度お試しください。";
pub(crate) const CHANGED: &str =
    "この画面を開いたあとに、受注が変わりました。いまの内容を確かめて、もう一度押してください。";
pub(crate) const NO_WAY: &str = "いまの受注状況ではできない操作です。";
/// 在庫を引かずに戻す.
pub(crate) const WITHOUT_STOCK: &str = "在庫を引かずに戻す";

pub(crate) fn short(names: &[String]) -> String {
    format!(
        "在庫が足りません：{}。在庫を増やしてから戻すか、「{WITHOUT_STOCK}」を押してください。",
        names.join("、")
    )
}

pub(crate) fn paid_only(along: Along) -> String {
    format!(
        "「{}」は行いましたが、受注は移動していません。いまの内容を確かめて、もう一度お試しください。",
        payment_act(along)
    )
}
