//! The end of a sign-in: the session opens, and a browser that the person has never used is told to
//! them by mail, in the same commit.

use store::{Tx, sql};

use super::session::{self, Begun, SessionToken};
use super::sign_ins::{Outcome, note};
use super::{Role, browser_said};
use crate::clock::{Timestamp, dated_hex};
use crate::id::StaffId;
use crate::mail::{self, About, Letter};
use crate::profile::Shop;
use crate::world::World;

/// A browser says no more of itself than this, in bytes.
const AGENT_MAX: usize = 300;
/// Bytes of chance in a sign-in's name.
const NAME: usize = 8;

/// Where a sign-in comes from.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    /// The address limits and history count by.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// The browser's mark, if it has one.
    pub device: Option<SessionToken>,
}

impl Visitor {
    /// No longer than we keep.
    pub(super) fn agent(&self) -> String {
        let fits = |(at, letter): &(usize, char)| at + letter.len_utf8() <= AGENT_MAX;
        let letters = self.agent.char_indices().take_while(fits).map(|(_, letter)| letter);
        letters.filter(|letter| !letter.is_control()).collect()
    }
}

/// How far a sign-in has come.
#[derive(Clone, Debug)]
pub enum Entry {
    /// It is done.
    Open(Opened),
    /// The password was right; the second step is shown this token.
    Code(SessionToken),
}

/// A session that is open.
#[derive(Clone, Debug)]
pub struct Opened {
    /// For the session's cookie.
    pub token: SessionToken,
    /// For the browser's own, so that it is known again.
    pub device: SessionToken,
    /// What the person may do.
    pub role: Role,
}

/// Everything that chance and time decide about a sign-in, made before its transaction.
#[derive(Clone)]
pub(super) struct Attempt {
    pub shop: Shop,
    pub visitor: Visitor,
    pub token: SessionToken,
    pub device: SessionToken,
    /// The name of the line that tells of it.
    pub name: String,
    pub now: Timestamp,
}

impl Attempt {
    pub(super) fn new(world: &World, shop: &Shop, visitor: &Visitor) -> Attempt {
        let (random, now) = (&*world.random, world.now());
        let device = visitor.device.clone();
        Attempt {
            shop: shop.clone(),
            visitor: visitor.clone(),
            token: SessionToken::new(random),
            device: device.unwrap_or_else(|| SessionToken::new(random)),
            name: dated_hex(now, random, NAME),
            now,
        }
    }

    /// Notes what became of it.
    pub(super) fn note(
        &self,
        tx: &mut dyn Tx,
        staff: Option<StaffId>,
        outcome: Outcome,
    ) -> Result<(), store::Error> {
        note(tx, self, staff, outcome)
    }

    /// Starts a session of this stage.
    pub(super) fn start(
        &self,
        tx: &mut dyn Tx,
        staff: StaffId,
        stage: &'static str,
    ) -> Result<(), store::Error> {
        let (address, agent) = (self.visitor.address.clone(), self.visitor.agent());
        let begun = Begun { token_hash: self.token.hash(), stage, address, agent };
        session::start(tx, self.shop.id, staff, &begun, self.now)
    }

    /// Opens the session.
    pub(super) fn open(
        &self,
        tx: &mut dyn Tx,
        staff: StaffId,
        outcome: Outcome,
    ) -> Result<Opened, store::Error> {
        self.start(tx, staff, "open")?;
        self.note(tx, Some(staff), outcome)?;
        let row = tx.row(
            sql!("select name, role, email from staff where shop_id = $1 and staff_id = $2"),
            &[self.shop.id.into(), staff.into()],
        )?;
        let row = row.ok_or(store::Error::Closed)?;
        if self.is_new_device(tx, staff)? {
            self.tell(tx, &row.text(0)?, &row.text(2)?)?;
        }
        let role = session::role(&row.text(1)?)?;
        Ok(Opened { token: self.token.clone(), device: self.device.clone(), role })
    }

    /// Whether the person was never here with this browser. Now they were.
    fn is_new_device(&self, tx: &mut dyn Tx, staff: StaffId) -> Result<bool, store::Error> {
        let known = tx.exec(
            sql!(
                "update staff_device set seen_at = $4
                 where shop_id = $1 and staff_id = $2 and device_hash = $3"
            ),
            &[self.shop.id.into(), staff.into(), self.device.hash().into(), self.now.into()],
        )?;
        if known == 1 {
            return Ok(false);
        }
        tx.exec(
            sql!(
                "insert into staff_device (shop_id, staff_id, device_hash, seen_at)
                 values ($1, $2, $3, $4)"
            ),
            &[self.shop.id.into(), staff.into(), self.device.hash().into(), self.now.into()],
        )?;
        Ok(true)
    }

    fn tell(&self, tx: &mut dyn Tx, name: &str, email: &str) -> Result<(), store::Error> {
        let to = if email.is_empty() { &self.shop.notify_to } else { email };
        let mail = mail::new_device(&mail::NewDevice {
            shop: &self.shop,
            name,
            at: self.now,
            address: &self.visitor.address,
            browser: &browser_said(&self.visitor.agent),
        });
        let about = About::SignIn(self.name.clone());
        let letter = Letter::first(mail::Kind::NewDevice, about, to, mail);
        mail::enqueue(tx, &self.shop, &letter, self.now)
    }
}
