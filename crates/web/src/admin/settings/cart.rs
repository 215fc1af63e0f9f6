//! カートの設定: which cart 注文手続きへ opens, and what buyers may ask for.

use shop::settings::cart::CartForm;
use shop::settings::{self, CartSettings, Past, Plain, SaveError, Version};

use super::super::Here;
use super::Visit;
use super::form::Above;
use super::row::{Change, Group, Row};
use super::sheet::{Compared, Frame, Sheet};
use crate::Fault;

const PATH: &str = "/settings/cart";
const CART: Above = Above { href: PATH, name: "カートの設定" };

/// What is in force.
pub(crate) struct CartSheet(Option<Version<CartSettings>>);

impl Sheet for CartSheet {
    type Key = ();
    type Sent = CartForm;

    async fn open(visit: &Visit, (): ()) -> Result<CartSheet, Fault> {
        Ok(CartSheet(settings::open(visit.app.world(), visit.shop.id).await?))
    }

    fn frame(&self) -> Frame {
        Frame {
            title: "カートの設定",
            path: PATH.to_owned(),
            here: Here::Cart,
            above: CART,
            done: "/settings/cart?answer=saved",
            is_set: true,
            test: None,
        }
    }

    fn version(&self) -> i64 {
        self.0.as_ref().map_or(0, |version| version.number)
    }

    fn kept(&self) -> CartForm {
        CartSettings::form(self.0.as_ref().map(|version| &version.body))
    }

    fn groups(&self, _: &Visit, sent: &CartForm) -> Vec<Group> {
        groups(sent)
    }

    async fn check(&self, _: &Visit, sent: &CartForm) -> Result<Compared, SaveError> {
        let after = CartSettings::check(sent).map_err(SaveError::Fields)?;
        Ok((groups(&self.kept()), groups(&CartSettings::form(Some(&after)))))
    }

    fn effects(&self, changes: &[Change], _: &CartForm) -> Vec<&'static str> {
        let is_flow = changes.iter().any(|change| change.label == FLOW);
        is_flow
            .then_some("いま手続き中のお客様には、次の画面から新しいカートになります。入力した内容は残ります。")
            .into_iter()
            .collect()
    }

    async fn past(&self, visit: &Visit, limit: i64) -> Result<Vec<Past<Compared>>, Fault> {
        let past = settings::past::<CartSettings>(visit.app.world(), visit.shop.id, limit).await?;
        let rows = |form: CartForm| (groups(&form), groups(&form));
        Ok(past.into_iter().map(|one| one.map(rows)).collect())
    }

    async fn save(visit: &Visit, (): (), from: i64, sent: &CartForm) -> Result<(), SaveError> {
        let (world, shop, by) = (visit.app.world(), visit.shop.id, &visit.staff.name);
        settings::save_form::<CartSettings>(world, shop, by, from, sent).await.map(drop)
    }
}

const FLOW: &str = "注文手続きへ のカート";

fn groups(form: &CartForm) -> Vec<Group> {
    let flows = [
        ("zero_step", "ゼロステップカート（1画面で入力し、確認して注文）"),
        ("three_step", "3ステップカート（お客様情報、お届け・お支払方法、確認の順）"),
    ];
    let cart = vec![
        Row::new("", FLOW)
            .required()
            .choice("flow", &form.flow, &flows)
            .hint("「注文手続きへ」を押したお客様に、どちらのカートを開くか。"),
    ];
    let extras = vec![
        Row::new("", "のしの表書き")
            .lines("noshi", &form.noshi)
            .hint("1行に1つ。例）御祝、内祝、御中元、御歳暮。空欄なら、のしの欄は出ません。")
            .hint(
                "水引（蝶結び・結び切り）、かけ方（外のし・内のし）、名入れは、お客様が選びます。",
            ),
        Row::new("", "ギフトメッセージ").tick(
            "gift_message",
            &form.gift_message,
            "お客様がメッセージを書けるようにする",
        ),
        Row::new("", "領収書の宛名").tick(
            "receipt_name",
            &form.receipt_name,
            "お客様が領収書の宛名を入力できるようにする",
        ),
    ];
    vec![
        Group { id: "g1", title: "カート", note: "", rows: cart },
        Group {
            id: "g2",
            title: "お客様が頼めること",
            note: "確認画面、サンクスメール、受注明細に出ます。備考の欄はいつもあります。",
            rows: extras,
        },
    ]
}
