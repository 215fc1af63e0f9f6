//! `noren sandbox cards`

use std::io::Write;

use anyhow::Result;
use paygent_sandbox::{AtChange, AtThreeDs, AtToken, Reaction, Step, TEST_CARDS, TestCard};

/// The test cards: number, what happens at each step, what the shop then sees
#[derive(clap::Args)]
pub struct Cards {
    /// One line of JSON a card
    #[arg(long)]
    json: bool,
}

pub fn run(wish: &Cards) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for card in TEST_CARDS {
        if wish.json {
            writeln!(out, "{}", json(card))?;
        } else {
            let steps: Vec<_> = card.steps().iter().map(Step::to_string).collect();
            let steps = if steps.is_empty() { "すべて正常".into() } else { steps.join("／") };
            writeln!(out, "{:<16}  {}  {steps}  {}", card.number, card.label, card.seen)?;
        }
    }
    Ok(())
}

fn json(card: &TestCard) -> serde_json::Value {
    serde_json::json!({
        "key": card.key,
        "number": card.number,
        "brand": card.brand.name(),
        "label": card.label,
        "seen": card.seen,
        "token": match card.token {
            AtToken::Issued => "0000",
            AtToken::Refused(code) => code,
        },
        "three_ds": match card.three_ds {
            AtThreeDs::Challenge => "challenge",
            AtThreeDs::Frictionless => "frictionless",
            AtThreeDs::AttemptIssuer => "attempt 0",
            AtThreeDs::AttemptMerchant => "attempt 1",
            AtThreeDs::Failed => "31007",
            AtThreeDs::Refused(code) => code,
        },
        "020": reaction(card.authorise),
        "021": reaction(card.cancel),
        "022": reaction(card.capture),
        "023": reaction(card.refund),
        "028": match card.change {
            AtChange::Replaced => "ok".into(),
            AtChange::BothStay(code) => format!("{code}, both payments stay"),
        },
    })
}

fn reaction(reaction: Reaction) -> String {
    match reaction {
        Reaction::Accept => "ok".into(),
        Reaction::Refuse(code) => code.into(),
        Reaction::RefuseAfterCommit(code) => format!("{code}, done all the same"),
        Reaction::AnswerLate => "done, answered late".into(),
        Reaction::DropAfterCommit => "done, no answer".into(),
        Reaction::DropBeforeCommit => "not done, no answer".into(),
        Reaction::Garble => "done, unreadable answer".into(),
    }
}
