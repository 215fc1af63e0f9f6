//! 028: changes the amount of an authorisation; the new payment is held again.

use paygent::telegram::change_hold::Request;
use store::Tx;

use super::change_amount::change;
use super::{Decision, Scene, Serve};
use crate::ledger::amount::Subject;

impl Serve for Request {
    fn serve(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene,
    ) -> Result<Decision<Self::Answer>, store::Error> {
        change(Subject::Hold, &self.0, tx, scene)
    }
}
