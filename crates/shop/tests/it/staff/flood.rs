//! Many tries at one moment, from outside: who works goes on.

use shop::clock::MINUTE;
use shop::secret::Secret;
use shop::staff::{self, Role, SignInError, TRIES_OF_A_PAIR, Visitor};
use store::scratch::on_each;
use tokio::task::JoinSet;

use super::{Office, RIGHT};

/// More than there is room for in the line of hashes.
const FLOOD: usize = 60;

/// What becomes of a try with the right password.
fn tried(
    office: &Office,
    login: &str,
    address: &str,
) -> impl Future<Output = Result<(), SignInError>> + Send + 'static {
    let (world, shop, login) = (office.world.clone(), office.shop.clone(), login.to_owned());
    let visitor = Visitor { address: address.to_owned(), ..Visitor::default() };
    let right = Secret::new(RIGHT);
    async move { staff::sign_in(&world, &shop, &login, &right, &visitor).await.map(drop) }
}

#[tokio::test]
async fn one_login_from_one_address_is_looked_at_twenty_times_a_minute() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        office.add("suzuki", Role::Orders).await;
        let mut tries = JoinSet::new();
        for _ in 0..FLOOD {
            tries.spawn(tried(&office, "sato", "203.0.113.9"));
        }
        let other = tried(&office, "suzuki", "203.0.113.10");
        let (answers, other) = tokio::join!(tries.join_all(), other);
        other.expect("another person does not wait");
        let count = |is: fn(&Result<(), SignInError>) -> bool| {
            answers.iter().filter(|answer| is(answer)).count()
        };
        let most = usize::try_from(TRIES_OF_A_PAIR).unwrap();
        assert_eq!(count(Result::is_ok), most);
        assert_eq!(count(|answer| matches!(answer, Err(SignInError::Wrong))), FLOOD - most);
        office.clock.advance(MINUTE);
        tried(&office, "sato", "203.0.113.9").await.expect("a minute later");
    })
    .await;
}

#[tokio::test]
async fn a_full_sign_in_keeps_nobody_from_a_proof() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let opened = office.opened("sato").await;
        let session = office.session(&opened.token).await.unwrap();
        let mut tries = JoinSet::new();
        for number in 0..FLOOD {
            tries.spawn(tried(&office, &format!("nobody{number}"), &number.to_string()));
        }
        let (world, shop, right) = (&office.world, &office.shop, Secret::new(RIGHT));
        let mut crowded = 0;
        while let Some(answer) = tries.join_next().await {
            crowded += usize::from(matches!(answer.unwrap(), Err(SignInError::Busy)));
            let proved = staff::prove(world, shop, &session, &right, &Visitor::default()).await;
            proved.expect("a proof has a line of its own");
        }
        assert!(crowded > 0, "the flood must fill the line, or this shows nothing");
    })
    .await;
}
