//! 宅配便・送料計算: carriers come, change and go.

use shop::delivery::{self, CarrierForm, Kind, Prefecture};
use shop::id::CarrierId;
use shop::money::Yen;
use shop::settings::SaveError;

use crate::shelf::{on_each, parcel};

#[tokio::test]
async fn what_is_saved_is_what_is_charged() {
    on_each(async |shelf| {
        let (world, shop) = (&shelf.world, shelf.shop.id);
        let id = CarrierId(1);
        let sheet = delivery::open(world, shop, id).await.unwrap().expect("the sample's");
        let mut form = sheet.form();
        assert_eq!((form.field("fee_1"), form.field("fee_47")), ("1480", "別途"));
        form.name = "みなも急便".into();
        form.more.insert("fee_26".into(), "0".into());
        form.more.insert("fee_13".into(), String::new());
        delivery::save(world, shop, id, "佐藤", sheet.version, &form).await.unwrap();
        let late = delivery::save(world, shop, id, "佐藤", sheet.version, &form).await;
        assert!(matches!(late, Err(SaveError::Changed)), "{late:?}");

        let read = move |tx: &mut dyn store::Tx| delivery::fees_in(tx, shop);
        let fees = world.store.read(read).await.unwrap();
        let one = parcel(1_000);
        let kyoto = fees.to(Some(Prefecture::KYOTO), &one);
        assert_eq!((kyoto[0].0.name.as_str(), kyoto[0].1), ("みなも急便", Some(Yen::ZERO)));
        assert!(fees.to(Some(Prefecture::TOKYO), &one).is_empty(), "nobody goes there any more");
        assert_eq!(fees.to(Some(Prefecture::OKINAWA), &one)[0].1, None);
    })
    .await;
}

#[tokio::test]
async fn a_new_carrier_takes_nothing_until_it_is_set_up() {
    on_each(async |shelf| {
        let (world, shop) = (&shelf.world, shelf.shop.id);
        let id = delivery::add(world, shop, "佐藤", Kind::Parcel, "新しい宅配便").await.unwrap();
        assert_eq!(id, CarrierId(2));
        let sheet = delivery::open(world, shop, id).await.unwrap().unwrap();
        assert!(sheet.carrier.methods.is_empty() && sheet.fees.is_empty());
        assert_eq!(delivery::all(world, shop).await.unwrap().len(), 2);
        let read = move |tx: &mut dyn store::Tx| delivery::fees_in(tx, shop);
        let fees = world.store.read(read).await.unwrap();
        for to in [None, Some(Prefecture::KYOTO)] {
            assert_eq!(
                fees.to(to, &parcel(1_000)).len(),
                1,
                "buyers do not see it, wherever they live: {to:?}"
            );
        }
        delivery::remove(world, shop, "佐藤", CarrierId(1)).await.unwrap();
        let left = delivery::all(world, shop).await.unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].id, id);
        assert!(delivery::open(world, shop, CarrierId(1)).await.unwrap().is_none());
        let form = CarrierForm { name: "x".into(), ..CarrierForm::default() };
        let gone = delivery::save(world, shop, CarrierId(1), "佐藤", 1, &form).await;
        assert!(matches!(gone, Err(SaveError::Changed)), "it is not there any more");
    })
    .await;
}
