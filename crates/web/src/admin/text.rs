//! Every text of the admin that is not in a template: Japanese only for now. Labels and
//! one-sentence messages are the guide's; everything longer is ours.

use shop::attempt::ClientNote;
use shop::id::MerchantId;
use shop::money::Yen;
use shop::order::List;
use shop::order::history::Side;
use shop::payment::state::Request;
use shop::payment::{Advice, Button, Cause, Look, Reason, Settled, StatusFrame, ThreeDs};

pub(crate) const SIGN_IN: &str = "サインイン";
pub(crate) const SIGN_IN_WRONG: &str =
    "ログインIDかパスワードが違います。続けて10回間違えると、30分のあいだサインインできません。";
pub(crate) const SIGN_IN_BUSY: &str =
    "サインインが混み合っています。少し待ってから、もう一度お試しください。";

pub(crate) const CODE_WRONG: &str = "コードが違うか、もう使われています。アプリの新しいコードを入れてください。\
     続けて10回間違えると、30分のあいだ使えません。";
pub(crate) const FIRST_CODE_WRONG: &str = "コードが違います。アプリに出ている、いまのコードを入れてください。\
     続けて違うときは、電話の時計が合っているか確かめてください。";
pub(crate) const CODE_OVER: &str =
    "時間がたったため、はじめからやり直してください。ログインIDとパスワードを入れます。";
pub(crate) const STEP_UP: &str = "もう一度、ご本人の確認";
pub(crate) const PROOF_WRONG: &str =
    "パスワードが違います。続けて10回間違えると、30分のあいだ確認できません。";
pub(crate) const PROOF_CODE_WRONG: &str = "コードが違うか、もう使われています。アプリの新しいコードを入れてください。\
     続けて10回間違えると、30分のあいだ確認できません。";
pub(crate) const PROOF_SHUT: &str = "続けて10回間違えたため、この画面での確認を30分のあいだ止めています。正しく入れても確認できません。\
     急ぐときは、サインアウトして、もう一度サインインしてください。";

pub(crate) const CAPTURE: &str = "売上確定";
pub(crate) const CANCEL: &str = "キャンセル";
pub(crate) const UPDATE: &str = "取引更新";
pub(crate) const ALIGN: &str = "ペイジェント側の金額に合わせる";
pub(crate) const TAKE_OVER: &str = "キャンセルを取り込む";
pub(crate) const TAKEOVER_REASON: &str =
    "決済状況を「キャンセル済」にします。ペイジェントへは何も送りません";

/// 決済状況.
pub(crate) fn state(settled: Settled) -> &'static str {
    match settled {
        Settled::Held => "オーソリOK",
        Settled::Captured => "消込済",
        Settled::Cancelled => "キャンセル済",
    }
}

/// The frame's heading: 決済状況, or the guide's message (7-3, 7-4).
pub(crate) fn heading(frame: StatusFrame) -> &'static str {
    match frame {
        StatusFrame::Held => "決済状況：オーソリOK",
        StatusFrame::Captured => "決済状況：消込済",
        StatusFrame::Cancelled => "決済状況：キャンセル済",
        StatusFrame::Unavailable => "決済状況が取得できませんでした。",
        StatusFrame::HeldDiffers | StatusFrame::HeldDiffers3ds | StatusFrame::CapturedDiffers => {
            "ペイジェント側の金額情報と差異があります"
        }
    }
}

/// What to do now in a yellow frame, by the list that holds the order (M2).
pub(crate) fn next_step(advice: Advice) -> &'static str {
    match advice {
        Advice::CaptureOrCancel => {
            "商品を発送したら「売上確定」を押してください。確定した売上だけがショップへ入金されます。\
             キャンセルの場合には、「キャンセル」を押してください。"
        }
        Advice::CaptureNow => {
            "「売上確定」を押してください。完了した受注ですが、売上がまだ確定していません。このままでは精算されません。"
        }
        Advice::CancelPayment => "「キャンセル」を押して、決済も取り消してください。",
        Advice::CompleteOrder => {
            "売上は確定しています。お取引が終わったら、この受注を受注完了にしてください。"
        }
        Advice::AllDone => "お取引も決済も完了しています。",
        Advice::BuyerWillBeCharged => {
            "「キャンセル」を押してください。キャンセルした受注ですが、このままではお客様に請求されます。\
             そのあと、ペイジェント管理画面でもキャンセルになったことをご確認ください。"
        }
        Advice::CancelOrder => {
            "この受注を受注キャンセルにしてください。決済は取り消され、お客様への請求はありません。"
        }
        Advice::CompletedWithoutPayment => {
            "「受注キャンセル一覧へ移動」を押してください。完了した受注ですが、決済は取り消されています。"
        }
        Advice::NothingToDo => "受注も決済もキャンセル済みです。必要な操作はありません。",
    }
}

