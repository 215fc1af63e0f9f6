//! 発行者と帳票: who stands on the shop's papers, and what they say besides.

use shop::paper::Picture;
use shop::settings::issuer::IssuerForm;
use shop::settings::{self, IssuerSettings, Past, Plain, SaveError, Version};

use super::super::Here;
use super::Visit;
use super::form::Above;
use super::row::{Group, Part, Row};
use super::sheet::{Compared, Frame, PicturePlace, Sheet};
use crate::Fault;

const PATH: &str = "/settings/papers";
const TITLE: &str = "発行者と帳票";
const PAPERS: Above = Above { href: PATH, name: TITLE };

const PAPER_LOGO: &str = "logo_file";
const PAPER_SEAL: &str = "seal_file";

/// What is in force.
pub(crate) struct IssuerSheet(Option<Version<IssuerSettings>>);

impl Sheet for IssuerSheet {
    type Key = ();
    type Sent = IssuerForm;

    async fn open(visit: &Visit, (): ()) -> Result<IssuerSheet, Fault> {
        Ok(IssuerSheet(settings::open(visit.app.world(), visit.shop.id).await?))
    }

    fn frame(&self) -> Frame {
        Frame {
            title: TITLE,
            path: PATH.to_owned(),
            here: Here::Papers,
            above: PAPERS,
            done: "/settings/papers?answer=saved",
            is_set: true,
            test: None,
        }
    }

    fn version(&self) -> i64 {
        self.0.as_ref().map_or(0, |version| version.number)
    }

    fn kept(&self) -> IssuerForm {
        IssuerSettings::form(self.0.as_ref().map(|version| &version.body))
    }

    fn groups(&self, _: &Visit, sent: &IssuerForm) -> Vec<Group> {
        groups(sent)
    }

    async fn check(&self, _: &Visit, sent: &IssuerForm) -> Result<Compared, SaveError> {
        let after = IssuerSettings::check(sent).map_err(SaveError::Fields)?;
        Ok((groups(&self.kept()), groups(&IssuerSettings::form(Some(&after)))))
    }

    async fn past(&self, visit: &Visit, limit: i64) -> Result<Vec<Past<Compared>>, Fault> {
        let (world, shop) = (visit.app.world(), visit.shop.id);
        let past = settings::past::<IssuerSettings>(world, shop, limit).await?;
        let rows = |form: IssuerForm| (groups(&form), groups(&form));
        Ok(past.into_iter().map(|one| one.map(rows)).collect())
    }

    fn picture<'a>(sent: &'a mut IssuerForm, field: &str) -> Option<PicturePlace<'a>> {
        let (field, name, remove) = match field {
            PAPER_LOGO => (PAPER_LOGO, &mut sent.logo, &mut sent.logo_remove),
            PAPER_SEAL => (PAPER_SEAL, &mut sent.seal, &mut sent.seal_remove),
            _ => return None,
        };
        Some(PicturePlace { field, name, remove, takes: printed })
    }

    async fn save(visit: &Visit, (): (), from: i64, sent: &IssuerForm) -> Result<(), SaveError> {
        let (world, shop, by) = (visit.app.world(), visit.shop.id, &visit.staff.name);
        settings::save_form::<IssuerSettings>(world, shop, by, from, sent).await.map(drop)
    }
}

fn groups(form: &IssuerForm) -> Vec<Group> {
    let issuer = vec![
        Row::new("", "発行者名")
            .line("name", &form.name, "m")
            .hint("会社名や屋号。空欄なら、お店の名前になります。"),
        Row::new("", "郵便番号").line("postal", &form.postal, "s"),
        Row::new("", "住所").lines("address", &form.address),
        Row::new("", "電話番号").line("phone", &form.phone, "s"),
        Row::new("", "メールアドレス").line("mail", &form.mail, "m"),
        picture("ロゴ", (PAPER_LOGO, "logo"), (&form.logo, &form.logo_remove))
            .hint("発行者名の上に出ます。PNGかJPEG、200KBまで。"),
        picture("印影", (PAPER_SEAL, "seal"), (&form.seal, &form.seal_remove))
            .hint("発行者名に重ねて出ます。背景が透明なPNGがきれいです。"),
    ];
    let carries = [("receipt", "領収書"), ("delivery", "納品書"), ("invoice", "請求書")];
    let invoice = vec![
        Row::new("", "登録番号")
            .line("registration", &form.registration, "m")
            .hint("適格請求書発行事業者の、Tと13桁の数字。なければ空欄のまま。"),
        Row::new("", "登録番号を載せる帳票")
            .required()
            .choice("carries", &form.carries, &carries)
            .hint("適格請求書にする帳票を1つに決めます。2つに載せると、二重に発行したことになります。"),
    ];
    let texts = vec![
        Row::new("", "通信文").lines("message", &form.message).hint(
            "納品書と納品書（贈答用）の上に出ます。贈答用にも出るので、金額は書かないでください。",
        ),
        Row::new("", "但し書き")
            .required()
            .line("proviso", &form.proviso, "m")
            .hint("領収書に出ます。"),
        Row::new("", "お客様による領収書の発行")
            .tick("buyers", &form.buyers, "お客様もご自分で発行できる")
            .hint("マイページとメールのリンク先で。入金の確認か売上確定のあとに発行できます。"),
    ];
    vec![
        Group {
            id: "g1", title: "発行者", note: "帳票の右上に出ます。", rows: issuer
        },
        Group { id: "g2", title: "適格請求書", note: "", rows: invoice },
        Group { id: "g3", title: "帳票の文", note: "", rows: texts },
    ]
}

/// Whether a paper can carry it.
fn printed(bytes: &[u8]) -> Result<(), String> {
    Picture::new(bytes.to_vec()).map(drop).map_err(|error| error.to_string())
}

fn picture(
    label: &'static str,
    (file, name): (&'static str, &'static str),
    (kept, remove): (&str, &str),
) -> Row {
    let removed = !remove.is_empty();
    let row = Row::new("", label);
    let row = row.part(Part::PaperPicture { file, name, kept: kept.to_owned(), removed });
    if kept.is_empty() || removed {
        return row.saying("なし");
    }
    row.saying(&format!("画像 {}", kept.get(..6).unwrap_or_default()))
}
