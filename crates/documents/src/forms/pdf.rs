//! Papers as one PDF.

use typst::comemo;
use typst::diag::{SourceDiagnostic, Warned};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Smart};
use typst::model::DocumentInfo;
use typst::text::{Lang, Locale};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use super::paper::Paper;
use super::press::{Job, Press};
use super::sheet::{self, Sheet};
use super::text::printable;

/// Where a template finds its paper.
const PAPER: &str = "/paper.json";

/// After so many papers, what typst remembers of one and did not need again is forgotten.
const REMEMBERED: usize = 3;

/// Why there is no PDF.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// No paper was given.
    #[error("no paper was given")]
    Nothing,
    /// A template does not go with its data: a mistake of this crate's.
    #[error("paper {paper} cannot be set: {why}")]
    Unset {
        /// Which paper, from 0.
        paper: usize,
        /// What typst says.
        why: String,
    },
    /// The pages cannot be written: a mistake of this crate's.
    #[error("the PDF cannot be written: {0}")]
    Unwritten(String),
}

/// One PDF of all papers, in their order. The same papers give the same bytes.
///
/// After each that was set, `progress` hears how many are; writing the file, about a tenth of the
/// whole, comes after the last.
///
/// It computes for milliseconds a paper and belongs on a thread that may.
pub fn pdf(papers: &[Paper], progress: &mut dyn FnMut(usize)) -> Result<Vec<u8>, FormError> {
    let document = document(papers, progress)?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Noren".to_owned())),
        // What readers for the blind need. It would make the file of many papers, which is for a
        // printer, seven times as large.
        tagged: papers.len() == 1,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options);
    comemo::evict(0);
    bytes.map_err(|errors| FormError::Unwritten(said(&errors)))
}

/// Characters of a paper that the fonts do not have, each once. `〓` stands in their place.
pub fn missing(paper: &Paper) -> Vec<char> {
    Sheet::of(paper).missing()
}

/// All pages, laid out. Each paper is a document of its own, so that its pages count from 1.
pub(super) fn document(
    papers: &[Paper],
    progress: &mut dyn FnMut(usize),
) -> Result<PagedDocument, FormError> {
    let Some(first) = papers.first() else { return Err(FormError::Nothing) };
    let mut pages = EcoVec::new();
    for (index, paper) in papers.iter().enumerate() {
        let Warned { output, .. } = typst::compile::<PagedDocument>(&job(paper));
        let unset = |errors| FormError::Unset { paper: index, why: said(&errors) };
        pages.extend(output.map_err(unset)?.pages().iter().cloned());
        comemo::evict(REMEMBERED);
        progress(index + 1);
    }
    Ok(PagedDocument::new(pages, info(papers, first)))
}

fn job(paper: &Paper) -> Job {
    let json = Bytes::new(Sheet::of(paper).json());
    let pictures = sheet::pictures(paper).map(|(path, picture)| (path, picture.shared()));
    Job::new(paper.kind.template(), std::iter::once((PAPER, json)).chain(pictures).collect())
}

/// What the file says of itself.
fn info(papers: &[Paper], first: &Paper) -> DocumentInfo {
    let (year, month, day) = first.issued_on.parts();
    let (title, count) = (sheet::title(first), papers.len());
    let is_alike = papers.iter().all(|paper| sheet::title(paper) == title);
    let title = match count {
        1 => format!("{title} {}", first.order_number),
        _ if is_alike => format!("{title} {count}件"),
        _ => format!("{title}ほか {count}件"),
    };
    let text = |text: &str| printable(Press::get(), text).trim().into();
    DocumentInfo {
        title: Some(text(&title)),
        author: vec![text(&first.from.name)],
        date: Smart::Custom(Datetime::from_ymd(year.into(), month, day)),
        locale: Smart::Custom(Locale::new(Lang::JAPANESE, None)),
        ..DocumentInfo::default()
    }
}

fn said(errors: &EcoVec<SourceDiagnostic>) -> String {
    let said: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    said.join("; ")
}
