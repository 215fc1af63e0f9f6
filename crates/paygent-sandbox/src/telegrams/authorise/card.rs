//! Which card 020 charges.
//!
//! Unconfirmed: what `security_code_use=1` is answered without a security code (P005 here, quoting
//! `card_conf_number`), that the card of an earlier payment comes without one, and that a card
//! which has expired since it was stored is P010 quoting `card_valid_term` (the guide's chapter 10
//! has P010 for expired cards).

use paygent::telegram::authorise::CardSource;
use paygent::{Refusal, Secret};
use store::Tx;

use crate::card::{ANY_CARD, Kept, TestCard};
use crate::clock::{self, Millis};
use crate::ledger::stored_card::{self, StoredCard};
use crate::ledger::{token, trade};
use crate::options::Profile;
use crate::telegrams::{Scene, detail};

/// A card, and how it came.
pub(crate) struct Source {
    pub(crate) card: Kept,
    /// The token that a success uses up.
    pub(crate) token: Option<String>,
    pub(crate) stored: Option<StoredCard>,
    /// Whether a security code came with it.
    security_code: bool,
}

impl Source {
    fn of(card: Kept) -> Self {
        Self { card, token: None, stored: None, security_code: false }
    }

    /// The source, unless it lacks the security code that was asked for.
    pub(crate) fn with_code_if(self, required: bool) -> Result<Self, Refusal> {
        if required && !self.security_code {
            return Err(detail::refusal_because("P005", "[card_conf_number]"));
        }
        Ok(self)
    }

    /// `customer_id` and `customer_card_id` of a stored card, or empty.
    pub(super) fn stored_ids(&self) -> (String, String) {
        self.stored.as_ref().map_or_else(Default::default, |stored| {
            (stored.customer_id.clone(), stored.customer_card_id.to_string())
        })
    }
}

pub(super) fn choose(
    source: &CardSource,
    tx: &mut dyn Tx,
    scene: &Scene,
) -> Result<Result<Source, Refusal>, store::Error> {
    let chosen = match source {
        CardSource::Token(secret) => by_token(secret, tx, scene)?,
        CardSource::Earlier(trading_id) => earlier(trading_id, tx, scene)?,
        CardSource::Vault { customer_id, customer_card_id, security_code } => {
            let ids = (customer_id.as_str(), customer_card_id.as_str());
            stored(ids, security_code.as_ref(), tx, scene)?
        }
        CardSource::Direct { number, valid_term, security_code } => {
            by_number(number, valid_term, security_code.is_some(), scene)
        }
    };
    let has_expired = |source: &Source| expired(&source.card.valid_term, scene.now);
    Ok(match chosen {
        Ok(source) if has_expired(&source) => {
            Err(detail::refusal_because("P010", "[card_valid_term]"))
        }
        chosen => chosen,
    })
}

/// Whether a card's last month, `MMYY`, lies behind.
fn expired(valid_term: &str, now: Millis) -> bool {
    let number = |digits: Option<&str>| digits?.parse::<i64>().ok();
    let month_and_year = number(valid_term.get(..2)).zip(number(valid_term.get(2..)));
    month_and_year.is_some_and(|(month, year)| (2000 + year, month) < clock::year_and_month(now))
}

/// The card that a token stands for.
pub(crate) fn by_token(
    token: &Secret,
    tx: &mut dyn Tx,
    scene: &Scene,
) -> Result<Result<Source, Refusal>, store::Error> {
    let found = token::usable(tx, &scene.merchant.merchant_id, token.expose(), scene.now)?;
    Ok(match found {
        Err(unusable) => Err(detail::refusal(unusable.code())),
        Ok(found) if found.cvc_only => Err(detail::refusal("2026")),
        Ok(found) => Ok(Source {
            token: Some(found.text),
            security_code: found.security_code,
            ..Source::of(found.card)
        }),
    })
}

/// The card with this number.
pub(crate) fn by_number(
    number: &Secret,
    valid_term: &str,
    security_code: bool,
    scene: &Scene,
) -> Result<Source, Refusal> {
    let card = direct(number.expose(), valid_term, scene)?;
    Ok(Source { security_code, ..Source::of(card) })
}

/// A stored card, and its security code if that came by a token.
fn stored(
    (customer_id, customer_card_id): (&str, &str),
    security_code: Option<&Secret>,
    tx: &mut dyn Tx,
    scene: &Scene,
) -> Result<Result<Source, Refusal>, store::Error> {
    let merchant = &scene.merchant;
    if !merchant.vault {
        return Ok(Err(detail::refusal("P024")));
    }
    let found = stored_card::find(tx, &merchant.merchant_id, customer_id, customer_card_id)?;
    let Some(found) = found else { return Ok(Err(detail::refusal("P025"))) };
    let token = match security_code {
        None => None,
        Some(token) => match token::usable(tx, &merchant.merchant_id, token.expose(), scene.now)? {
            Err(unusable) => return Ok(Err(detail::refusal(unusable.code()))),
            Ok(token) if !token.cvc_only => return Ok(Err(detail::refusal("2026"))),
            Ok(token) => Some(token.text),
        },
    };
    let card = found.card.clone();
    Ok(Ok(Source { card, security_code: token.is_some(), token, stored: Some(found) }))
}

/// A card whose number the server itself sent: refused where real merchants are.
pub(crate) fn direct(number: &str, valid_term: &str, scene: &Scene) -> Result<Kept, Refusal> {
    match scene.settings.profile {
        Profile::Strict => Err(detail::refusal("2023")),
        Profile::Lenient => {
            let card = TestCard::by_number(number).unwrap_or(&ANY_CARD);
            Ok(Kept::of(card, number, valid_term, &scene.salt))
        }
    }
}

/// The newest card payment under `ref_trading_id`, those refused left aside.
fn earlier(
    trading_id: &str,
    tx: &mut dyn Tx,
    scene: &Scene,
) -> Result<Result<Source, Refusal>, store::Error> {
    let mut entries = trade::by_trading_id(tx, &scene.merchant.merchant_id, trading_id)?;
    if entries.is_empty() {
        return Ok(Err(detail::refusal("2009")));
    }
    entries.retain(|entry| !matches!(entry.status.0, 10 | 11));
    // With refused ones only, the reference is as if it were not there: no card is named.
    Ok(entries
        .pop()
        .map(|entry| Source::of(entry.card))
        .ok_or_else(|| detail::refusal_because("P005", "[card_token]")))
}
