//! The world that templates see: themselves, two fonts, and one paper.

use std::collections::HashSet;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// BIZ `UDPGothic`, Regular and Bold (`fonts/OFL.txt`).
const FONTS: [&[u8]; 2] = [
    include_bytes!("../../fonts/BIZUDPGothic-Regular.ttf"),
    include_bytes!("../../fonts/BIZUDPGothic-Bold.ttf"),
];

/// Every template, by its path.
const TEMPLATES: [(&str, &str); 6] = [
    ("/look.typ", include_str!("../../papers/look.typ")),
    ("/parts.typ", include_str!("../../papers/parts.typ")),
    ("/order.typ", include_str!("../../papers/order.typ")),
    ("/delivery.typ", include_str!("../../papers/delivery.typ")),
    ("/invoice.typ", include_str!("../../papers/invoice.typ")),
    ("/receipt.typ", include_str!("../../papers/receipt.typ")),
];

/// What is the same for all papers, read once a process.
pub(super) struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    /// Characters that every font has.
    letters: HashSet<u32>,
    templates: Vec<Source>,
}

static PRESS: LazyLock<Press> = LazyLock::new(Press::new);

impl Press {
    /// The one of this process.
    pub(super) fn get() -> &'static Press {
        &PRESS
    }

    fn new() -> Press {
        let font = |file| Font::new(Bytes::new(file), 0).expect("a vendored file is a font");
        let fonts: Vec<Font> = FONTS.into_iter().map(font).collect();
        let [regular, bold] =
            [0, 1].map(|font| fonts[font].info().coverage.iter().collect::<HashSet<u32>>());
        let source =
            |(path, text): (&'static str, &str)| Source::new(file_id(path), text.to_owned());
        Press {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            letters: regular.intersection(&bold).copied().collect(),
            fonts,
            templates: TEMPLATES.map(source).into(),
        }
    }

    /// Whether the fonts have this letter.
    pub(super) fn has(&self, letter: char) -> bool {
        self.letters.contains(&u32::from(letter))
    }
}

/// The number by which typst knows a path. There are as many as there are paths in this crate:
/// typst never forgets one.
fn file_id(path: &'static str) -> FileId {
    let path = VirtualPath::new(path).expect("a path of this crate is one");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// One paper on the press: nothing but what it is given exists, no disk, no network, no clock.
pub(super) struct Job {
    press: &'static Press,
    main: FileId,
    files: Vec<(FileId, Bytes)>,
}

impl Job {
    /// A template with the files that it may read.
    pub(super) fn new(template: &'static str, files: Vec<(&'static str, Bytes)>) -> Job {
        let files = files.into_iter().map(|(path, bytes)| (file_id(path), bytes)).collect();
        Job { press: Press::get(), main: file_id(template), files }
    }
}

impl World for Job {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let mut templates = self.press.templates.iter();
        templates.find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.files.iter().find(|(file, _)| *file == id);
        found.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use typst::World;
    use typst::foundations::Bytes;
    use typst::syntax::package::PackageSpec;
    use typst::syntax::{RootedPath, VirtualPath, VirtualRoot};

    use super::{Job, file_id};

    #[test]
    fn a_template_sees_itself_and_its_paper() {
        let job = Job::new("/order.typ", vec![("/paper.json", Bytes::new(b"{}"))]);
        assert!(job.source(file_id("/parts.typ")).is_ok());
        assert!(job.file(file_id("/paper.json")).is_ok());
        for path in ["/etc/passwd", "/logo.png", "/paper.typ"] {
            assert!(job.file(file_id(path)).is_err() && job.source(file_id(path)).is_err());
        }
        let package: PackageSpec = "@preview/cetz:0.3.0".parse().unwrap();
        let path = VirtualPath::new("/lib.typ").unwrap();
        let inside = RootedPath::new(VirtualRoot::Package(package), path).intern();
        assert!(job.file(inside).is_err() && job.source(inside).is_err());
        assert_eq!(job.today(None), None);
    }
}
