//! Being asked again who it is.

use shop::clock::MINUTE;
use shop::secret::Secret;
use shop::staff::{
    self, FAILURES_MAX, LOCKED_FOR, Outcome, PROVED_FOR, ProveError, SessionToken, SignInError,
    Visitor, code_at,
};
use store::scratch::on_each;

use super::{Office, RIGHT};

async fn prove(office: &Office, token: &SessionToken, typed: &str) -> Result<(), ProveError> {
    let session = office.session(token).await.unwrap();
    let (visitor, typed) = (Visitor::default(), Secret::new(typed));
    staff::prove(&office.world, &office.shop, &session, &typed, &visitor).await
}

#[tokio::test]
async fn a_proof_holds_for_a_quarter_of_an_hour() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let opened = office.opened("sato").await;
        let is_fresh =
            async || office.session(&opened.token).await.unwrap().is_fresh(office.world.now());
        office.clock.advance(PROVED_FOR - 1);
        assert!(is_fresh().await, "signing in is a proof");
        office.clock.advance(1);
        assert!(!is_fresh().await);
        assert!(matches!(
            prove(&office, &opened.token, "wrong-password").await,
            Err(ProveError::Wrong)
        ));
        assert!(!is_fresh().await);
        prove(&office, &opened.token, RIGHT).await.unwrap();
        assert!(is_fresh().await);
        // With a second factor the password alone proves nothing.
        let (secret, codes) = office.set_up(&opened.token).await;
        office.clock.advance(PROVED_FOR);
        assert!(matches!(prove(&office, &opened.token, RIGHT).await, Err(ProveError::Wrong)));
        let code = code_at(&secret, office.world.now()).unwrap();
        prove(&office, &opened.token, &code).await.unwrap();
        assert!(
            matches!(prove(&office, &opened.token, &code).await, Err(ProveError::Wrong)),
            "a code is used once"
        );
        prove(&office, &opened.token, codes[0].expose()).await.unwrap();
        assert!(office.outcomes().await.contains(&Outcome::ProofWrong));
    })
    .await;
}

#[tokio::test]
async fn what_strangers_try_at_the_sign_in_does_not_close_a_proof() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let (world, shop) = (&office.world, &office.shop);
        let opened = office.opened("sato").await;
        let (wrong, visitor) = (Secret::new("wrong-password"), Visitor::default());
        for _ in 0..FAILURES_MAX {
            staff::sign_in(world, shop, "sato", &wrong, &visitor).await.unwrap_err();
        }
        prove(&office, &opened.token, RIGHT)
            .await
            .expect("the sign-in is locked, and nothing else");
        let again = office.enter("sato", &visitor).await;
        assert!(matches!(again, Err(SignInError::Wrong)), "and a proof does not open it");
        office.clock.advance(LOCKED_FOR);
        // The same with a password that has leaked, against the second factor.
        let (secret, codes) = office.set_up(&opened.token).await;
        let waiting = office.first_step("sato").await;
        for _ in 0..FAILURES_MAX {
            office.code(&waiting, "000000x").await.unwrap_err();
        }
        office.clock.advance(MINUTE);
        let code = code_at(&secret, world.now()).unwrap();
        prove(&office, &opened.token, &code).await.unwrap();
        prove(&office, &opened.token, codes[0].expose()).await.unwrap();
        let again = prove(&office, &opened.token, codes[0].expose()).await;
        assert!(matches!(again, Err(ProveError::Wrong)), "once");
        let right = codes[1].expose();
        assert!(office.code(&waiting, right).await.is_err(), "still locked");
    })
    .await;
}

#[tokio::test]
async fn ten_wrong_proofs_in_a_row_end_the_right_of_their_session_alone() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let (here, there) = (office.opened("sato").await.token, office.opened("sato").await.token);
        for right in [false, true] {
            for turn in 1..FAILURES_MAX {
                let proved = prove(&office, &here, "wrong-password").await;
                assert!(matches!(proved, Err(ProveError::Wrong)), "{turn}");
            }
            let typed = if right { "wrong-password" } else { RIGHT };
            let tenth = prove(&office, &here, typed).await;
            assert!(tenth.is_ok() != right, "in a row");
        }
        for typed in ["wrong-password", RIGHT] {
            let proved = prove(&office, &here, typed).await;
            assert!(matches!(proved, Err(ProveError::Shut)), "it says so: {proved:?}");
        }
        prove(&office, &there, RIGHT).await.expect("another session");
        office.enter("sato", &Visitor::default()).await.expect("nor is the sign-in locked");
        let outcomes = office.outcomes().await;
        let count = |one| outcomes.iter().filter(|outcome| **outcome == one).count();
        assert_eq!((count(Outcome::ProofWrong), count(Outcome::ProofLocked)), (18, 1));
        office.clock.advance(LOCKED_FOR - 1);
        assert!(matches!(prove(&office, &here, RIGHT).await, Err(ProveError::Shut)));
        office.clock.advance(1);
        prove(&office, &here, RIGHT).await.expect("half an hour later");
    })
    .await;
}

#[tokio::test]
async fn many_proofs_at_one_moment_are_still_ten() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let token = office.opened("sato").await.token;
        let tries = (0..2 * FAILURES_MAX).map(|_| prove(&office, &token, "wrong-password"));
        let answers = futures_util::future::join_all(tries).await;
        let wrong = answers.iter().filter(|one| matches!(one, Err(ProveError::Wrong))).count();
        assert_eq!(i64::try_from(wrong).unwrap(), FAILURES_MAX - 1);
        assert!(matches!(prove(&office, &token, RIGHT).await, Err(ProveError::Shut)));
    })
    .await;
}
