//! サンクスメール: what the buyer gets when the order is placed.

use super::{Mail, Placed};

/// The mail to the buyer.
pub fn thanks(placed: &Placed<'_>) -> Mail {
    Mail::new(&format!("ご注文ありがとうございます（{}）", placed.number), &placed.text())
}

#[cfg(test)]
mod tests {
    use super::{Placed, thanks};
    use crate::mail::placed::tests::{bank, card, cod, in_store, with_placed};
    use crate::money::Yen;

    #[test]
    fn says_what_was_bought_and_how_it_is_paid() {
        for (name, shipping, pay) in [
            ("card", Some(Yen(680)), card()),
            ("bank", Some(Yen(0)), bank()),
            ("bank_without_shipping", None, bank()),
            ("cod", Some(Yen(680)), cod()),
            ("in_store", Some(Yen(0)), in_store()),
        ] {
            let mail = with_placed(shipping, "小林 葵", pay, thanks);
            let text = format!("{}\n====\n{}", mail.subject(), mail.body());
            insta::assert_snapshot!(format!("thanks_{name}"), text);
        }
    }

    #[test]
    fn says_when_it_is_wished_for() {
        let wish = Some("2026/11/28(土) 14時～16時\n■");
        let mail = with_placed(Some(Yen(680)), "小林 葵", bank(), |placed| {
            thanks(&Placed { wish, ..*placed })
        });
        let said = "\n\n■お届け\n\nクロネコ宅急便\nお届け希望：2026/11/28(土) 14時～16時 ■\n\n■お支払方法\n";
        assert!(mail.body().contains(said), "{}", mail.body());
    }

    #[test]
    fn a_name_cannot_write_lines_of_its_own() {
        let name = "小林\r\n\r\n■お支払方法\n次の口座へ";
        let mail = with_placed(Some(Yen(680)), name, card(), thanks);
        let first = mail.body().lines().next();
        assert_eq!(first, Some("小林    ■お支払方法 次の口座へ 様"));
    }
}
