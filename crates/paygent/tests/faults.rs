//! Gateways that misbehave: each sees exactly one request, and the client says only what is sure.

mod faults {
    pub mod answers;
    pub mod not_sent;
    pub mod server;
}
