//! What people type: one file a command.

pub mod demo;
pub mod init;
pub mod mailbox;
pub mod migrate;
pub mod sandbox;
pub mod serve;
pub mod staff;
pub mod subscriptions;
pub mod work;
