//! The faults that are planted. Each is one that a person could write: the shop works perfectly
//! with it until a process dies, or an answer is lost, at the wrong moment.

use std::path::Path;

use anyhow::{Result, ensure};

use super::drive::Subject;

/// A fault: what it is, and the edits that make it.
pub struct Fault {
    /// What is wrong.
    pub name: &'static str,
    /// The torture that must find it.
    pub subject: Subject,
    edits: &'static [Edit],
}

/// A replacement in one file.
struct Edit {
    file: &'static str,
    right: &'static str,
    wrong: &'static str,
}

/// All of them.
pub const FAULTS: &[Fault] = &[
    CHARGE_BEFORE_INTENT,
    MAIL_OUTSIDE_THE_COMMIT,
    UNKNOWN_CHANGE_REFUSED,
    DEAD_CHANGE_NEVER_SENT,
    RELEASE_DONE_WHEN_SENT,
    Fault {
        name: "unknown taken for refused",
        subject: Subject::Place,
        edits: &[Edit {
            file: "crates/shop/src/attempt/authorise.rs",
            right: "\
        Outcome::Unknown(Unknown { why, .. }) => Evidence::Unclear(why),
",
            wrong: "\
        Outcome::Unknown(Unknown { why, .. }) => {
            Evidence::Refused { code: String::new(), detail: why }
        }
",
        }],
    },
    Fault {
        name: "what a dead process sent is taken for never sent",
        subject: Subject::Place,
        edits: &[Edit {
            file: "crates/shop/src/attempt/sweep.rs",
            right: "\
            let why = Evidence::Unclear(\"nobody waits for the answer any more\".into());
",
            wrong: "\
            let why = Evidence::NotSent(\"nobody waits for the answer any more\".into());
",
        }],
    },
    Fault {
        name: "a mail is done before the server took it",
        subject: Subject::Place,
        edits: &[Edit {
            file: "crates/shop/src/mail/deliver.rs",
            right: "\
    world.store.write(move |tx| outbox::claim(tx, &process, count, now)).await
",
            wrong: "\
    let claim_and_settle = move |tx: &mut dyn store::Tx| {
        let claimed = outbox::claim(tx, &process, count, now)?;
        for mail in &claimed {
            outbox::sent(tx, mail, now)?;
        }
        Ok(claimed)
    };
    world.store.write(claim_and_settle).await
",
        }],
    },
];

/// 020 leaves first; "sending" is committed when its answer is there.
const CHARGE_BEFORE_INTENT: Fault = Fault {
    name: "charge before intent",
    subject: Subject::Place,
    edits: &[
        Edit {
            file: "crates/shop/src/attempt/authorise.rs",
            right: "\
    let permit = world
        .store
",
            wrong: "\
    let permit = attempt.clone().begin_sending(three_ds, now).ok_or(AdvanceError::Raced)?;
    let outcome = world.gateway.authorise(&account, &permit, charge).await;
    world
        .store
",
        },
        Edit {
            file: "crates/shop/src/attempt/authorise.rs",
            right: "\
    let outcome = world.gateway.authorise(&account, &permit, charge).await;
    keep_unread(",
            wrong: "\
    keep_unread(",
        },
    ],
};

/// A card's order is committed first; its mails are put into the outbox by a write of their own,
/// which on a busy database waits a little.
const MAIL_OUTSIDE_THE_COMMIT: Fault = Fault {
    name: "mail outside the commit",
    subject: Subject::Place,
    edits: &[
        Edit {
            file: "crates/shop/src/order/place.rs",
            right: "\
    enqueue_mails(tx, shop, attempt, order, (pay, chance.view_key), now)?;
    Ok(order)
}
",
            wrong: "\
    if approval.is_none() {
        enqueue_mails(tx, shop, attempt, order, (pay, chance.view_key), now)?;
    }
    Ok(order)
}

pub(crate) fn late_mails(
    tx: &mut dyn Tx,
    shop: &Shop,
    attempt: &Attempt,
    now: Timestamp,
) -> Result<(), store::Error> {
    let crate::attempt::State::Placed { order } = attempt.state() else { return Ok(()) };
    let Some(method) = attempt.method else { return Ok(()) };
    let version = attempt.settings_version;
    let settings = MethodSettings::at_version(tx, shop.id, method, version)?.map(|one| one.body);
    let pay = placed_pay(settings.as_ref(), attempt);
    let key = Token::parse(&\"0\".repeat(64)).expect(\"64 digits are a token\");
    enqueue_mails(tx, shop, attempt, *order, (pay, &key), now)
}
",
        },
        Edit {
            file: "crates/shop/src/attempt/advance.rs",
            right: "\
    world.bell.notify_one();
    Ok(())
}

fn apply(
",
            wrong: "\
    let id = id.clone();
    let mails = move |tx: &mut dyn Tx| {
        let attempt = row::find(tx, setting.shop.id, &id)?.ok_or(AdvanceError::Missing)?;
        Ok::<_, AdvanceError>(order::place::late_mails(tx, &setting.shop, &attempt, setting.now)?)
    };
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    world.store.write_on(shop.0, mails).await?;
    world.bell.notify_one();
    Ok(())
}

fn apply(
",
        },
    ],
};

