//! Telegrams in any order: the sandbox and a small model of the reference never disagree.
//!
//! `NOREN_SEQUENCES=10000 cargo nextest run -p paygent-sandbox any_order` plays so many of them.

mod cards;
mod play;
mod rules;
mod step;
mod wire;

use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

/// How many sequences are played where nobody says.
const SEQUENCES: u32 = 200;
/// How often a failing sequence is made smaller, at most.
const SHRINKS: u32 = 10_000;

#[test]
fn telegrams_in_any_order_do_what_the_reference_says() {
    let wanted = std::env::var("NOREN_SEQUENCES").ok();
    let cases = wanted.map_or(SEQUENCES, |text| text.parse().expect("a number of sequences"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let place = runtime.block_on(play::Place::open());
    let config =
        Config { cases, failure_persistence: None, max_shrink_iters: SHRINKS, ..Config::default() };
    let played = TestRunner::new(config).run(&step::sequences(), |steps| {
        runtime.block_on(place.play(&steps)).map_err(TestCaseError::fail)
    });
    match played {
        Ok(()) => {}
        Err(TestError::Fail(why, steps)) => panic!("{why}\nafter {steps:#?}"),
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}
