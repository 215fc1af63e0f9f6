//! 受注の書き出し: which columns, a row an order or a row a line, and the file itself, sent as it is made.

use std::collections::BTreeMap;

use askama::Template;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use http::{StatusCode, header};
use serde::Deserialize;
use shop::order::List;
use shop::order::export::{self, Column, Export, Letters, Plan, Shape, Writing};
use shop::order::list::FilterForm;
use shop::staff::{self, Subject};

use super::super::settings::Visit;
use super::super::{Desk, Here};
use super::index::{Shelf, address, chips, words};
use crate::form::{Form, Query};
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

const TITLE: &str = "受注の書き出し";
const NO_COLUMN: &str = "列を1つ以上選んでください。";
/// Before the word of a column, in the form.
const COLUMN: &str = "c_";
const SHAPES: [(&str, Shape, &str); 2] = [
    ("orders", Shape::Orders, "受注ごとに1行"),
    ("lines", Shape::Lines, "商品ごとに1行。商品の列も入ります"),
];
const LETTERS: [(&str, Letters, &str); 2] = [
    ("utf8", Letters::Utf8, "UTF-8。表計算ソフトはこちら"),
    ("windows31j", Letters::Windows31j, "Windows-31J（シフトJIS）。ほかを読めないソフトのために"),
];

#[derive(Template)]
#[template(path = "admin/orders/export.html")]
struct ExportPage {
    layout: Layout,
    desk: Desk,
    /// The list, its address with the search, and what the search is.
    list: &'static str,
    back: String,
    conditions: Vec<String>,
    /// The search as the form sends it again.
    hidden: Vec<(String, String)>,
    of_order: Vec<Choice>,
    of_line: Vec<Choice>,
    shapes: Vec<Choice>,
    letters: Vec<Choice>,
    error: Option<&'static str>,
    past: Vec<Past>,
}

/// A box, or one of several.
struct Choice {
    word: &'static str,
    label: &'static str,
    is_chosen: bool,
}

/// A file that was made.
struct Past {
    at: String,
    by: String,
    what: String,
    orders: String,
    told: String,
}

/// Which search.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    list: String,
    #[serde(flatten)]
    form: FilterForm,
}

/// The search, and the make of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wish {
    list: String,
    shape: String,
    letters: String,
    #[serde(flatten)]
    form: FilterForm,
    /// The boxes of the columns, and what belongs to nothing.
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
}

impl Wish {
    fn columns(&self) -> Vec<String> {
        let words = self.rest.keys().filter_map(|name| name.strip_prefix(COLUMN));
        words.map(str::to_owned).collect()
    }
}

/// `GET /orders/export`
pub(crate) async fn ask(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let plan = export::plan(visit.app.world(), &visit.shop).await?;
    let words: Vec<String> = plan.columns.iter().map(|column| column.word.to_owned()).collect();
    page(&visit, asked, &words, (plan.shape, plan.letters), None).await
}

/// `POST /orders/export`
pub(crate) async fn send(visit: Visit, Form(wish): Form<Wish>) -> Result<Response, Fault> {
    let world = visit.app.world();
    let words = wish.columns();
    let shape = found(&SHAPES, &wish.shape);
    let letters = found(&LETTERS, &wish.letters);
    let Some(plan) = Plan::new(&words, shape, letters) else {
        let asked = Asked { list: wish.list, form: wish.form };
        return page(&visit, asked, &words, (shape, letters), Some(NO_COLUMN)).await;
    };
    let list = List::from_word(&wish.list).ok_or(Fault::NotFound)?;
    let Ok(filter) = wish.form.read(world.now()) else {
        // The list says what is wrong.
        return Ok(see_other(&address(words::path(list), wish.form.fields().into_iter())));
    };
    staff::note_view(world, visit.shop.id, visit.staff.id, Subject::OrderFile).await?;
    let by = &visit.staff.name;
    let writing = export::begin(world, &visit.shop, (&words, plan), (list, filter), by).await?;
    let charset = if letters == Letters::Utf8 { "utf-8" } else { "Shift_JIS" };
    let name = format!("orders-{}-{}.csv", list.word(), world.now().to_date_text());
    let headers = [
        (header::CONTENT_TYPE, format!("text/csv; charset={charset}")),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, body(writing)).into_response())
}

/// Sent piece by piece, each made when the one before has left. A file that cannot go on is broken
/// off, so that the browser says so.
fn body(writing: Writing) -> Body {
    Body::from_stream(stream::try_unfold(writing, async |mut writing| match writing.next().await {
        Ok(piece) => Ok(piece.map(|piece| (piece, writing))),
        Err(error) => {
            tracing::error!(%error, "a file of orders is broken off");
            Err(error)
        }
    }))
}

async fn page(
    visit: &Visit,
    asked: Asked,
    chosen: &[String],
    (shape, letters): (Shape, Letters),
    error: Option<&'static str>,
) -> Result<Response, Fault> {
    let world = visit.app.world();
    let list = List::from_word(&asked.list).ok_or(Fault::NotFound)?;
    let (path, fields) = (words::path(list), asked.form.fields());
    let shelf = Shelf::of(visit, &asked.form).await?;
    let columns = |is_of_line: bool| {
        let of_kind = Column::ALL.into_iter().filter(|column| column.is_of_line == is_of_line);
        let choice = |column: Column| Choice {
            word: column.word,
            label: column.label,
            is_chosen: chosen.iter().any(|word| word == column.word),
        };
        of_kind.map(choice).collect()
    };
    let (layout, desk) = visit.head(TITLE, Here::BelowOrders);
    let view = ExportPage {
        layout,
        desk,
        list: words::list(list),
        back: address(path, fields.iter().copied()),
        conditions: chips(path, &asked.form, &shelf).into_iter().map(|chip| chip.said).collect(),
        hidden: [("list", list.word())]
            .into_iter()
            .chain(fields)
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        of_order: columns(false),
        of_line: columns(true),
        shapes: choices(&SHAPES, shape),
        letters: choices(&LETTERS, letters),
        error,
        past: export::exports(world, &visit.shop).await?.iter().map(Past::of).collect(),
    };
    let is_wrong = error.is_some();
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, Html(view)).into_response())
}

/// The value of a word; the first for any other.
fn found<T: Copy>(words: &[(&str, T, &str)], typed: &str) -> T {
    words.iter().find(|(word, ..)| *word == typed).unwrap_or(&words[0]).1
}

fn choices<T: Copy + PartialEq>(
    words: &[(&'static str, T, &'static str)],
    chosen: T,
) -> Vec<Choice> {
    let choice = |(word, value, label): &(&'static str, T, &'static str)| Choice {
        word,
        label,
        is_chosen: *value == chosen,
    };
    words.iter().map(choice).collect()
}

impl Past {
    fn of(export: &Export) -> Past {
        let narrowed = if export.is_narrowed { "（条件あり）" } else { "" };
        let told = match (export.is_whole, export.replaced) {
            (false, _) => "途中まで".to_owned(),
            (true, 0) => "終わりまで".to_owned(),
            (true, count) => format!("終わりまで。{count}文字を〓に置き換え"),
        };
        Past {
            at: export.at.to_minutes_text(),
            by: export.by.clone(),
            what: format!("{}{narrowed}", words::list(export.list)),
            orders: format!("{}件", export.orders),
            told,
        }
    }
}
