//! 021: gives a hold up, without an amount.

use paygent::telegram::cancel::Request;
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
        act(Act::Cancel, &self.payment, tx, scene)
    }
}
