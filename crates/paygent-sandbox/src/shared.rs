//! What every part of a running sandbox looks at.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Notify;

use crate::card::Salt;
use crate::clock::Clock;
use crate::control::Faults;
use crate::ledger::{Book, Dump, DumpError, Opened, Settings};
use crate::merchant::{Merchant, Merchants};
use crate::notices::{Orders, Readers};
use crate::online::Sessions;
use crate::options::Neighbour;
use crate::telegrams::Scene;
use crate::tls::{Authority, AuthorityError};

/// The running sandbox.
pub(crate) struct Shared {
    pub(crate) clock: Arc<Clock>,
    pub(crate) book: Book,
    pub(crate) faults: Faults,
    pub(crate) merchants: Merchants,
    /// The merchant of [`crate::Options::merchant`], shown on the home page.
    pub(crate) first_merchant: String,
    pub(crate) salt: RwLock<Salt>,
    pub(crate) settings: RwLock<Settings>,
    pub(crate) neighbours: RwLock<Vec<Neighbour>>,
    /// `http://localhost:PORT`, for browsers.
    pub(crate) browser_url: Arc<str>,
    /// Whose certificates telegrams must come with; none: they need none.
    pub(crate) authority: Option<Authority>,
    /// Only this machine reaches it.
    pub(crate) is_loopback: bool,
    /// Who is signed in to the console.
    pub(crate) sessions: Sessions,
    pub(crate) control_url: Option<String>,
    pub(crate) token_life: Duration,
    pub(crate) late_answer: Duration,
    /// The last `payment_id` given out.
    pub(crate) payment_id: AtomicI64,
    /// Woken when a server-to-server return may have become due.
    pub(crate) returns: Notify,
    /// Woken when a notice may have become due.
    pub(crate) notices: Notify,
    /// What the control port wants done to posts of notices.
    pub(crate) orders: Orders,
    /// Who is being told the next notice by 091.
    pub(crate) readers: Readers,
}

impl Shared {
    pub(crate) fn settings(&self) -> Settings {
        *self.settings.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the settings in the ledger, then lets them count.
    pub(crate) async fn change(
        &self,
        change: impl FnOnce(&mut Settings),
    ) -> Result<Settings, store::Error> {
        let mut settings = self.settings();
        change(&mut settings);
        self.book.save(settings).await?;
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = settings;
        self.clock.set_ahead(settings.clock_ahead_ms);
        self.returns.notify_one();
        self.notices.notify_one();
        Ok(settings)
    }

    /// Lets payments grow old; what became of them is to be told.
    pub(crate) async fn age(&self) -> Result<(), store::Error> {
        self.book.age().await?;
        self.notices.notify_one();
        Ok(())
    }

    pub(crate) fn neighbours(&self) -> Vec<Neighbour> {
        self.neighbours.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sees to it that every merchant has the certificate it needs.
    pub(crate) fn certify(&self) -> Result<(), AuthorityError> {
        let Some(authority) = &self.authority else { return Ok(()) };
        self.merchants.all().iter().try_for_each(|one| authority.certify(&one.merchant_id))
    }

    /// Keeps a merchant in the ledger, then lets it count.
    pub(crate) async fn put_merchant(&self, merchant: Merchant) -> Result<(), store::Error> {
        self.book.save_merchant(merchant.clone()).await?;
        self.merchants.put(merchant);
        self.certify().map_err(|error| store::Error::Engine(error.to_string()))?;
        self.notices.notify_one();
        Ok(())
    }

    pub(crate) fn salt(&self) -> Salt {
        self.salt.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Goes on with the ledger of a dump. Numbers of payments never come again.
    pub(crate) async fn restore(&self, dump: Dump) -> Result<(), DumpError> {
        let Opened { settings, salt, merchants, last_payment_id } =
            self.book.restore(dump, self.salt(), self.first_merchant.clone()).await?;
        let settings = settings.unwrap_or_else(|| self.settings());
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = settings;
        *self.salt.write().unwrap_or_else(PoisonError::into_inner) = salt;
        self.clock.set_ahead(settings.clock_ahead_ms);
        self.merchants.replace(merchants);
        self.certify().map_err(|error| store::Error::Engine(error.to_string()))?;
        self.payment_id.fetch_max(last_payment_id, Ordering::SeqCst);
        self.returns.notify_one();
        self.notices.notify_one();
        Ok(())
    }

    /// What the next telegram of a merchant is decided with.
    pub(crate) fn scene(&self, merchant: Arc<Merchant>) -> Scene {
        Scene {
            now: self.clock.now(),
            settings: self.settings(),
            merchant,
            salt: self.salt(),
            browser_url: self.browser_url.clone(),
            late_answer_ms: u64::try_from(self.late_answer.as_millis()).unwrap_or(u64::MAX),
            payment_id: self.payment_id.fetch_add(1, Ordering::SeqCst) + 1,
            auth_id: uuid::Uuid::new_v4().to_string(),
        }
    }
}
