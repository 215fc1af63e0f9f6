//! What an order keeps of a checkout when its person's data is erased: how it was sent and paid,
//! and the prefecture that its 送料 follows from. Books need no more (reliability-security X15).

use super::{Address, Buyer, CardChoice, Checkout, Extras, Pay, Recipient};

/// Stands where a name was.
pub const ERASED: &str = "（消去済み）";

impl Checkout {
    /// Its people's data is erased.
    pub fn is_erased(&self) -> bool {
        self.buyer.family == ERASED && self.buyer.given.is_empty()
    }

    /// The same without anybody's name, address, number or words.
    #[must_use]
    pub fn erased(self) -> Checkout {
        Checkout {
            buyer: Buyer {
                family: ERASED.to_owned(),
                given: String::new(),
                family_kana: String::new(),
                given_kana: String::new(),
                email: String::new(),
                phone: String::new(),
                address: self.buyer.address.erased(),
            },
            recipient: self.recipient.map(|to| Recipient {
                family: ERASED.to_owned(),
                given: String::new(),
                family_kana: String::new(),
                given_kana: String::new(),
                phone: String::new(),
                address: to.address.erased(),
            }),
            carrier_id: self.carrier_id,
            arrival: self.arrival,
            note: String::new(),
            extras: Extras::default(),
            pay: match self.pay {
                Pay::Card(mut card) => {
                    card.choice = CardChoice::Typed;
                    Pay::Card(card)
                }
                other => other,
            },
        }
    }
}

impl Address {
    fn erased(self) -> Address {
        Address {
            postal: String::new(),
            prefecture: self.prefecture,
            city: String::new(),
            street: String::new(),
            building: String::new(),
        }
    }
}