/// The answer to a change's 020 is lost, and staff may try again at once.
const UNKNOWN_CHANGE_REFUSED: Fault = Fault {
    name: "an unknown change taken for refused",
    subject: Subject::Change,
    edits: &[Edit {
        file: "crates/shop/src/payment/change.rs",
        right: "\
        Outcome::Unknown(Unknown { why, .. }) => (Done::Unknown, Verdict::Unknown(why)),
",
        wrong: "\
        Outcome::Unknown(Unknown { why, .. }) => {
            (Done::Unknown, Verdict::Refused { code: String::new(), detail: why })
        }
",
    }],
};

/// As `NotSent` above, of a change.
const DEAD_CHANGE_NEVER_SENT: Fault = Fault {
    name: "what a dead process sent for a payment is taken for never sent",
    subject: Subject::Change,
    edits: &[Edit {
        file: "crates/shop/src/payment/sweep.rs",
        right: "\
            \"update payment_op set state = 'unknown', due_at = $2
             where state = 'sending' and owner <> $1\"
",
        wrong: "\
            \"update payment_op set state = 'not_done', due_at = null, ended_at = $2
             where state = 'sending' and owner <> $1\"
",
    }],
};

/// The old hold is thought gone as soon as its 021 leaves.
const RELEASE_DONE_WHEN_SENT: Fault = Fault {
    name: "a hold counts as given back when its 021 leaves",
    subject: Subject::Change,
    edits: &[Edit {
        file: "crates/shop/src/payment/release.rs",
        right: "set state = 'sending', owner = $4, fence = fence + 1, due_at = $5",
        wrong: "set state = 'done', owner = $4, fence = fence + 1, due_at = null, ended_at = $5",
    }],
};

impl Fault {
    /// Edits the sources in `root`, each place that it names exactly once.
    pub fn plant(&self, root: &Path) -> Result<()> {
        for edit in self.edits {
            let file = root.join(edit.file);
            let source = std::fs::read_to_string(&file)?;
            let places = source.matches(edit.right).count();
            ensure!(places == 1, "{}: its lines are {places} times in {}", self.name, edit.file);
            std::fs::write(&file, source.replace(edit.right, edit.wrong))?;
        }
        Ok(())
    }

    /// Puts back what stands in `from`.
    pub fn pull_out(&self, root: &Path, from: &Path) -> Result<()> {
        for edit in self.edits {
            std::fs::write(root.join(edit.file), std::fs::read(from.join(edit.file))?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::FAULTS;

    #[test]
    fn what_is_made_wrong_stands_in_the_sources_once() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for fault in FAULTS {
            for edit in fault.edits {
                let source = std::fs::read_to_string(root.join(edit.file)).unwrap();
                let places = source.matches(edit.right).count();
                assert_eq!(places, 1, "{}, in {}", fault.name, edit.file);
            }
        }
    }
}
