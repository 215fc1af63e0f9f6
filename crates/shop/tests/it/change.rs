//! 取引更新: the amount up and down, lost answers, and a process that dies at every step of it. At
//! the end there is one hold, of the amount that our record says.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use paygent::Outcome;
use paygent::telegram::{CardAnswer, difference, inquire, stored_card, three_ds};
use paygent_sandbox::Trick;
use shop::clock::{HOUR, MINUTE, SECOND};
use shop::id::OrderId;
use shop::money::Yen;
use shop::payment::gateway::{Answering, Charge, Earlier, Which};
use shop::payment::permit::{Authorise, Cancel, Capture, Change, Permit, Refund};
use shop::payment::state::Request;
use shop::payment::{
    self, Account, ActError, Agreed, Cause, Denied, Done, Gateway, Settled, StatusFrame, ThreeDs,
    Wire,
};
use shop::world::World;
use store::sql;

use crate::stage::{Count, SHOP, Stage, on_each, plain};

const BEFORE: Yen = Yen(2_320);

async fn placed(stage: &Stage) -> OrderId {
    let cart = stage.fill_cart("cart").await;
    stage.buy(&cart, "frictionless").await;
    stage.only_order().await
}

/// What 編集モード would make of the total.
async fn edit(stage: &Stage, total: i64) {
    stage
        .world
        .store
        .write(move |tx| {
            let sql = sql!("update orders set total = $1, version = version + 1");
            tx.exec(sql, &[total.into()])
        })
        .await
        .expect("the order is edited");
}

async fn change(stage: &Stage, order: OrderId) -> Result<Done, ActError> {
    let look = payment::look(&stage.world, SHOP, order).await.expect("a look").expect("a payment");
    payment::change(&stage.world, SHOP, order, "店主", agreed(look.total.0)).await
}

fn agreed(total: i64) -> Agreed {
    Agreed { total: Yen(total), loss_accepted: false }
}

async fn frame(stage: &Stage, order: OrderId) -> (StatusFrame, Option<Cause>) {
    stage.clock.advance(2 * SECOND);
    let look = payment::look(&stage.world, SHOP, order).await.expect("a look").expect("a payment");
    (look.decision.frame, look.decision.cause)
}

/// What is alive at Paygent: amounts of holds and captures.
async fn alive(stage: &Stage) -> Vec<i64> {
    let trades = stage.trades().await;
    trades.iter().filter(|trade| trade.is_live()).map(|trade| trade.amount).collect()
}

/// Sweeps until nothing is open any more, for at most an hour.
async fn settle(stage: &Stage) {
    for _ in 0..40 {
        if stage.count(Count::OpenOps).await == 0 {
            return;
        }
        stage.sweep_after(90 * SECOND).await;
    }
    panic!("a telegram is still open");
}

#[tokio::test]
async fn up_and_down_then_captured() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        for total in [3_000, 1_500, 9_999_999, 1] {
            edit(stage, total).await;
            assert_eq!(frame(stage, order).await.0, StatusFrame::HeldDiffers, "{total}");
            assert_eq!(change(stage, order).await.unwrap(), Done::Done, "{total}");
            assert_eq!(stage.count(Count::OpenOps).await, 0, "{total}");
            assert_eq!(frame(stage, order).await.0, StatusFrame::Held, "{total}");
            assert_eq!(alive(stage).await, [total]);
        }
        let again = change(stage, order).await;
        assert!(matches!(again, Err(ActError::Denied(Denied::AmountSame))), "{again:?}");
        assert_eq!(payment::capture(&stage.world, SHOP, order, "店主").await.unwrap(), Done::Done);
        assert_eq!(alive(stage).await, [1]);
        assert_eq!(stage.came("020").await, 5);
        assert_eq!(stage.came("021").await, 4, "each old hold was given back once");
        assert_eq!(stage.count(Count::Tasks).await, 0);
    })
    .await;
}

