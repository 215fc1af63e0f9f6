//! お届け先リスト on the checkout: a member's goods go to an address that was kept before.

use shop::checkout::CheckoutForm;
use shop::member::{self, SavedAddress};

use crate::field::Choice;
use crate::storefront::Visit;
use crate::{App, Fault};

/// The list as the page offers it.
pub(super) fn choices(saved: &[SavedAddress]) -> Vec<Choice> {
    let choices = saved.iter().map(|SavedAddress { id, recipient }| Choice {
        value: id.to_string(),
        text: format!("{} 様　{}", recipient.name(), recipient.address.line()),
        selected: false,
    });
    choices.collect()
}

/// お届け先 becomes the one of this number; another number changes nothing.
pub(super) async fn fill_in(
    app: &App,
    visit: &Visit,
    number: &str,
    form: &mut CheckoutForm,
) -> Result<(), Fault> {
    let Some(member) = &visit.member else { return Ok(()) };
    let found = member::addresses(app.world(), &visit.shop, member).await?;
    if let Some(one) = found.iter().find(|one| one.id.to_string() == number) {
        form.send_to(&one.recipient);
    }
    Ok(())
}
