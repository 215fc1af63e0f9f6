//! The client certificate: read from one PEM, and shown when Paygent asks by renegotiation.

mod certificate {
    pub mod authority;
    pub mod gateway;
    pub mod pem;
    pub mod renegotiation;
}
