//! Rows as the bytes of a CSV file.

use paygent::Charset;

use super::column::Cell;
use super::plan::Letters;

/// Stands for a letter that the charset does not have.
const GETA: char = '〓';
/// Marks UTF-8 for spreadsheets.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// A piece of the file, made row by row.
pub(super) struct Piece {
    letters: Letters,
    lines: csv::Writer<Vec<u8>>,
    /// Letters that the charset does not have.
    replaced: usize,
}

impl Piece {
    /// The first piece begins with the mark and the headings.
    pub(super) fn first(letters: Letters, headings: impl Iterator<Item = &'static str>) -> Piece {
        let mark = if letters == Letters::Utf8 { MARK.to_vec() } else { Vec::new() };
        let mut piece = Piece::after(letters, mark);
        piece.row(headings.map(|heading| Cell::Text(heading.to_owned())));
        piece
    }

    /// A later piece.
    pub(super) fn next(letters: Letters) -> Piece {
        Piece::after(letters, Vec::new())
    }

    fn after(letters: Letters, bytes: Vec<u8>) -> Piece {
        let mut builder = csv::WriterBuilder::new();
        let lines = builder.terminator(csv::Terminator::CRLF).flexible(true).from_writer(bytes);
        Piece { letters, lines, replaced: 0 }
    }

    pub(super) fn row(&mut self, cells: impl Iterator<Item = Cell>) {
        for cell in cells {
            let bytes = match cell {
                Cell::Empty => Vec::new(),
                Cell::Number(number) => number.to_string().into_bytes(),
                Cell::Text(text) => self.encoded(&guarded(text)),
            };
            self.lines.write_field(bytes).expect("memory takes every field");
        }
        self.lines.write_record(None::<&[u8]>).expect("memory takes every row");
    }

    /// The bytes, and how many letters were replaced in them.
    pub(super) fn end(self) -> (Vec<u8>, usize) {
        (self.lines.into_inner().expect("memory takes every row"), self.replaced)
    }

    fn encoded(&mut self, text: &str) -> Vec<u8> {
        if self.letters == Letters::Utf8 {
            return text.as_bytes().to_vec();
        }
        if let Ok(bytes) = Charset::Windows31j.encode(text) {
            return bytes.to_vec();
        }
        let mut bytes = Vec::with_capacity(text.len());
        for letter in text.chars() {
            let mut utf8 = [0; 4];
            let known = Charset::Windows31j.encode(letter.encode_utf8(&mut utf8));
            let known = known.or_else(|_| {
                self.replaced += 1;
                Charset::Windows31j.encode(GETA.encode_utf8(&mut utf8))
            });
            bytes.extend_from_slice(&known.expect("Windows-31J has 〓"));
        }
        bytes
    }
}

/// What a spreadsheet may take for a formula, also in full width and on a second line (X1).
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// What a spreadsheet would take for a formula is made a text.
fn guarded(text: String) -> String {
    if text.starts_with(FORMULA) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Letters, Piece};

    fn row(letters: Letters, text: &str) -> (Vec<u8>, usize) {
        let mut piece = Piece::next(letters);
        piece.row([Cell::Text(text.to_owned()), Cell::Number(-300), Cell::Empty].into_iter());
        piece.end()
    }

    #[test]
    fn no_cell_is_a_formula_and_no_number_a_text() {
        for (text, shown) in [
            ("=1+1", "'=1+1,-300,\r\n"),
            ("+81 75", "'+81 75,-300,\r\n"),
            ("-", "'-,-300,\r\n"),
            ("@cmd", "'@cmd,-300,\r\n"),
            ("\t=1", "'\t=1,-300,\r\n"),
            ("\r=1", "\"'\r=1\",-300,\r\n"),
            ("\n=1", "\"'\n=1\",-300,\r\n"),
            ("＝1+1", "'＝1+1,-300,\r\n"),
            ("＋81", "'＋81,-300,\r\n"),
            ("－1", "'－1,-300,\r\n"),
            ("＠SUM", "'＠SUM,-300,\r\n"),
            ("二行\nと \"引用\"", "\"二行\nと \"\"引用\"\"\",-300,\r\n"),
            ("075-000", "075-000,-300,\r\n"),
        ] {
            let (bytes, _) = row(Letters::Utf8, text);
            assert_eq!(String::from_utf8(bytes).unwrap(), shown, "{text:?}");
        }
    }

    #[test]
    fn letters_that_windows_31j_lacks_become_geta_and_are_counted() {
        let (bytes, replaced) = row(Letters::Windows31j, "髙橋 𠮷野 ①〜");
        assert_eq!(replaced, 1);
        assert!(bytes.starts_with(b"\xfb\xfc\x8b\xb4 \x81\xac\x96\xec \x87\x40\x81\x60,-300,\r\n"));
        assert_eq!(row(Letters::Utf8, "𠮷").1, 0);
    }

    #[test]
    fn a_file_begins_with_its_headings() {
        for (letters, begin) in
            [(Letters::Utf8, "\u{feff}a,b\r\n"), (Letters::Windows31j, "a,b\r\n")]
        {
            let (bytes, _) = Piece::first(letters, ["a", "b"].into_iter()).end();
            assert_eq!(bytes, begin.as_bytes());
        }
    }
}