/// Instead of [`next_step`] where money should go back and no longer can (状況 41).
pub(crate) const REFUND_IS_OVER: &str = "返金できる期限を過ぎています。ペイジェント管理画面で確かめ、振込などでの返金を\
     お客様とご相談ください。";

/// What to do now in red frames 2 to 4: by the list, the side that was changed last, and whether
/// 取引更新 may be pressed.
pub(crate) fn next_step_differs(look: &Look, changed: Side) -> String {
    let (frame, total) = (look.decision.frame, look.total);
    let may_update = look.decision.buttons.update == Button::Enabled;
    match (frame, changed) {
        // An amount needs no care any more where nothing is to be paid.
        (StatusFrame::CapturedDiffers, _) if look.list == List::Cancelled => {
            if look.decision.buttons.cancel == Button::Enabled {
                next_step(Advice::BuyerWillBeCharged).to_owned()
            } else {
                REFUND_IS_OVER.to_owned()
            }
        }
        (_, _) if look.list == List::Cancelled => next_step(Advice::CancelPayment).to_owned(),
        (_, Side::Paygent) => {
            "「ペイジェント側の金額に合わせる」を押してください。受注の合計を、ペイジェント側の金額にします。".to_owned()
        }
        (StatusFrame::CapturedDiffers, Side::Order) if total == Yen::ZERO => {
            if look.decision.buttons.cancel != Button::Enabled {
                return REFUND_IS_OVER.to_owned();
            }
            "「キャンセル」を押してください。受注の合計が0円になったため、確定した売上をお客様へ返金します。".to_owned()
        }
        (_, Side::Order) if total == Yen::ZERO => {
            "「取引更新」を押してください。受注の合計が0円になったため、決済を取り消します。".to_owned()
        }
        (StatusFrame::HeldDiffers3ds, Side::Order) if may_update => format!(
            "「取引更新」を押すと、受注の合計 {total} をペイジェントへ送ります。3Dセキュア認証の効力はなくなります。"
        ),
        (_, Side::Order) if may_update => format!("{EDITED}受注の合計 {total} を送ります。"),
        (StatusFrame::HeldDiffers3ds, Side::Order) => format!(
            "ペイジェント管理画面で、金額を受注の合計 {total} に合わせてください。3Dセキュア認証の受注は、ここから金額を送れません。"
        ),
        (StatusFrame::CapturedDiffers, Side::Order) => format!(
            "ペイジェント管理画面で、金額を受注の合計 {total} に合わせてください。売上は確定しているため、ここから金額を送れません。"
        ),
        (_, Side::Order) => {
            let first = if look.list == List::Open { "" } else { "受注一覧へ戻し、" };
            format!(
                "{first}「編集モード」で、合計をカードの上限までにしてください。{total} はペイジェントへ送れません。"
            )
        }
    }
}

/// The guide's words for 赤枠 2, where 編集モード is what made the difference.
const EDITED: &str = "「編集モード」から金額変更された場合には取引更新ボタンをクリックして、ペイジェントへ金額変更内容を送信してください。";

/// The other way out of a difference.
pub(crate) fn align_note(total: Yen, there: Yen) -> String {
    let difference = Yen(there.0.saturating_sub(total.0));
    format!("差額 {difference} の調整行を加えて、受注の合計を {there} にします。")
}

