//! 使用決済: which payment methods a shop uses, in the order of 表示順 (R-050..R-053).

use serde::{Deserialize, Serialize};
use store::Tx;

use super::{CartSettings, MethodSettings, Setting, current, save};
use crate::checkout::{Choices, Method};
use crate::delivery::{self, Carrier};
use crate::id::ShopId;
use crate::world::World;

/// The list. A method in it is offered once it is set up, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Methods(Vec<Method>);

impl Default for Methods {
    fn default() -> Methods {
        Methods(vec![Method::Card, Method::Bank])
    }
}

impl Setting for Methods {
    const KIND: &'static str = "methods";
}

/// ↑ or ↓.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// ↑
    Up,
    /// ↓
    Down,
}

impl Methods {
    /// In the shop's order.
    pub fn iter(&self) -> impl Iterator<Item = Method> {
        self.0.iter().copied()
    }

    /// Whether the shop uses it.
    pub fn has(&self, method: Method) -> bool {
        self.0.contains(&method)
    }

    /// リストに追加: at the end; one that is there stays where it is.
    pub fn add(&mut self, method: Method) {
        if !self.has(method) {
            self.0.push(method);
        }
    }

    /// リストから削除. Its settings stay for the day on which it is added again.
    pub fn remove(&mut self, method: Method) {
        self.0.retain(|one| *one != method);
    }

    /// Changes places with its neighbour, if it has one there.
    pub fn shift(&mut self, method: Method, towards: Move) {
        let Some(at) = self.0.iter().position(|one| *one == method) else { return };
        let to = match towards {
            Move::Up => at.checked_sub(1),
            Move::Down => Some(at + 1).filter(|to| *to < self.0.len()),
        };
        if let Some(to) = to {
            self.0.swap(at, to);
        }
    }
}

/// The list of a shop.
pub fn methods_in(tx: &mut dyn Tx, shop: ShopId) -> Result<Methods, store::Error> {
    Ok(current::<Methods>(tx, shop)?.map(|version| version.body).unwrap_or_default())
}

/// 使用決済 as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// In the shop's order: method, and whether it is set up (設定済み).
    pub methods: Vec<(Method, bool)>,
    /// 宅配便.
    pub carriers: Vec<Carrier>,
}

/// The list of a shop's page.
pub async fn list(world: &World, shop: ShopId) -> Result<Listed, store::Error> {
    let read = move |tx: &mut dyn Tx| {
        let methods = methods_in(tx, shop)?;
        let methods = methods.iter().map(|method| {
            let is_set = MethodSettings::current(tx, shop, method)?.is_some();
            Ok((method, is_set))
        });
        let methods = methods.collect::<Result<Vec<_>, store::Error>>()?;
        Ok(Listed { methods, carriers: delivery::carriers_in(tx, shop)? })
    };
    world.store.read(read).await
}

/// Saves the list with a change, if it is one.
pub async fn change_methods(
    world: &World,
    shop: ShopId,
    by: &str,
    change: impl Fn(&mut Methods) + Send + 'static,
) -> Result<(), store::Error> {
    let (by, now) = (by.to_owned(), world.now());
    let write = move |tx: &mut dyn Tx| {
        let before = methods_in(tx, shop)?;
        let mut after = before.clone();
        change(&mut after);
        if after != before {
            save(tx, shop, &after, &by, now)?;
        }
        Ok(())
    };
    world.store.write(write).await
}

/// What the checkout offers: the methods of the list that are set up.
pub fn choices_in(tx: &mut dyn Tx, shop: ShopId) -> Result<Choices, store::Error> {
    let cart = current::<CartSettings>(tx, shop)?.map(|version| version.body).unwrap_or_default();
    let mut choices = Choices { cart, ..Choices::default() };
    for method in methods_in(tx, shop)?.iter() {
        if let Some(settings) = MethodSettings::current(tx, shop, method)? {
            choices.offer(settings.body);
        }
    }
    Ok(choices)
}

#[cfg(test)]
mod tests {
    use super::Method::{Bank, Card};
    use super::Move::{Down, Up};
    use super::{Method, Methods};

    #[test]
    fn methods_come_go_and_change_places() {
        let mut list = Methods::default();
        let of = |list: &Methods| list.iter().collect::<Vec<Method>>();
        for (towards, method, after) in [
            (Up, Card, [Card, Bank]),
            (Down, Bank, [Card, Bank]),
            (Down, Card, [Bank, Card]),
            (Up, Card, [Card, Bank]),
        ] {
            list.shift(method, towards);
            assert_eq!(of(&list), after, "{method:?} {towards:?}");
        }
        list.remove(Card);
        list.shift(Card, Up);
        assert_eq!(of(&list), [Bank]);
        for _ in 0..2 {
            list.add(Card);
        }
        assert_eq!(of(&list), [Bank, Card]);
        assert!(list.has(Card));
    }
}
