use crate::telegram::shape::Shape;

const CHOICE: Shape = Shape::Digits(2, 2);

group! {
    /// What the shop knows of this purchase. Indicators are the two digits of EMV 3-D Secure.
    Risk {
        /// Where goods are delivered by mail.
        delivery_email_address = "delivery_email_address", Shape::Visible(254);
        /// How soon it is delivered.
        delivery_timeframe = "delivery_timeframe", CHOICE;
        /// Paid with gift cards.
        gift_card_amount = "gift_card_amount", Shape::Digits(1, 15);
        /// So many gift cards.
        gift_card_count = "gift_card_count", CHOICE;
        /// Their currency.
        gift_card_currency = "gift_card_currency_code", Shape::Digits(3, 3);
        /// When pre-ordered goods are expected, `YYYYMMDD`.
        pre_order_date = "pre_order_date", Shape::Digits(8, 8);
        /// Whether goods are pre-ordered.
        pre_order_indicator = "pre_order_purchase_indicator", CHOICE;
        /// Whether the goods were bought before.
        reorder_indicator = "reorder_indicator", CHOICE;
        /// Where the goods go.
        shipping_indicator = "shipping_indicator", CHOICE;
    }
}
