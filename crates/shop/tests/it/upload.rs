//! Uploaded pictures: what is kept, for whom, and how long.

use shop::clock::{DAY, Timestamp};
use shop::id::ShopId;
use shop::settings::bank::BankForm;
use shop::settings::{self, BankSettings, Logo, MethodTerms, Plain, SaveError};
use shop::upload;
use store::Tx;

use crate::stage::{SHOP, on_each, plain};

fn png(number: u8) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".as_slice(), &[number]].concat()
}

#[tokio::test]
async fn what_nobody_uses_goes_after_a_day() {
    on_each(plain, async |stage| {
        let world = &stage.world;
        let used = upload::keep(world, SHOP, png(1)).await.unwrap();
        let unused = upload::keep(world, SHOP, png(2)).await.unwrap();
        assert_eq!(upload::keep(world, SHOP, png(1)).await.unwrap(), used, "the same again");
        let logo = Some(Logo { picture: used.clone(), alt: String::new() });
        let terms = MethodTerms { logo, ..MethodTerms::named("銀行振込") };
        let bank = BankSettings { terms, ..BankSettings::default() };
        let save = move |tx: &mut dyn Tx| settings::save(tx, SHOP, &bank, "test", Timestamp(0));
        world.store.write(save).await.unwrap();
        for (wait, kept) in [(DAY, true), (1, false)] {
            stage.clock.advance(wait);
            upload::keep(world, SHOP, png(3)).await.unwrap();
            assert!(upload::find(world, SHOP, &used).await.unwrap().is_some());
            assert_eq!(upload::find(world, SHOP, &unused).await.unwrap().is_some(), kept);
        }
        let elsewhere = upload::find(world, ShopId(2), &used).await.unwrap();
        assert!(elsewhere.is_none(), "another shop does not have it");
    })
    .await;
}

#[tokio::test]
async fn a_form_names_only_what_is_kept() {
    on_each(plain, async |stage| {
        let world = &stage.world;
        let kept = upload::keep(world, SHOP, png(1)).await.unwrap();
        let elsewhere = upload::keep(world, ShopId(2), png(2)).await.unwrap();
        let form = BankSettings::form(None);
        let save = async |logo: &str| {
            let mut form = BankForm { account: "みなも銀行 1234567".into(), ..form.clone() };
            form.terms.name = "銀行振込".into();
            form.terms.logo = logo.to_owned();
            let from = settings::open::<BankSettings>(world, SHOP).await.unwrap();
            let from = from.map_or(0, |version| version.number);
            settings::save_form::<BankSettings>(world, SHOP, "佐藤", from, &form).await
        };
        for gone in [elsewhere.0.as_str(), &"0".repeat(64)] {
            let Err(SaveError::Fields(errors)) = save(gone).await else { panic!("{gone}") };
            assert_eq!(errors[0].field, "logo");
        }
        for good in ["", kept.0.as_str()] {
            save(good).await.unwrap();
        }
    })
    .await;
}
