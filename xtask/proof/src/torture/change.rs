//! One run of 取引更新: an order is placed and paid, its total changes, and the shop dies while the
//! new amount is sent.

use std::time::Instant;

use anyhow::{Context, Result, ensure};

use super::buyer::Ending;
use super::child::until;
use super::place::{Ran, SETTLED, settle};
use super::point::Point;
use super::scene::Scene;
use super::staff::{Shown, Staff};

impl Scene {
    /// The shop dies at this moment, or never; then staff go on until nothing is left to do.
    pub async fn change(&self, point: Option<Point>, run: usize) -> Result<Ran> {
        let endings = self.paid().await?;
        until("the order's mails leave", SETTLED, async || {
            Ok(self.oracle.is_quiet()?.then_some(()))
        })
        .await?;
        // One session for all runs: a death does not end it.
        let mut desk = self.desk.lock().await;
        let mut staff = match desk.take() {
            Some(staff) => staff,
            None => Staff::sign_in(&self.admin_url).await?,
        };
        staff.choose_newest().await?;
        staff.take_off_a_yen().await?;

        let start = Instant::now();
        match point {
            Some(Point::Random) => self.kill_later(run),
            Some(point) => self.trap.arm(point),
            None => {}
        }
        // Where the shop dies, the browser gets no answer.
        let pressed = staff.update().await;
        let (mut found, mut cut) = (Vec::new(), Vec::new());
        if point.is_some() {
            // 021 follows by itself. Where the machine is so busy that the moment passed by, staff
            // change the amount once more.
            let died = until("the moment", SETTLED, async || {
                if !self.shop.is_alive() {
                    return Ok(Some(()));
                }
                match staff.look().await {
                    Ok(Shown::Differs) => drop(staff.update().await),
                    Ok(Shown::Equal) => drop(staff.take_off_a_yen().await),
                    Ok(Shown::Open) | Err(_) => {}
                }
                Ok(None)
            });
            let came = died.await;
            self.trap.disarm();
            came.with_context(|| format!("取引更新: {pressed:?}"))?;
            found = self.oracle.instant().await?;
            // Of the staff's sign-in.
            cut = self.oracle.cut_off().await?;
            self.start()?;
        } else {
            pressed?;
        }
        if let Err(error) = finish(&mut staff).await {
            found.push(format!("promise 2: {error:#}"));
        }
        ensure!(self.shop.is_alive(), "the shop died once more");
        *desk = Some(staff);
        Ok(Ran { endings, found, cut, start })
    }

    /// An order that is paid, and the tries before. On a busy machine the hurried limits end some.
    async fn paid(&self) -> Result<Vec<Ending>> {
        let mut endings = Vec::new();
        while endings.last() != Some(&Ending::Placed) {
            ensure!(endings.len() < 5, "nobody gets an order");
            let mut buyer = self.buyer(true).await?;
            buyer.order().await?;
            endings.push(settle(&mut buyer).await?);
        }
        Ok(endings)
    }
}

/// Does what the order's page says, until it has nothing more to say.
async fn finish(staff: &mut Staff) -> Result<()> {
    until("the order and Paygent become equal", SETTLED, async || {
        match staff.look().await {
            Ok(Shown::Equal) => return Ok(Some(())),
            // Refused if somebody's change is under way: then the page says so next time.
            Ok(Shown::Differs) => drop(staff.update().await),
            // A shop that is still coming up.
            Ok(Shown::Open) | Err(_) => {}
        }
        Ok(None)
    })
    .await
}
