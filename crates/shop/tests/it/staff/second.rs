//! The second factor, and asking again who it is.

use shop::clock::{MINUTE, SECOND};
use shop::secret::Secret;
use shop::staff::{
    self, CODE_TIME, FAILURES_MAX, LOCKED_FOR, Outcome, RECOVERY_CODES, Role, SessionToken,
    SignInError, code_at,
};
use store::scratch::on_each;
use store::sql;

use super::Office;

#[tokio::test]
async fn a_code_opens_once_and_a_half_open_session_opens_nothing() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let opened = office.opened("sato").await;
        let (secret, codes) = office.set_up(&opened.token).await;
        assert_eq!(codes.len(), RECOVERY_CODES);
        // The code that set it up is used.
        let waiting = office.first_step("sato").await;
        assert!(office.session(&waiting).await.is_none(), "half open");
        let used = code_at(&secret, office.world.now()).unwrap();
        assert!(matches!(office.code(&waiting, &used).await, Err(SignInError::Wrong)));
        office.clock.advance(30 * SECOND);
        let code = code_at(&secret, office.world.now()).unwrap();
        let spaced = format!("{} {}", &code[..3], &code[3..]);
        let opened = office.code(&waiting, &spaced).await.unwrap();
        assert_ne!(opened.token, waiting, "a new token");
        assert!(office.session(&opened.token).await.unwrap().has_totp);
        assert!(matches!(office.code(&waiting, &code).await, Err(SignInError::Over)));
        let again = office.first_step("sato").await;
        assert!(matches!(office.code(&again, &code).await, Err(SignInError::Wrong)), "used");
        office.clock.advance(CODE_TIME);
        let late = code_at(&secret, office.world.now()).unwrap();
        assert!(matches!(office.code(&again, &late).await, Err(SignInError::Over)), "too late");
        let nobody = SessionToken::parse(&"0123456789abcdef".repeat(4)).unwrap();
        assert!(matches!(office.code(&nobody, &late).await, Err(SignInError::Over)));
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_opens_once_however_it_is_typed() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let opened = office.opened("sato").await;
        let (_, codes) = office.set_up(&opened.token).await;
        let typed = codes[3].expose().to_uppercase().replace('-', " ");
        let waiting = office.first_step("sato").await;
        let back = office.code(&waiting, &typed).await.unwrap();
        let waiting = office.first_step("sato").await;
        assert!(matches!(office.code(&waiting, &typed).await, Err(SignInError::Wrong)));
        let (world, shop) = (&office.world, office.shop.id);
        assert_eq!(staff::codes_left(world, shop, office.owner).await.unwrap(), 9);
        let session = office.session(&back.token).await.unwrap();
        let new = staff::new_codes(world, shop, &session).await.unwrap();
        assert_eq!(new.len(), RECOVERY_CODES);
        let old = codes[4].expose();
        assert!(matches!(office.code(&waiting, old).await, Err(SignInError::Wrong)));
        office.code(&waiting, new[0].expose()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_database_knows_neither_secret_nor_codes() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let opened = office.opened("sato").await;
        let (secret, codes) = office.set_up(&opened.token).await;
        let kept = office.world.store.read(|tx| {
            let rows = tx.rows(sql!("select code_hash from staff_recovery"), &[])?;
            let totp = tx.rows(sql!("select totp from staff where totp is not null"), &[])?;
            let hashes = rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, _>>()?;
            Ok::<_, store::Error>((hashes, totp[0].bytes(0)?))
        });
        let (hashes, totp) = kept.await.unwrap();
        assert_eq!(hashes.len(), RECOVERY_CODES);
        let plain = |code: &Secret| code.expose().replace('-', "");
        assert!(codes.iter().all(|code| !hashes.contains(&plain(code))));
        let totp = String::from_utf8_lossy(&totp).into_owned();
        assert!(!totp.contains(secret.expose()), "the secret is sealed");
    })
    .await;
}

#[tokio::test]
async fn ten_wrong_codes_lock_the_second_step_alone() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let opened = office.opened("sato").await;
        let (secret, codes) = office.set_up(&opened.token).await;
        let mut waiting = office.first_step("sato").await;
        for _ in 0..FAILURES_MAX {
            assert!(matches!(office.code(&waiting, "000000x").await, Err(SignInError::Wrong)));
        }
        office.clock.advance(MINUTE);
        let code = code_at(&secret, office.world.now()).unwrap();
        for right in [code.as_str(), codes[0].expose()] {
            assert!(matches!(office.code(&waiting, right).await, Err(SignInError::Wrong)));
        }
        let outcomes = office.outcomes().await;
        assert!(outcomes.contains(&Outcome::CodeLocked) && outcomes.contains(&Outcome::CodeShut));
        assert!(!outcomes.contains(&Outcome::Locked));
        office.clock.advance(LOCKED_FOR);
        waiting = office.first_step("sato").await;
        let code = code_at(&secret, office.world.now()).unwrap();
        office.code(&waiting, &code).await.expect("the lock is over");
    })
    .await;
}

#[tokio::test]
async fn an_offer_is_bound_to_its_person_and_needs_a_right_code() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        office.add("suzuki", Role::Orders).await;
        let (sato, suzuki) = (office.opened("sato").await, office.opened("suzuki").await);
        let sato = office.session(&sato.token).await.unwrap();
        let suzuki = office.session(&suzuki.token).await.unwrap();
        let (world, shop) = (&office.world, &office.shop);
        let offer = staff::offer_totp(world, shop, &sato.staff, None);
        let again = staff::offer_totp(world, shop, &sato.staff, Some(&offer.sealed));
        assert_eq!(offer.secret, again.secret);
        let code = code_at(&offer.secret, world.now()).unwrap();
        for (session, sealed, typed) in [
            (&suzuki, offer.sealed.as_str(), code.as_str()),
            (&sato, offer.sealed.as_str(), "12345"),
            (&sato, "00", code.as_str()),
            (&sato, "", code.as_str()),
        ] {
            let set = staff::confirm_totp(world, shop.id, session, sealed, typed).await.unwrap();
            assert!(set.is_none());
        }
        assert!(!staff::account(world, shop.id, sato.staff.id).await.unwrap().unwrap().has_totp);
    })
    .await;
}