#[tokio::test]
async fn each_hold_keeps_its_parent_and_the_history_tells_both_amounts() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        edit(stage, 3_000).await;
        change(stage, order).await.unwrap();
        let detail = shop::order::show::show(&stage.world, &stage.shop, order).await.unwrap();
        let detail = detail.unwrap();
        let line = detail.history.iter().find(|line| line.side.is_some()).expect("a line");
        assert_eq!((line.by.as_str(), line.what.starts_with("取引更新")), ("店主", true));
        let told = line.change.as_ref().unwrap();
        assert_eq!((told.before.as_str(), told.after.as_str()), ("2,320円", "3,000円"));
        let payment = detail.payment.unwrap();
        assert_eq!((payment.amount(), payment.three_ds()), (Yen(3_000), ThreeDs::NotUsed));
        let masked = stage.trades().await[0].masked_card_number.clone();
        assert!(detail.card_tail.len() == 4 && masked.ends_with(&detail.card_tail));
        let lineage = stage.world.store.read(|tx| {
            let sql = sql!("select parent, state, head from payment order by head");
            tx.rows(sql, &[])?
                .iter()
                .map(|row| Ok((row.opt_text(0)?.is_some(), row.text(1)?)))
                .collect::<Result<Vec<_>, store::Error>>()
        });
        let lineage = lineage.await.unwrap();
        assert_eq!(lineage, [(false, "cancelled".into()), (true, "held".into())]);
    })
    .await;
}

#[tokio::test]
async fn a_total_of_nothing_cancels_the_payment() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        edit(stage, 0).await;
        assert_eq!(change(stage, order).await.unwrap(), Done::Done);
        assert_eq!(frame(stage, order).await.0, StatusFrame::Cancelled);
        assert_eq!((alive(stage).await.len(), stage.came("020").await), (0, 1));
    })
    .await;
}

#[tokio::test]
async fn what_may_not_be_sent_is_not() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        edit(stage, 10_000_000).await;
        let above = change(stage, order).await;
        assert!(matches!(above, Err(ActError::Denied(Denied::AboveLimit))), "{above:?}");
        // The total became another one since it was read.
        let read = payment::change(&stage.world, SHOP, order, "店主", agreed(3_000)).await;
        assert!(matches!(read, Err(ActError::Denied(Denied::AmountDiffers))), "{read:?}");
        edit(stage, BEFORE.0).await;
        payment::capture(&stage.world, SHOP, order, "店主").await.unwrap();
        edit(stage, 1_000).await;
        let captured = change(stage, order).await;
        assert!(matches!(captured, Err(ActError::Denied(Denied::AlreadyCaptured))));
        assert_eq!(frame(stage, order).await.0, StatusFrame::CapturedDiffers);
        assert_eq!(stage.came("020").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_authenticated_order_is_reduced_only_by_setting_and_consent() {
    for (setting, accepted, total, expected) in [
        (false, true, 1_000, Err(Denied::ThreeDsPerformed)),
        (true, true, 3_000, Err(Denied::ThreeDsPerformed)),
        (true, false, 1_000, Err(Denied::LossNotAccepted)),
        (true, true, 1_000, Ok(())),
    ] {
        on_each(
            |card| card.three_ds_reduction = setting,
            async |stage| {
                let cart = stage.fill_cart("cart").await;
                let id = stage.buy(&cart, "frictionless").await;
                stage.authenticate(&id, &cart).await;
                let order = stage.only_order().await;
                edit(stage, total).await;
                assert_eq!(frame(stage, order).await.0, StatusFrame::HeldDiffers3ds);
                let done = payment::change(
                    &stage.world,
                    SHOP,
                    order,
                    "店主",
                    Agreed { loss_accepted: accepted, ..agreed(total) },
                )
                .await;
                match expected {
                    Err(why) => {
                        assert!(matches!(done, Err(ActError::Denied(told)) if told == why));
                        assert_eq!(alive(stage).await, [BEFORE.0]);
                    }
                    Ok(()) => {
                        assert_eq!(done.unwrap(), Done::Done);
                        let look = payment::look(&stage.world, SHOP, order).await.unwrap().unwrap();
                        assert_eq!(look.payment.three_ds(), ThreeDs::Lost);
                        assert_eq!(look.decision.frame, StatusFrame::Held);
                        assert_eq!(alive(stage).await, [total]);
                    }
                }
            },
        )
        .await;
    }
}

#[tokio::test]
async fn a_refused_change_leaves_the_old_hold() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        edit(stage, 3_000).await;
        stage.fault("020", Trick::Refuse { code: "2001".into() });
        let done = change(stage, order).await.unwrap();
        assert!(matches!(done, Done::Refused { code, .. } if code == "2001"));
        assert_eq!(frame(stage, order).await.0, StatusFrame::HeldDiffers);
        assert_eq!(alive(stage).await, [BEFORE.0]);
        assert_eq!(change(stage, order).await.unwrap(), Done::Done, "it may be tried again");
        assert_eq!(alive(stage).await, [3_000]);
    })
    .await;
}

