//! Signing in: one answer for every refusal, after the same work.

use store::Tx;

use super::account;
use super::door::Lock;
use super::link::{self, LinkKind};
use super::log::Deed;
use super::moment::Moment;
use super::tries::{SUBJECTS_A_MINUTE, SUBJECTS_WHILE_TRIED, Try};
use super::{Browser, Token, brake, device, login, phrase, session};
use crate::id::MemberId;
use crate::mail::Notice;
use crate::password;
use crate::profile::Shop;
use crate::secret::Secret;
use crate::world::World;

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No such 会員ID, a wrong password, a lock, an address that is not confirmed, or a browser that
    /// must prove itself by mail: which of them is not told, because each would tell a stranger
    /// something.
    #[error("wrong login or password, or locked")]
    Wrong,
    /// Too many 会員ID from one address, too many addresses for one 会員ID, or one from one too often
    /// within a minute. That depends on what was tried only, not on who is a member.
    #[error("too many tries within a minute")]
    TooMany,
    /// Too many sign-ins at this moment.
    #[error("too many sign-ins at one time")]
    Busy,
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What the browser keeps from now on.
#[derive(Clone, Debug)]
pub struct Entered {
    /// The new session.
    pub session: Token,
    /// By which the browser is known.
    pub device: Token,
}

/// Signs in and starts a session with a new token; the one that the browser showed ends.
pub async fn sign_in(
    world: &World,
    shop: &Shop,
    login: &str,
    password: &Secret,
    browser: &Browser,
) -> Result<Entered, SignInError> {
    let moment = Moment::new(world, shop, browser);
    let key = login::key(login);
    let tried = Try::new(shop.id, &key, &browser.counted);
    let found = admit(world, &moment, key, tried.clone()).await?;
    let lock = found.ok_or(SignInError::TooMany)?;
    let usable = password.expose().len() <= phrase::BYTES_MAX;
    let typed = if usable { password.clone() } else { Secret::default() };
    let kept = lock.as_ref().map(|lock| lock.account.password.clone());
    let fits = password::MEMBERS.fits(kept, &typed).await.map_err(|_| SignInError::Busy)?;
    let entered = Entered {
        session: Token::new(world.random.as_ref()),
        device: device::cookie(world, browser),
    };
    let end = Decision { moment, tried, lock, fits: fits && usable, entered: entered.clone() };
    let link = Token::new(world.random.as_ref());
    let member = world.store.write(move |tx: &mut dyn Tx| end.decide(tx, &link)).await?;
    world.bell.notify_one();
    if let Some(member) = member {
        tracing::info!(shop = shop.id.0, member = member.0, "a member signed in");
        return Ok(entered);
    }
    tracing::warn!(shop = shop.id.0, "a member's sign-in was refused");
    Err(SignInError::Wrong)
}

/// Which lock the password is for; none where nobody has the 会員ID. The outer one is whether it may
/// be looked at.
async fn admit(
    world: &World,
    moment: &Moment,
    key: String,
    tried: Try,
) -> Result<Option<Option<Lock>>, store::Error> {
    let (now, device) = (moment.now, moment.browser.device.clone());
    let admitted = world.store.write(move |tx: &mut dyn Tx| {
        let lock = match account::by_login(tx, tried.shop, &key)? {
            None => None,
            Some(account) => {
                let member = account.member.id;
                let known = device::is_known(tx, tried.shop, member, device.as_ref())?;
                Some(Lock { account, known: device.clone().filter(|_| known) })
            }
        };
        let known = lock.as_ref().and_then(Lock::browser);
        let is_known = known.is_some();
        // Asked before the password is looked at: that costs far more than counting.
        let is_tried = !is_known && brake::needs_proof(tx, &tried, now)?;
        let most = if is_tried { SUBJECTS_WHILE_TRIED } else { SUBJECTS_A_MINUTE };
        let mut admitted = tried.admit_so_many(tx, (is_known, most), now)?;
        if let Some((member, device)) = known {
            admitted = admitted && device::count_try(tx, (tried.shop, member), device, now)?;
        }
        Ok::<_, store::Error>(admitted.then_some(lock))
    });
    admitted.await
}

/// All that is known once the password was looked at.
struct Decision {
    moment: Moment,
    tried: Try,
    lock: Option<Lock>,
    fits: bool,
    entered: Entered,
}

impl Decision {
    /// Who is signed in. Whatever it comes to, something is written: a commit takes time.
    fn decide(&self, tx: &mut dyn Tx, link: &Token) -> Result<Option<MemberId>, store::Error> {
        let (shop, now) = (self.moment.shop_id(), self.moment.now);
        let Some(lock) = &self.lock else {
            self.tried.failed(tx, now)?;
            return Ok(None);
        };
        if !(self.fits && lock.open(tx, shop, now)?) {
            if !self.fits {
                lock.count_failure(tx, shop, now)?;
            }
            self.tried.failed(tx, now)?;
            return Ok(None);
        }
        if lock.known.is_none() && brake::needs_proof(tx, &self.tried, now)? {
            self.ask_for_proof(tx, lock, link)?;
            self.tried.failed(tx, now)?;
            return Ok(None);
        }
        self.enter(tx, lock)?;
        Ok(Some(lock.account.member.id))
    }

    fn ask_for_proof(
        &self,
        tx: &mut dyn Tx,
        lock: &Lock,
        token: &Token,
    ) -> Result<(), store::Error> {
        let (moment, member) = (&self.moment, &lock.account.member);
        let whose = (moment.shop_id(), member.id);
        if !account::hold(tx, whose.0, whose.1)? {
            return Ok(());
        }
        link::make(tx, whose, LinkKind::Device, (token, None), moment.now)?;
        let notice = Notice::Device {
            path: LinkKind::Device.path(token),
            client: moment.browser.client.clone(),
            address: moment.browser.address.clone(),
        };
        moment.tell_asked(tx, &member.buyer.email, &notice)
    }

    fn enter(&self, tx: &mut dyn Tx, lock: &Lock) -> Result<(), store::Error> {
        let (moment, member) = (&self.moment, &lock.account.member);
        let (whose, browser) = ((moment.shop_id(), member.id), &moment.browser);
        let sessions = (&self.entered.session, browser.session.as_ref());
        session::start(tx, whose, sessions, moment.now)?;
        device::know(tx, whose, &self.entered.device, &browser.client, moment.now)?;
        self.tried.succeeded(tx, moment.now)?;
        if lock.known.is_some() {
            return moment.note(tx, member.id, Deed::SignedIn);
        }
        moment.note(tx, member.id, Deed::SignedInAnew)?;
        let notice =
            Notice::NewDevice { client: browser.client.clone(), address: browser.address.clone() };
        moment.tell(tx, (&member.buyer.email, &member.buyer.name()), &notice)
    }
}
