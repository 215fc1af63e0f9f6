//! When somebody does something, with which browser, and who is told of it.

use store::{Tx, sql};

use super::{Token, account};
use crate::clock::{HOUR, Timestamp, random_hex};
use crate::counter;
use crate::id::{MemberId, ShopId};
use crate::mail::{self, About, Letter, Notice};
use crate::profile::Shop;
use crate::world::World;

/// So many mails that anybody can ask for go to one address in an hour: nobody's mailbox is
/// flooded by way of the shop.
const ASKED_MAILS_AN_HOUR: i64 = 5;

/// The browser at the door, as far as it can be told.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    /// Its address, as people read it.
    pub address: String,
    /// What limits count it by; empty where the address is nobody's.
    pub counted: String,
    /// Which program on which system, in a few words.
    pub client: String,
    /// The cookie of a browser that some member has signed in with.
    pub device: Option<Token>,
    /// The session that it shows; a sign-in ends it.
    pub session: Option<Token>,
}

/// One act. Cheap enough to go into the closure of a commit.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub shop: Shop,
    pub now: Timestamp,
    pub browser: Browser,
    /// Names the mails of this act.
    mark: String,
}

impl Moment {
    pub(super) fn new(world: &World, shop: &Shop, browser: &Browser) -> Moment {
        Moment {
            shop: shop.clone(),
            now: world.now(),
            browser: browser.clone(),
            mark: random_hex(world.random.as_ref(), 16),
        }
    }

    pub(super) fn shop_id(&self) -> ShopId {
        self.shop.id
    }

    /// Tells `to` what has happened, in the commit in which it happens.
    pub(super) fn tell(
        &self,
        tx: &mut dyn Tx,
        whom: (&str, &str),
        notice: &Notice,
    ) -> Result<(), store::Error> {
        self.send(tx, mail::Kind::Member, whom, notice)
    }

    /// The same where a stranger may have asked for it: no more than a few an hour, and without a
    /// name that the stranger typed. What the member is told besides does not count: else whoever
    /// changes much would get no link for a forgotten password.
    pub(super) fn tell_asked(
        &self,
        tx: &mut dyn Tx,
        to: &str,
        notice: &Notice,
    ) -> Result<(), store::Error> {
        // Who asks at the same moment waits here, and then sees this mail.
        counter::next(tx, self.shop.id, "asked_mail")?;
        // One mailbox however it is spelled: no provider tells victim@ from Victim@.
        let row = tx.row(
            sql!(
                "select count(*) from (select 1 as one from outbox
                   where shop_id = $1 and lower(recipient) = lower($2) and kind = 'member_asked'
                     and created_at > $3
                   limit $4) as sent"
            ),
            &[
                self.shop.id.into(),
                to.into(),
                self.now.after(-HOUR).into(),
                ASKED_MAILS_AN_HOUR.into(),
            ],
        )?;
        if row.map_or(Ok(0), |row| row.int(0))? >= ASKED_MAILS_AN_HOUR {
            return Ok(());
        }
        self.send(tx, mail::Kind::MemberAsked, (to, ""), notice)
    }

    fn send(
        &self,
        tx: &mut dyn Tx,
        kind: mail::Kind,
        (to, name): (&str, &str),
        notice: &Notice,
    ) -> Result<(), store::Error> {
        let about = About::Member(format!("{}-{}", self.mark, notice.word()));
        let mail = mail::member(&self.shop, name, notice, self.now);
        let letter = Letter::first(kind, about, to, mail);
        mail::enqueue(tx, &self.shop, &letter, self.now)
    }

    /// A line of 操作履歴.
    pub(super) fn note(
        &self,
        tx: &mut dyn Tx,
        member: MemberId,
        deed: super::log::Deed,
    ) -> Result<(), store::Error> {
        // Whoever erases the account meanwhile is waited for: nothing is written into one that is
        // gone.
        if !account::hold(tx, self.shop.id, member)? {
            return Err(store::Error::Engine("the member has left meanwhile".into()));
        }
        super::log::write(tx, (self.shop.id, member), deed, &self.browser.address, self.now)
    }
}
