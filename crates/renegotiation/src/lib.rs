//! A TLS server's wish to see the client's certificate in the middle of a connection, as Paygent's
//! gateway has it (reference 1.1). OpenSSL can do it; its safe Rust side (`openssl` 0.10) has no
//! function for it. This crate is that function and nothing else, since it is the one place of the
//! project with unsafe code.

use std::ffi::c_int;

use foreign_types_shared::ForeignTypeRef;
use openssl::error::ErrorStack;
use openssl_sys::{SSL, SSL_VERIFY_PEER, SSL_set_verify, X509_STORE_CTX};
use tokio_openssl::SslStream;

unsafe extern "C" {
    /// `SSL_renegotiate(3)`: 1 if the next handshake call begins anew.
    fn SSL_renegotiate(ssl: *mut SSL) -> c_int;
}

/// Lets the server's next `do_handshake` ask the client to begin anew, this time with its
/// certificate. False if this connection cannot (TLS 1.3).
///
/// Any certificate is taken, and none too: what it is worth is in the connection's
/// [`verify_result`](openssl::ssl::SslRef::verify_result) afterwards.
pub fn ask_for_certificate<S>(stream: &mut SslStream<S>) -> bool {
    let ssl = stream.ssl().as_ptr();
    // SAFETY: the pointer is that of the stream's own live `SSL`. The stream is borrowed for us
    // alone, so nobody else is inside OpenSSL with it. Neither function reads or writes the
    // connection, and `take_any` is a plain function that looks at nothing.
    unsafe {
        SSL_set_verify(ssl, SSL_VERIFY_PEER, Some(take_any));
        SSL_renegotiate(ssl) == 1
    }
}

/// Goes on whatever the check found; OpenSSL keeps the finding.
extern "C" fn take_any(_found: c_int, _store: *mut X509_STORE_CTX) -> c_int {
    // What made it fail (a signature, say) must not be taken for the connection's failure later.
    drop(ErrorStack::get());
    1
}
