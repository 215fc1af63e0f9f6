//! 3-D Secure before a payment: 450 and the issuer's page.

use super::{Player, customer_id, pick, same};
use crate::model::rules::{Known, OK, Source};
use crate::model::step::{Pay, Proof};
use crate::model::wire::Form;

impl Player<'_> {
    /// The `3ds_auth_id` that 020 is to say, if any.
    pub(super) async fn proof(
        &mut self,
        pay: &Pay,
        card: &Source,
    ) -> Result<Option<Known>, String> {
        match pay.proof {
            Proof::Skipped => Ok(None),
            Proof::Old(number) => {
                Ok(Some(pick(number, &self.rules.auths_of(pay.who), self.auths.len())))
            }
            Proof::Fresh => self.authenticate(pay, card).await,
        }
    }

    async fn authenticate(&mut self, pay: &Pay, card: &Source) -> Result<Option<Known>, String> {
        let (said, more): (_, Form) = match *card {
            Source::Token(token) => (
                self.rules.prove(pay.who, token),
                vec![("card_set_method", "token".into()), ("card_token", self.token_text(token))],
            ),
            Source::Stored { customer, stored, .. } => (
                self.rules.prove_stored(pay.who, customer, stored),
                vec![
                    ("card_set_method", "customer".into()),
                    ("customer_id", customer_id(customer)),
                    ("customer_card_id", self.stored_text(stored)),
                ],
            ),
            Source::Earlier(_) | Source::Number => return Ok(None),
        };
        let mut form: Form = vec![
            ("term_url", "http://shop.test/".into()),
            ("merchant_name", "Noren".into()),
            ("authentication_type", "01".into()),
            ("payment_amount", "1".into()),
            ("cardholder_name", "TARO".into()),
            ("email_address", "taro@example.jp".into()),
        ];
        form.extend(more);
        let heard = self.send(pay.who, "450", &form).await;
        let auth = match said {
            Ok(auth) => auth,
            Err(code) => return same("450", heard.said.as_str(), code).map(|()| Some(None)),
        };
        same("450", heard.said.as_str(), OK)?;
        let auth_id = heard.line("3ds_auth_id").to_owned();
        self.place.stage.enter(&auth_id).await;
        self.auths.push(auth_id);
        Ok(Some(Some(auth)))
    }

    pub(super) fn auth_text(&self, auth: Known) -> String {
        auth.map_or("auth_of_nobody".into(), |number| self.auths[number].clone())
    }
}
