//! サインイン履歴 and 閲覧記録.

use shop::clock::{Clock, DAY, HOUR, MINUTE, SECOND};
use shop::id::OrderId;
use shop::staff::{self, Role, Subject};
use store::scratch::on_each;

use super::Office;

#[tokio::test]
async fn sign_ins_are_read_page_by_page_and_kept_for_a_year() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        office.add("suzuki", Role::Orders).await;
        for _ in 0..60 {
            // No more than fifteen a minute: who signs in as often is not looked at.
            office.clock.advance(4 * SECOND);
            office.opened("sato").await;
        }
        office.opened("suzuki").await;
        let (world, shop) = (&office.world, office.shop.id);
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = staff::sign_ins(world, shop, Some(office.owner), after).await.unwrap();
            seen.extend(page.rows.iter().map(|row| row.at));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 60, "one's own only, none twice");
        assert!(seen.is_sorted_by(|one, next| one > next));
        let all = staff::sign_ins(world, shop, None, None).await.unwrap();
        assert_eq!(all.rows.len(), 50);
        let subject = Subject::Order(OrderId(1));
        staff::note_view(world, shop, office.owner, subject).await.unwrap();
        office.clock.advance(366 * DAY - 120 * SECOND);
        staff::forget_old(world).await.unwrap();
        let left = staff::sign_ins(world, shop, None, None).await.unwrap();
        assert_eq!(left.rows.len(), 31);
        assert_eq!(staff::views(world, shop, None).await.unwrap().rows.len(), 1);
        office.clock.advance(120 * SECOND);
        staff::forget_old(world).await.unwrap();
        assert!(staff::sign_ins(world, shop, None, None).await.unwrap().rows.is_empty());
        assert!(staff::views(world, shop, None).await.unwrap().rows.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_view_is_written_once_a_person_thing_and_hour() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let suzuki = office.add("suzuki", Role::Orders).await;
        let (world, shop, owner) = (&office.world, office.shop.id, office.owner);
        let (one, other) = (Subject::Order(OrderId(1)), Subject::Customer(1));
        // From the beginning of an hour.
        office.clock.advance(HOUR - office.clock.now().0.rem_euclid(HOUR));
        for (wait, who, what, lines) in [
            (0, owner, one, 1),
            (59 * MINUTE, owner, one, 1),
            (0, owner, other, 2),
            (0, suzuki, one, 3),
            (MINUTE, owner, one, 4),
        ] {
            office.clock.advance(wait);
            staff::note_view(world, shop, who, what).await.unwrap();
            assert_eq!(staff::views(world, shop, None).await.unwrap().rows.len(), lines);
        }
        let newest = staff::views(world, shop, None).await.unwrap().rows.remove(0);
        assert_eq!((newest.who.0.as_str(), newest.subject), ("sato", one));
    })
    .await;
}
