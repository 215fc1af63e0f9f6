//! The way of a payment, step by step.

use std::time::Duration;

use paygent::telegram::PaymentRef;
use paygent_sandbox::Settlement;

use crate::stage::Stage;

/// What happens to a payment on its way.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// 021, 022 or 023, accepted.
    Act(&'static str),
    Days(u64),
    Hours(u64),
    /// Acts are through in the nightly batch from now on.
    InBatch,
    /// The nightly batch runs.
    Batch,
}

/// One step of one payment.
pub async fn walk(stage: &Stage, payment: &PaymentRef, step: Step) {
    let control = stage.sandbox.control();
    match step {
        Step::Act(kind) => assert_eq!(stage.act(kind, payment.clone()).await, "ok", "{kind}"),
        Step::Days(days) => stage.advance(Duration::from_hours(24 * days)).await,
        Step::Hours(hours) => stage.advance(Duration::from_hours(hours)).await,
        Step::InBatch => {
            control.change(|now| now.settlement = Settlement::InBatch).await.expect("kept");
        }
        Step::Batch => {
            control.settle().await.expect("the batch runs");
        }
    }
}
