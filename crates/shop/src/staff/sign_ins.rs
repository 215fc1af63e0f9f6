//! サインイン履歴: who tried to sign in when, from where, and what became of it. Kept for a year.

use store::{Row, Sql, Tx, Val, sql};

use super::open::Attempt;
use crate::clock::Timestamp;
use crate::id::{ShopId, StaffId};
use crate::world::World;

/// Lines of one page.
const PAGE_ROWS: usize = 50;

/// What became of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// In by the password alone.
    In,
    /// The password was right; a code is asked for.
    Asked,
    /// In by a code of the app.
    InByCode,
    /// In by a recovery code.
    InByRecovery,
    /// A wrong password.
    Wrong,
    /// A wrong password, the one that locks.
    Locked,
    /// Tried while locked or stopped.
    Shut,
    /// Nobody has that login.
    Unknown,
    /// A wrong code.
    CodeWrong,
    /// A wrong code, the one that locks.
    CodeLocked,
    /// A code while the second step was locked.
    CodeShut,
    /// Asked again who it is: wrong.
    ProofWrong,
    /// The same, the one that locks the session's proofs.
    ProofLocked,
}

/// Each with its word in the database.
const WORDS: [(Outcome, &str); 13] = [
    (Outcome::In, "in"),
    (Outcome::Asked, "asked"),
    (Outcome::InByCode, "in_code"),
    (Outcome::InByRecovery, "in_recovery"),
    (Outcome::Wrong, "wrong"),
    (Outcome::Locked, "locked"),
    (Outcome::Shut, "shut"),
    (Outcome::Unknown, "unknown"),
    (Outcome::CodeWrong, "code_wrong"),
    (Outcome::CodeLocked, "code_locked"),
    (Outcome::CodeShut, "code_shut"),
    (Outcome::ProofWrong, "proof_wrong"),
    (Outcome::ProofLocked, "proof_locked"),
];

impl Outcome {
    fn word(self) -> &'static str {
        WORDS.iter().find(|(one, _)| *one == self).map_or("", |(_, word)| word)
    }

    fn find(word: &str) -> Result<Outcome, store::Error> {
        let found = WORDS.iter().find(|(_, one)| *one == word).map(|(outcome, _)| *outcome);
        found.ok_or_else(|| store::Error::Engine(format!("staff_sign_in.outcome: {word:?}")))
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// When.
    pub at: Timestamp,
    /// Login and name; none where nobody has the login that was typed.
    pub who: Option<(String, String)>,
    /// What became of it.
    pub outcome: Outcome,
    /// From where.
    pub address: String,
    /// What the browser called itself.
    pub agent: String,
}

/// One page of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInsPage {
    /// Newest first.
    pub rows: Vec<SignIn>,
    /// What to ask for to see what follows; `None` on the last page.
    pub next: Option<String>,
}

/// A page of the history: of one person, or of everybody; `after` is where the page before ended.
pub async fn sign_ins(
    world: &World,
    shop: ShopId,
    whose: Option<StaffId>,
    after: Option<String>,
) -> Result<SignInsPage, store::Error> {
    // Names are hex digits, the time first: nothing comes after this.
    let after = after.unwrap_or_else(|| "~".to_owned());
    let read = move |tx: &mut dyn Tx| {
        let limit = i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX);
        let (sql, mut params): (Sql, Vec<Val>) = (query(whose), vec![shop.into()]);
        params.extend([after.as_str().into(), limit.into()]);
        params.extend(whose.map(Val::from));
        let rows = tx.rows(sql, &params)?;
        let shown = rows.iter().take(PAGE_ROWS);
        let next = rows.get(PAGE_ROWS - 1).filter(|_| rows.len() > PAGE_ROWS);
        let next = next.map(|last| last.text(0)).transpose()?;
        Ok::<_, store::Error>(SignInsPage {
            rows: shown.map(line).collect::<Result<_, _>>()?,
            next,
        })
    };
    world.store.read(read).await
}

fn query(whose: Option<StaffId>) -> Sql {
    match whose {
        None => sql!(
            "select i.sign_in_id, i.at, s.login, s.name, i.outcome, i.address, i.agent
             from staff_sign_in i
             left join staff s on s.shop_id = i.shop_id and s.staff_id = i.staff_id
             where i.shop_id = $1 and i.sign_in_id < $2 order by i.sign_in_id desc limit $3"
        ),
        Some(_) => sql!(
            "select i.sign_in_id, i.at, s.login, s.name, i.outcome, i.address, i.agent
             from staff_sign_in i
             left join staff s on s.shop_id = i.shop_id and s.staff_id = i.staff_id
             where i.shop_id = $1 and i.sign_in_id < $2 and i.staff_id = $4
             order by i.sign_in_id desc limit $3"
        ),
    }
}

fn line(row: &Row) -> Result<SignIn, store::Error> {
    Ok(SignIn {
        at: Timestamp(row.int(1)?),
        who: row.opt_text(2)?.zip(row.opt_text(3)?),
        outcome: Outcome::find(&row.text(4)?)?,
        address: row.text(5)?,
        agent: row.text(6)?,
    })
}

/// Notes a try.
pub(super) fn note(
    tx: &mut dyn Tx,
    attempt: &Attempt,
    staff: Option<StaffId>,
    outcome: Outcome,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into staff_sign_in
               (shop_id, sign_in_id, staff_id, at, outcome, address, agent)
             values ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[
            attempt.shop.id.into(),
            attempt.name.as_str().into(),
            staff.into(),
            attempt.now.into(),
            outcome.word().into(),
            attempt.visitor.address.as_str().into(),
            attempt.visitor.agent().into(),
        ],
    )?;
    Ok(())
}