#[tokio::test]
async fn a_lost_answer_is_found_by_its_own_number() {
    let table = [
        (Trick::DropAfterCommit, 3_000),
        (Trick::Garble, 3_000),
        (Trick::DropBeforeCommit, BEFORE.0),
        (Trick::Refuse { code: "E001".into() }, BEFORE.0),
    ];
    for (trick, expected) in table {
        on_each(plain, async |stage| {
            let order = placed(stage).await;
            edit(stage, 3_000).await;
            stage.fault("020", trick.clone());
            assert_eq!(change(stage, order).await.unwrap(), Done::Unknown, "{trick:?}");
            let (red, cause) = frame(stage, order).await;
            assert_eq!(red, StatusFrame::Unavailable, "{trick:?}");
            let asked = Cause::InFlight(Request::Change { to: Yen(3_000) });
            assert_eq!(cause, Some(asked), "{trick:?}");
            settle(stage).await;
            assert_eq!(alive(stage).await, [expected], "{trick:?}");
            let look = payment::look(&stage.world, SHOP, order).await.unwrap().unwrap();
            assert_eq!(look.payment.amount(), Yen(expected), "{trick:?}");
            assert_eq!(stage.came("020").await, 2, "never sent twice: {trick:?}");
            assert_eq!(stage.count(Count::Tasks).await, 0);
        })
        .await;
    }
}

#[tokio::test]
async fn a_hold_that_turns_up_late_is_given_back_and_told() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        edit(stage, 3_000).await;
        // Decided as "none" while Paygent still works on it.
        stage.fault("020", Trick::DelayBeforeCommit { ms: 3_000 });
        let world = stage.world.clone();
        let changing = tokio::spawn(async move {
            payment::change(&world, SHOP, order, "店主", agreed(3_000)).await
        });
        while stage.count(Count::OpenOps).await == 0 {
            tokio::task::yield_now().await;
        }
        // Long enough for 020 to arrive.
        tokio::time::sleep(Duration::from_millis(700)).await;
        changing.abort();
        let _ = changing.await;
        stage.restart().await;
        stage.sweep_after(2 * MINUTE).await;
        assert_eq!(stage.count(Count::OpenOps).await, 0, "decided as none");
        assert_eq!(alive(stage).await, [BEFORE.0], "and none it is as yet");
        for _ in 0..500 {
            if alive(stage).await.len() == 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(alive(stage).await.len(), 2, "it turned up");
        for _ in 0..8 {
            stage.sweep_after(HOUR).await;
        }
        assert_eq!(alive(stage).await, [BEFORE.0], "one hold is left");
        assert!(stage.count(Count::Tasks).await >= 1, "the shop is told");
    })
    .await;
}

