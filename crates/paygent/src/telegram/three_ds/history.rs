use crate::telegram::shape::Shape;

const DATE: Shape = Shape::Digits(8, 8);
const CHOICE: Shape = Shape::Digits(2, 2);
const LOGIN_TYPE: Shape = Shape::OneOf(&["01", "02", "03", "04", "05", "06"]);

group! {
    /// What the shop knows of the buyer's account. Dates are `YYYYMMDD`; indicators are the two
    /// digits of EMV 3-D Secure.
    History {
        /// How the buyer signed in: `01` guest to `06`.
        login_type = "login_type", LOGIN_TYPE;
        /// When: UTC, `YYYYMMDDhhmm`; some clients send seconds too.
        login_date = "login_date", Shape::Digits(12, 14);
        /// How old the account is.
        account_indicator = "account_indicator", CHOICE;
        /// When it was made.
        account_create_date = "account_create_date", DATE;
        /// When it was changed.
        account_change_date = "account_change_date", DATE;
        /// How long ago that is.
        account_change_indicator = "account_change_indicator", CHOICE;
        /// When the password was changed.
        password_change_date = "password_change_date", DATE;
        /// How long ago that is.
        password_change_indicator = "password_change_indicator", CHOICE;
        /// Purchases in six months.
        purchase_count = "purchase_count", Shape::Digits(1, 4);
        /// Cards registered in 24 hours.
        card_registration_count = "card_registration_count", Shape::Digits(1, 3);
        /// When the card was registered.
        card_registration_date = "card_registration_date", DATE;
        /// How long ago that is.
        card_registration_indicator = "card_registration_indicator", CHOICE;
        /// Transactions in 24 hours.
        activity_count_day = "activity_count_day", Shape::Digits(1, 3);
        /// Transactions in the last year.
        activity_count_year = "activity_count_year", Shape::Digits(1, 3);
        /// Whether the account was seen to do something suspicious.
        suspicious_activity = "suspicious_acc_activity", CHOICE;
        /// When the shipping address was first used.
        ship_address_use_date = "ship_address_use_date", DATE;
        /// How long ago that is.
        ship_address_use_indicator = "ship_address_use_indicator", CHOICE;
        /// Whether the recipient's name is the account's.
        ship_name_indicator = "ship_name_indicator", CHOICE;
    }
}
