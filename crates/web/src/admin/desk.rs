//! What stands around every page of the admin: head, search, navigation.

use shop::staff::Staff;

/// The data of `templates/admin/desk.html`, a part of every view struct behind the sign-in.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    /// Who is signed in.
    pub staff: String,
    /// What the head's search field holds.
    pub search: String,
    /// Which entry of the navigation this page belongs to.
    pub here: Here,
    /// The answer to what was just done.
    pub answer: Option<Answer>,
}

/// An entry of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Here {
    /// 受注一覧 itself.
    Orders,
    /// A page below it.
    BelowOrders,
    /// 支払方法設定 itself.
    Payments,
    /// A page below it.
    BelowPayments,
    /// 宅配便・送料計算 itself.
    Delivery,
    /// A page below it.
    BelowDelivery,
    /// カートの設定.
    Cart,
}

/// One sentence about an act, said once after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// `ok`, `warn`, `bad` or nothing: colour of the notice.
    pub tone: &'static str,
    /// Its glyph.
    pub icon: &'static str,
    /// What happened.
    pub text: String,
}

impl Desk {
    pub(crate) fn of(staff: &Staff, here: Here) -> Desk {
        Desk { staff: staff.name.clone(), search: String::new(), here, answer: None }
    }

    /// `aria-current` of the entry 受注一覧: the page itself, or one below it.
    pub(crate) fn orders_current(&self) -> Option<&'static str> {
        self.current(Here::Orders, Here::BelowOrders)
    }

    /// The same of 支払方法設定.
    pub(crate) fn payments_current(&self) -> Option<&'static str> {
        self.current(Here::Payments, Here::BelowPayments)
    }

    /// The same of 宅配便・送料計算.
    pub(crate) fn delivery_current(&self) -> Option<&'static str> {
        self.current(Here::Delivery, Here::BelowDelivery)
    }

    /// The same of カートの設定, which has no page below it.
    pub(crate) fn cart_current(&self) -> Option<&'static str> {
        self.current(Here::Cart, Here::Cart)
    }

    fn current(&self, page: Here, below: Here) -> Option<&'static str> {
        match self.here {
            here if here == page => Some("page"),
            here if here == below => Some("true"),
            _ => None,
        }
    }
}

impl Answer {
    pub(crate) fn done(text: &str) -> Answer {
        Answer { tone: "ok", icon: "check", text: text.to_owned() }
    }

    pub(crate) fn wait(text: &str) -> Answer {
        Answer { tone: "warn", icon: "clock", text: text.to_owned() }
    }

    pub(crate) fn told(text: &str) -> Answer {
        Answer { tone: "", icon: "info", text: text.to_owned() }
    }

    pub(crate) fn refused(text: String) -> Answer {
        Answer { tone: "bad", icon: "bad", text }
    }
}