#[tokio::test]
async fn an_old_hold_that_stays_is_given_back_again_and_again() {
    let tricks = [
        Trick::DropBeforeCommit,
        Trick::DropAfterCommit,
        Trick::Garble,
        Trick::Refuse { code: "E001".into() },
        Trick::Refuse { code: "2004".into() },
    ];
    for trick in tricks {
        on_each(plain, async |stage| {
            let order = placed(stage).await;
            edit(stage, 3_000).await;
            stage.fault("021", trick.clone());
            assert_eq!(change(stage, order).await.unwrap(), Done::Done, "{trick:?}");
            if stage.count(Count::OpenOps).await > 0 {
                let (red, cause) = frame(stage, order).await;
                assert_eq!(red, StatusFrame::Unavailable, "{trick:?}");
                assert_eq!(cause, Some(Cause::InFlight(Request::Release)), "{trick:?}");
                let early = payment::capture(&stage.world, SHOP, order, "店主").await;
                assert!(matches!(early, Err(ActError::Denied(Denied::InFlight))), "{trick:?}");
            }
            settle(stage).await;
            assert_eq!(alive(stage).await, [3_000], "{trick:?}");
            assert_eq!(frame(stage, order).await.0, StatusFrame::Held, "{trick:?}");
            assert_eq!(stage.count(Count::Tasks).await, 0, "{trick:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn an_old_hold_is_given_back_however_long_the_shop_was_away() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        edit(stage, 3_000).await;
        stage.fault("021", Trick::DropBeforeCommit);
        assert_eq!(change(stage, order).await.unwrap(), Done::Done);
        stage.clock.advance(5 * HOUR);
        stage.restart().await;
        settle(stage).await;
        assert_eq!(alive(stage).await, [3_000]);
        assert_eq!(stage.count(Count::Tasks).await, 0);
    })
    .await;
}

/// An order whose amount was changed, and whose old hold nobody could be asked about for more than
/// an hour: it goes on.
async fn let_go(stage: &Stage) -> OrderId {
    let order = placed(stage).await;
    edit(stage, 3_000).await;
    stage.fault("021", Trick::DropBeforeCommit);
    assert_eq!(change(stage, order).await.expect("an answer"), Done::Done);
    for _ in 0..9 {
        if stage.count(Count::Tasks).await == 0 {
            stage.fault("094", Trick::DropBeforeCommit);
            stage.sweep_after(10 * MINUTE).await;
        }
    }
    order
}

#[tokio::test]
async fn an_order_does_not_wait_for_ever_and_its_old_hold_is_not_forgotten() {
    on_each(plain, async |stage| {
        let order = let_go(stage).await;
        assert_eq!(stage.count(Count::Tasks).await, 1, "the shop is told, once");
        assert_eq!(frame(stage, order).await.0, StatusFrame::Held, "the order goes on");
        assert_eq!(payment::capture(&stage.world, SHOP, order, "店主").await.unwrap(), Done::Done);
        assert_eq!(stage.count(Count::OpenOps).await, 1, "so does the release");
        // Nobody waits for it: it is tried less often.
        for _ in 0..12 {
            stage.sweep_after(HOUR).await;
        }
        assert_eq!(stage.count(Count::OpenOps).await, 0);
        assert_eq!(alive(stage).await, [3_000], "the old hold is gone");
        assert_eq!(frame(stage, order).await.0, StatusFrame::Captured);
    })
    .await;
}

#[tokio::test]
async fn an_old_hold_that_is_captured_after_the_order_went_on_is_told_of_its_own() {
    on_each(plain, async |stage| {
        let order = let_go(stage).await;
        assert_eq!(stage.count(Count::Tasks).await, 1, "the order was let go");
        let old = stage.trades().await.into_iter().find(|one| one.amount == BEFORE.0).unwrap();
        stage.capture_there(&old).await;
        for _ in 0..12 {
            stage.sweep_after(HOUR).await;
        }
        assert_eq!(stage.count(Count::OpenOps).await, 0);
        assert_eq!(stage.count(Count::Tasks).await, 2, "two charges are another matter");
        assert_eq!(frame(stage, order).await.0, StatusFrame::Held, "the new hold stays");
    })
    .await;
}

#[tokio::test]
async fn an_old_hold_that_was_captured_there_counts_again() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        edit(stage, 3_000).await;
        stage.fault("021", Trick::DropBeforeCommit);
        assert_eq!(change(stage, order).await.unwrap(), Done::Done);
        assert_eq!(alive(stage).await.len(), 2);
        let old = stage.trades().await.into_iter().find(|one| one.amount == BEFORE.0).unwrap();
        stage.capture_there(&old).await;
        settle(stage).await;
        assert_eq!(alive(stage).await, [BEFORE.0], "one capture, no hold beside it");
        let (frame, _) = frame(stage, order).await;
        assert_eq!(frame, StatusFrame::CapturedDiffers);
        let look = payment::look(&stage.world, SHOP, order).await.unwrap().unwrap();
        assert_eq!(look.payment.settled(), Settled::Captured);
        assert_eq!(look.payment.amount(), BEFORE);
    })
    .await;
}

