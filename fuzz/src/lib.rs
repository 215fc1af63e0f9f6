//! What a stranger's bytes reach, one function each: any bytes go in, and it panics where a promise
//! does not hold. The fuzzer calls them (`cargo xtask fuzz`), and a test of `paygent` that compiles
//! this file calls them with every input that is kept in `fuzz/corpus/`.
//!
//! How an input is cut into what is sent, [`posted::Posted`] and [`answer::answer`] say.

#[macro_use]
mod telegrams;

mod answer;
pub mod claim;
mod notice;
mod posted;
mod telegram;
pub mod text;
mod three_ds_return;

pub use answer::{Said, answer};
pub use notice::notice;
pub use telegram::telegram;
pub use three_ds_return::three_ds_return;

/// A target: bytes in, nothing out.
pub type Target = fn(&[u8]);

/// Every target under the name of its folder in `fuzz/corpus/`.
pub const TARGETS: [(&str, Target); 4] = [
    ("answer", answer),
    ("notice", notice),
    ("telegram", telegram),
    ("three_ds_return", three_ds_return),
];
