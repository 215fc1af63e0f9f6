//! もう一度、ご本人の確認: what its page says when it is refused.

use http::StatusCode;
use shop::staff::{FAILURES_MAX, PROVED_FOR};
use store::scratch::on_each;

use crate::staff::{Office, RIGHT};

const EMAIL: &str = "/account/email";

#[tokio::test]
async fn strangers_do_not_close_it_and_whoever_closes_it_reads_so() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let mut owner = office.signed_in("sato").await;
        office.clock.advance(PROVED_FOR);
        for _ in 0..FAILURES_MAX {
            office.enter("sato", "wrong-password").await;
        }
        let asked = owner.post(EMAIL, &[("email", "sato@example.jp")]).await;
        let sealed = asked.hidden().remove(0).1;
        let done = owner.post(EMAIL, &[("step_up", &sealed), ("proof", RIGHT)]).await;
        assert_eq!(done.location(), "/account?answer=email");
        office.clock.advance(PROVED_FOR);
        for turn in 1..=FAILURES_MAX + 1 {
            let proof = if turn > FAILURES_MAX { RIGHT } else { "wrong-password" };
            let refused = owner.post(EMAIL, &[("step_up", &sealed), ("proof", proof)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            let (wrong, shut) = ("パスワードが違います", "確認を30分のあいだ止めています");
            let says = if turn < FAILURES_MAX { wrong } else { shut };
            assert!(refused.text().contains(says), "{turn}: {}", refused.text());
            assert!(refused.text().contains(wrong) != refused.text().contains(shut), "{turn}");
        }
    })
    .await;
}
