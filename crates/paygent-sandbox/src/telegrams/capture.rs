//! 022: takes the whole hold, without an amount.

use paygent::telegram::capture::Request;
use store::Tx;

use super::payment_act::act;
use super::{Decision, Scene, Serve};
use crate::ledger::machine::Act;

impl Serve for Request {
    fn serve(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene,
    ) -> Result<Decision<Self::Answer>, store::Error> {
        act(Act::Capture, &self.payment, tx, scene)
    }
}
