//! Tokens: what the browser got for a card.

use store::{Tx, Val, sql};

use super::card_columns;
use crate::card::Kept;
use crate::clock::Millis;

/// A token and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// What the browser got.
    pub(crate) text: String,
    pub(crate) merchant_id: String,
    /// It stands for a security code only (`createCvcToken`).
    pub(crate) cvc_only: bool,
    /// A security code came with it.
    pub(crate) security_code: bool,
    pub(crate) card: Kept,
    pub(crate) valid_until: Millis,
    /// What used it up: the number of a payment, or of a stored card.
    pub(crate) used_by: Option<i64>,
}

/// Why a token cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    Expired,
    Unknown,
    Used,
}

impl Unusable {
    /// The code that 020 answers.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Expired => "2020",
            Self::Unknown => "2021",
            Self::Used => "2022",
        }
    }

    /// The code that 450 answers.
    pub(crate) fn three_ds_code(self) -> &'static str {
        match self {
            Self::Expired => "31003",
            Self::Unknown => "31004",
            Self::Used => "31005",
        }
    }
}

pub(crate) fn insert(tx: &mut dyn Tx, token: &Token) -> Result<(), store::Error> {
    let [key, brand, masked, fingerprint, valid_term] = card_columns::write(&token.card);
    tx.exec(
        sql!(
            "insert into token (token, merchant_id, cvc_only, card_key, brand, masked, \
             fingerprint, valid_term, valid_until, security_code) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &[
            Val::from(token.text.as_str()),
            Val::from(token.merchant_id.as_str()),
            Val::from(token.cvc_only),
            key,
            brand,
            masked,
            fingerprint,
            valid_term,
            Val::from(token.valid_until),
            Val::from(token.security_code),
        ],
    )?;
    Ok(())
}

/// The merchant's token, if it can be used now.
pub(crate) fn usable(
    tx: &mut dyn Tx,
    merchant_id: &str,
    token: &str,
    now: Millis,
) -> Result<Result<Token, Unusable>, store::Error> {
    let row = tx.row(
        sql!(
            "select token, merchant_id, cvc_only, card_key, brand, masked, fingerprint, \
             valid_term, valid_until, used_by, security_code \
             from token where token = $1 and merchant_id = $2"
        ),
        &[Val::from(token), Val::from(merchant_id)],
    )?;
    let Some(row) = row else { return Ok(Err(Unusable::Unknown)) };
    let token = Token {
        text: row.text(0)?,
        merchant_id: row.text(1)?,
        cvc_only: row.int(2)? == 1,
        card: card_columns::read(&row, 3)?,
        valid_until: row.int(8)?,
        used_by: row.opt_int(9)?,
        security_code: row.int(10)? == 1,
    };
    Ok(match token {
        Token { used_by: Some(_), .. } => Err(Unusable::Used),
        Token { valid_until, .. } if valid_until < now => Err(Unusable::Expired),
        token => Ok(token),
    })
}

/// A telegram succeeded with it, and made or changed what has this number.
pub(crate) fn use_up(tx: &mut dyn Tx, token: &str, number: i64) -> Result<(), store::Error> {
    tx.exec(
        sql!("update token set used_by = $2 where token = $1"),
        &[Val::from(token), Val::from(number)],
    )?;
    Ok(())
}
