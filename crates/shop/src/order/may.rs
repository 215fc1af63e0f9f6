//! Which work on an order is open in which list (M4): one table, asked by pages and by what they
//! send alike.

use super::List;

/// Something that may be done to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// 編集モード.
    Edit,
    /// 入金チェック (J).
    Check,
    /// 受注ステータス.
    Status,
    /// 出荷 and 問合せ番号.
    Ship,
    /// メモ.
    Memo,
    /// 注文確認メール, 配送通知メール, フリーメール (H, I, K). The guide shuts them with 受注完了; here they may be
    /// sent again, after a warning (DESIGN section 10).
    Mail,
    /// 送り状データ (F).
    Slip,
    /// 帳票出力 (G): the only thing that the guide leaves open after 受注完了.
    Print,
    /// キャンセル, 取引更新 and 売上確定 of the frame; which of them, the frame decides.
    Payment,
    /// 受注完了一覧へ移動 (L).
    Complete,
    /// 受注キャンセル一覧へ移動 (M). From 受注完了一覧 only without a payment ([`super::moves`]).
    CancelOrder,
    /// 受注一覧へ戻す.
    Reopen,
}

/// What is open in this list.
pub fn what(list: List) -> &'static [Function] {
    use Function::{
        CancelOrder, Check, Complete, Edit, Mail, Memo, Payment, Print, Reopen, Ship, Slip, Status,
    };
    match list {
        List::Open => {
            &[Edit, Check, Status, Ship, Memo, Mail, Slip, Print, Payment, Complete, CancelOrder]
        }
        List::Completed => &[Memo, Mail, Print, Payment, CancelOrder, Reopen],
        List::Cancelled => &[Memo, Mail, Print, Payment, Reopen],
    }
}

impl Function {
    /// Whether it is open in this list.
    pub fn is_open(self, list: List) -> bool {
        what(list).contains(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::List;
    use super::Function::{
        CancelOrder, Check, Complete, Edit, Mail, Memo, Payment, Print, Reopen, Ship, Slip, Status,
    };

    #[test]
    fn the_guides_table_and_what_was_added_to_it() {
        // 受注一覧, 受注完了一覧, 受注キャンセル一覧.
        for (function, open) in [
            (Edit, [true, false, false]),
            (Check, [true, false, false]),
            (Status, [true, false, false]),
            (Ship, [true, false, false]),
            (Memo, [true, true, true]),
            (Mail, [true, true, true]),
            (Slip, [true, false, false]),
            (Print, [true, true, true]),
            (Payment, [true, true, true]),
            (Complete, [true, false, false]),
            (CancelOrder, [true, true, false]),
            (Reopen, [false, true, true]),
        ] {
            assert_eq!(List::ALL.map(|list| function.is_open(list)), open, "{function:?}");
        }
    }
}