/// What to do now in 赤枠 1, from the cause we know.
pub(crate) fn next_step_unavailable(cause: &Cause) -> String {
    match cause {
        Cause::InFlight(request) => {
            format!("「{}」の結果を確認しています。このままお待ちください。", request_word(*request))
        }
        Cause::CancelledThere => {
            "「キャンセルを取り込む」を押してください。この決済は、ペイジェント側で取り消されています。".to_owned()
        }
        Cause::ChangedThere => {
            "少し待ってから、この画面を開き直してください。ペイジェント側で金額変更などの操作が行われ、いまの決済を確認しています。".to_owned()
        }
        Cause::HoldExpired => {
            "オーソリの有効期限が切れています。お客様へ、改めてのお支払いをご相談ください。".to_owned()
        }
        Cause::NotThere => {
            "この取引IDの決済がペイジェントにありません。支払方法設定のマーチャントIDと接続先をご確認ください。".to_owned()
        }
        Cause::Several => {
            "同じ取引IDの決済がペイジェントに複数あります。ペイジェント管理画面で金額をご確認ください。".to_owned()
        }
        Cause::Pending(number) => {
            format!("ペイジェント側の手続きが終わっていません（状態 {number}）。少し待ってから、この画面を開き直してください。")
        }
        Cause::RefusedThere(number) => {
            format!("ペイジェント側ではオーソリが失敗しています（状態 {number}）。ペイジェント管理画面でご確認ください。")
        }
        Cause::Contradiction(number) => {
            format!("ペイジェント側の状態（{number}）が、この受注の記録と食い違っています。ペイジェント管理画面でご確認ください。")
        }
        Cause::Refused { code, .. } => {
            format!("ペイジェントが照会を受け付けませんでした（{code}）。支払方法設定の接続ID・接続IDパスワードをご確認ください。")
        }
        Cause::Silent(_) => {
            "ペイジェントから応答がありません。少し待ってから、この画面を開き直してください。".to_owned()
        }
        Cause::NoAccount => {
            "支払方法設定の接続環境をご確認ください。接続の情報が開けないため、ペイジェントに確認していません。".to_owned()
        }
        Cause::UnknownNumber(number) => {
            format!("ペイジェントの状態 {number} の意味がわかりません。ペイジェント管理画面でご確認ください。")
        }
    }
}

/// What to do now where a contract of before does not answer any more (7-4 ①-5).
pub(crate) fn next_step_former(merchant: &MerchantId, code: &str) -> String {
    format!(
        "旧名義のペイジェント管理画面で、売上処理や返金処理を行ってください。以前の加盟店契約（マーチャントID {merchant}）の決済で、照会できません（{code}）。"
    )
}

/// Beside [`Cause::ChangedThere`]: how it ends.
pub(crate) const CHANGED_DETAIL: &str = "わかりしだい、この枠と変更履歴に出ます。\
     10分たっても変わらないときは、ペイジェント管理画面で同じ取引IDのいちばん新しい決済を探し、その決済IDで確かめます。";

/// Whether the guide's three guesses still help: where the cause is known, they would only mislead
/// (RULES 1-2).
pub(crate) fn guesses_help(cause: &Cause) -> bool {
    match cause {
        Cause::InFlight(_)
        | Cause::CancelledThere
        | Cause::ChangedThere
        | Cause::HoldExpired
        | Cause::NoAccount
        | Cause::Several => false,
        Cause::NotThere
        | Cause::Pending(_)
        | Cause::RefusedThere(_)
        | Cause::Contradiction(_)
        | Cause::Refused { .. }
        | Cause::Silent(_)
        | Cause::UnknownNumber(_) => true,
    }
}

/// The guide's reasons for 赤枠 1.
pub(crate) const GUESSES: [&str; 3] = [
    "接続ID、接続IDパスワードが正しくない。",
    "ペイジェント管理画面での操作が行われた。(金額変更やキャンセル処理など)",
    "購入者が購入手続きや支払い手続きを完了していない。",
];

/// The button that sent it.
pub(crate) fn request_word(request: Request) -> &'static str {
    match request {
        Request::Capture => CAPTURE,
        Request::CancelHeld | Request::Refund => CANCEL,
        Request::Change { .. } => UPDATE,
        Request::Release => "旧オーソリの取り消し",
    }
}

