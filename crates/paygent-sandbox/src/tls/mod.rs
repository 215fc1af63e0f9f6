//! The gateway's TLS door: Paygent's production serves telegrams by TLS 1.2 and asks for the
//! merchant's certificate by renegotiation, after it has the request (reference 1.1).

mod authority;
mod door;

pub(crate) use authority::Authority;
pub use authority::AuthorityError;
pub(crate) use door::{Door, Secured};
