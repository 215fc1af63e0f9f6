//! The feed of notices: 091.

use super::{Player, same, split_count};
use crate::model::rules::{Fed, OK};
use crate::model::wire::{Form, Heard};

impl Player<'_> {
    pub(super) async fn feed(&mut self, who: usize, number: Option<u8>) -> Result<(), String> {
        // Also none that there is, and one that is still to come.
        let number = number.map(|number| usize::from(number) % (self.rules.noted(who) + 2));
        let form: Form =
            number.map(|it| ("payment_notice_id", it.to_string())).into_iter().collect();
        let heard = self.send(who, "091", &form).await;
        same("answer", heard.said.as_str(), OK)?;
        match self.rules.feed(who, number) {
            Fed::Nothing => same("success_code", heard.line("success_code"), "1"),
            Fed::Gone => same("success_code", heard.line("success_code"), "2"),
            Fed::OneOf(place, these) => {
                same("success_code", heard.line("success_code"), "0")?;
                if let Some(number) = number {
                    same("number", heard.line("payment_notice_id"), &number.to_string())?;
                }
                let found = these.iter().copied().find(|at| self.tells(&heard, *at));
                let found = found.ok_or_else(|| {
                    let these: Vec<_> = these.iter().map(|at| &self.rules.notices[*at]).collect();
                    format!("the sandbox tells {heard:?}, the reference one of {these:?}")
                })?;
                self.rules.tell(place, found);
                Ok(())
            }
        }
    }

    fn tells(&self, heard: &Heard, at: usize) -> bool {
        let notice = &self.rules.notices[at];
        [
            ("payment_id", self.payments[notice.payment].clone()),
            ("payment_status", notice.status.to_string()),
            ("payment_amount", notice.amount.to_string()),
            ("payment_class", notice.class.0.to_owned()),
            ("split_count", split_count(notice.class)),
        ]
        .iter()
        .all(|(name, value)| heard.line(name) == value)
    }
}
