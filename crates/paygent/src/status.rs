//! Payment status numbers of Paygent (`payment_status` of 094 and of notices).

/// A payment's status at Paygent, as the number it came as. Names: [`Status::name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Status(pub u8);

macro_rules! statuses {
    ($($konst:ident = $number:literal, $name:literal;)*) => {
        impl Status {
            $(#[doc = $name] pub const $konst: Self = Self($number);)*

            /// Every status that Paygent is known to have.
            pub const ALL: &'static [Self] = &[$(Self::$konst),*];

            /// Paygent's Japanese name; none for a number we do not know.
            pub fn name(self) -> Option<&'static str> {
                match self.0 { $($number => Some($name),)* _ => None }
            }
        }
    };
}

statuses! {
    REQUESTED = 10, "申込済";
    AUTH_REFUSED = 11, "オーソリNG";
    PAYMENT_OVERDUE = 12, "支払期限切";
    THREE_DS_BROKEN_OFF = 13, "3DS中断";
    THREE_DS_RUNNING = 14, "3DS認証";
    REQUEST_BROKEN_OFF = 15, "申込中断";
    OVERDUE_NOT_COLLECTED = 16, "支払期限切(消込対象外)";
    CHECK_FAILED = 17, "有効性確認NG";
    BEFORE_PRINT = 19, "印刷前";
    AUTH_OK = 20, "オーソリOK";
    AUTH_COMPLETE = 21, "オーソリ完了";
    CHECKED = 22, "有効性確認済";
    CAPTURE_RUNNING = 30, "売上要求中";
    AUTH_CANCEL_RUNNING = 31, "オーソリ取消中";
    AUTH_CANCELLED = 32, "オーソリ取消済";
    AUTH_EXPIRED = 33, "オーソリ期限切";
    CORRECTION_RUNNING = 34, "補正要求中";
    CAPTURE_REQUESTED = 35, "売上要求済";
    CAPTURE_ON_HOLD = 36, "売上保留";
    CAPTURE_IMPOSSIBLE = 37, "売上不可";
    CAPTURED = 40, "消込済";
    CAPTURED_NO_REFUND = 41, "消込済(売上取消期限切)";
    REFUND_RUNNING = 42, "売上取消中";
    EARLY_NOTICE = 43, "速報検知済";
    COLLECTED = 44, "消込完了";
    REFUND_COLLECTING = 50, "売上取消集計中";
    REFUNDED = 60, "売上取消済";
    EARLY_NOTICE_CANCELLED = 61, "速報取消済";
    CANCELLED = 62, "取消完了";
}
