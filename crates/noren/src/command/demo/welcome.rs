//! What the demo tells at its start.

use std::io::Write;

use anyhow::Result;
use serde::Serialize;

/// The addresses of this run, and who may sign in.
#[derive(Serialize)]
pub struct Places {
    pub shop: String,
    pub admin: String,
    pub sandbox: String,
    pub control: String,
    pub mailbox: String,
    pub smtp: String,
    pub admin_user: String,
    pub admin_password: String,
}

impl Places {
    /// Prints them: one line of JSON, or for people.
    pub fn print(&self, json: bool) -> Result<()> {
        let mut out = std::io::stdout().lock();
        if json {
            writeln!(out, "{}", serde_json::to_string(self)?)?;
        } else {
            self.tell(&mut out)?;
        }
        out.flush()?;
        Ok(())
    }

    fn tell(&self, out: &mut impl Write) -> std::io::Result<()> {
        let card = &paygent_sandbox::TEST_CARDS[0];
        writeln!(out, "Noren demo: everything is a rehearsal, no real money moves.\n")?;
        writeln!(out, "  Shop      {}", self.shop)?;
        writeln!(out, "  Admin     {}", self.admin)?;
        writeln!(out, "            name {}, password {}", self.admin_user, self.admin_password)?;
        writeln!(out, "  Mailbox   {}", self.mailbox)?;
        writeln!(out, "  Sandbox   {}  (all test cards)", self.sandbox)?;
        writeln!(out, "\n  Test card {}  {}", card.number, card.label)?;
        writeln!(out, "            any expiry in the future, any security code")?;
        writeln!(
            out,
            "\nCtrl-C ends it; the next run goes on where it ended (--fresh starts over)."
        )
    }
}
