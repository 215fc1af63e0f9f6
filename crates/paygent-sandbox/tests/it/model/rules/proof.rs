//! 450 and what 020 makes of it (reference 5.1, 5.5).

use super::super::cards::Card;
use super::{Known, Rules, Said};

/// An authentication.
#[derive(Clone, Debug)]
pub struct Auth {
    pub who: usize,
    card: Card,
    used: bool,
}

impl Rules {
    /// 450 with a token.
    pub fn prove(&mut self, who: usize, token: Known) -> Result<usize, Said> {
        let card = self.usable(who, token, false).map(|token| token.card);
        let card = card.map_err(|code| match code {
            "2020" => "31003",
            "2021" => "31004",
            "2022" => "31005",
            code => code,
        })?;
        Ok(self.begin(who, card))
    }

    /// 450 with a stored card.
    pub fn prove_stored(&mut self, who: usize, customer: u8, stored: Known) -> Result<usize, Said> {
        let number = self.stored_of(who, customer, stored).ok_or("31006")?;
        Ok(self.begin(who, self.stored[number].card))
    }

    fn begin(&mut self, who: usize, card: Card) -> usize {
        self.auths.push(Auth { who, card, used: false });
        self.auths.len() - 1
    }

    /// A merchant's authentications.
    pub fn auths_of(&self, who: usize) -> Vec<usize> {
        (0..self.auths.len()).filter(|number| self.auths[*number].who == who).collect()
    }

    /// Whether 020 may go on with it: it succeeded, was not used, and is of the same card.
    pub(super) fn proven(&self, who: usize, auth: Known, card: &Card) -> Result<(), Said> {
        match auth.map(|number| &self.auths[number]).filter(|auth| auth.who == who) {
            Some(auth) if !auth.card.proves => Err("31011"),
            Some(auth) if auth.used => Err("31010"),
            Some(auth) if auth.card.key == card.key => Ok(()),
            _ => Err("31011"),
        }
    }

    pub(super) fn use_up(&mut self, auth: usize) {
        self.auths[auth].used = true;
    }
}