#[tokio::test]
async fn fifty_at_once_make_one_hold() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        edit(stage, 3_000).await;
        let presses: Vec<_> = (0..50)
            .map(|number| {
                let world = stage.world.clone();
                tokio::spawn(async move {
                    payment::change(&world, SHOP, order, &format!("係{number}"), agreed(3_000))
                        .await
                })
            })
            .collect();
        let mut done = 0;
        for press in presses {
            match press.await.expect("the press ends") {
                Ok(Done::Done) => done += 1,
                Ok(other) => panic!("{other:?}"),
                Err(ActError::Denied(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
        settle(stage).await;
        assert_eq!((done, alive(stage).await), (1, vec![3_000]));
        assert_eq!((stage.came("020").await, stage.came("021").await), (2, 1));
    })
    .await;
}

#[tokio::test]
async fn a_process_that_dies_at_any_step_leaves_one_hold_of_the_right_amount() {
    let mut survived = 0;
    for step in 0.. {
        let passed = Arc::new(AtomicUsize::new(0));
        let steps = passed.clone();
        on_each(plain, async move |stage| {
            let order = placed(stage).await;
            edit(stage, 3_000).await;
            let dying = Dying { wire: Wire::new(), steps: AtomicUsize::new(step) };
            let dying = Arc::new(dying);
            let world = World { gateway: dying.clone(), ..stage.world.clone() };
            let mut changing = tokio::spawn(async move {
                payment::change(&world, SHOP, order, "店主", agreed(3_000)).await.map(drop)
            });
            loop {
                tokio::select! {
                    ended = &mut changing => {
                        ended.expect("it ends").expect("it is done");
                        steps.fetch_add(1, Ordering::SeqCst);
                        break;
                    }
                    () = tokio::time::sleep(Duration::from_millis(5)) => {
                        if dying.is_dead() {
                            changing.abort();
                            let _ = changing.await;
                            break;
                        }
                    }
                }
            }
            stage.restart().await;
            settle(stage).await;
            let look = payment::look(&stage.world, SHOP, order).await.unwrap().unwrap();
            let ours = look.payment.amount();
            assert_eq!(alive(stage).await, [ours.0], "died at step {step}");
            assert_eq!(stage.count(Count::Tasks).await, 0, "step {step}");
            let right =
                if ours == Yen(3_000) { StatusFrame::Held } else { StatusFrame::HeldDiffers };
            assert_eq!(frame(stage, order).await.0, right, "step {step}");
            assert!(stage.came("020").await <= 2, "step {step}");
        })
        .await;
        survived += passed.load(Ordering::SeqCst);
        if survived > 0 {
            assert!(step >= 6, "094, 020 and 021, before and after each: {step}");
            return;
        }
    }
}

/// The real wire of a process that dies: at its n-th step, before or after a telegram, it does
/// nothing any more.
struct Dying {
    wire: Wire,
    steps: AtomicUsize,
}

const DEAD: usize = usize::MAX;

impl Dying {
    fn is_dead(&self) -> bool {
        self.steps.load(Ordering::SeqCst) == DEAD
    }

    async fn step(&self) {
        if self.steps.load(Ordering::SeqCst) == 0 || self.is_dead() {
            self.steps.store(DEAD, Ordering::SeqCst);
            std::future::pending::<()>().await;
        }
        self.steps.fetch_sub(1, Ordering::SeqCst);
    }

    fn around<'a, A: Send + 'a>(&'a self, telegram: Answering<'a, A>) -> Answering<'a, A> {
        Box::pin(async move {
            self.step().await;
            let answer: Outcome<A> = telegram.await;
            self.step().await;
            answer
        })
    }
}

macro_rules! dying {
    ($($name:ident($($arg:ident: $of:ty),*) -> $answer:ty;)*) => {
        impl Gateway for Dying {
            $(fn $name<'a>(
                &'a self,
                account: &'a Account,
                $($arg: $of),*
            ) -> Answering<'a, $answer> {
                self.around(self.wire.$name(account, $($arg),*))
            })*
        }
    };
}

dying! {
    start_three_ds(request: three_ds::Request) -> three_ds::Answer;
    authorise(permit: &'a Permit<Authorise>, charge: Charge) -> CardAnswer;
    capture(permit: &'a Permit<Capture>) -> CardAnswer;
    cancel(permit: &'a Permit<Cancel>) -> CardAnswer;
    refund(permit: &'a Permit<Refund>) -> CardAnswer;
    change(permit: &'a Permit<Change>, earlier: Earlier) -> CardAnswer;
    inquire(which: Which) -> inquire::Answer;
    difference(number: u64) -> difference::Answer;
    stored_cards(request: stored_card::list::Request) -> stored_card::list::Answer;
    store_card(request: stored_card::register::Request) -> stored_card::Answer;
    delete_card(request: stored_card::delete::Request) -> stored_card::delete::Answer;
}