/// Why a button is disabled.
pub(crate) fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::AmountSame => "金額の変更はありません",
        Reason::AmountDiffers => "金額が一致すると押せます",
        Reason::AlreadyCaptured => "売上は確定しています",
        Reason::ThreeDsPerformed => "3Dセキュア認証の受注には使えません",
        Reason::AboveLimit => "合計がカードの上限を超えています",
        Reason::RefundExpired => "返金できる期限を過ぎています",
    }
}

/// The guide's note on an authenticated order; none without 3-D Secure.
pub(crate) fn three_ds_note(three_ds: ThreeDs) -> Option<&'static str> {
    match three_ds {
        ThreeDs::NotUsed => None,
        ThreeDs::Authenticated | ThreeDs::AttemptIssuer | ThreeDs::AttemptMerchant => {
            Some("※本受注は3Dセキュア認証が実施されました。")
        }
        ThreeDs::Lost => Some("※金額が変わったため、本受注の3Dセキュア認証は効力がありません。"),
    }
}

/// The buttons of the confirmations.
pub(crate) const CAPTURE_IT: &str = "売上確定する";
pub(crate) const CANCEL_IT: &str = "決済をキャンセルする";
pub(crate) const UPDATE_IT: &str = "取引更新する";
pub(crate) const ALIGN_IT: &str = "金額を合わせる";
/// What must be acknowledged before an authenticated order is changed.
pub(crate) const LOSS: &str =
    "3Dセキュア認証の効力がなくなり、チャージバックの負担が加盟店になることを確認しました";
pub(crate) const LOSS_NOT_ACCEPTED: &str = "「取引更新」は行われていません。3Dセキュア認証の効力がなくなることを確かめ、チェックを入れてください。";

/// The answers after them.
pub(crate) const CAPTURED: &str = "売上を確定しました。決済状況は「消込済」です。";
pub(crate) const CANCELLED: &str = "決済をキャンセルしました。決済状況は「キャンセル済」です。";
pub(crate) const UPDATED: &str =
    "ペイジェントへ金額を送りました。精算されるには、このあと「売上確定」が必要です。";
pub(crate) const ALIGNED: &str = "受注の合計をペイジェント側の金額に合わせました。";
pub(crate) const TAKE_IT_OVER: &str = "キャンセルを取り込む";
pub(crate) const TAKEN_OVER: &str =
    "ペイジェント側のキャンセルを取り込みました。決済状況は「キャンセル済」です。";
pub(crate) const NAME_IT: &str = "この決済を確かめる";
pub(crate) const NAMED: &str =
    "ペイジェント側の新しい決済を取り込みました。いまの決済状況をご覧ください。";
pub(crate) const BUSY: &str = "処理中です。前の操作の結果を確認しています。";

pub(crate) fn checking(act: &str) -> String {
    format!("「{act}」の結果を確認しています。わかりしだい、この画面と変更履歴に出ます。")
}

pub(crate) fn known_now(act: &str) -> String {
    format!("「{act}」の結果を確認しました。いまの決済状況をご覧ください。")
}

pub(crate) fn denied(act: &str) -> String {
    format!("「{act}」は行われていません。すでに済んでいるか、いまの決済状況ではできない操作です。")
}

pub(crate) fn other_amount(act: &str) -> String {
    format!(
        "「{act}」は行われていません。この画面を開いたあとに、金額が変わりました。いまの金額をご確認ください。"
    )
}

pub(crate) fn not_sent(act: &str) -> String {
    format!(
        "「{act}」は行われていません。ペイジェントに接続できませんでした。少し待ってから、もう一度お試しください。"
    )
}

pub(crate) fn refused(act: &str, known: Option<&str>, code: Option<&str>) -> String {
    let why = known.unwrap_or("理由は変更履歴をご覧ください。");
    let code = code.map(|code| format!("（{code}）")).unwrap_or_default();
    format!("「{act}」は行われていません。{why}{code}")
}

/// 購入端末: `PC (203.0.113.24)`.
pub(crate) fn client(client: &ClientNote) -> String {
    let kind = client.device();
    if client.ip.is_empty() { kind.to_owned() } else { format!("{kind} ({})", client.ip) }
}
