//! 029: changes the amount of a capture, or takes less than was held; the new payment is captured.

use paygent::telegram::change_sale::Request;
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
        change(Subject::Sale, &self.0, tx, scene)
    }
}
