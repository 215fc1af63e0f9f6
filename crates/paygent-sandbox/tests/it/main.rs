//! The sandbox over real HTTP: crate `paygent`'s own client, a browser's requests, raw sockets.

mod amounts;
mod cards;
mod certificates;
mod checks;
mod control;
mod difference;
mod faults;
mod foreign;
mod log;
mod merchants;
mod model;
mod notices;
mod online;
mod openapi;
mod pages;
mod receiver;
mod reload;
mod stage;
mod statements;
mod states;
mod three_ds;
mod tokens;
mod vault;
mod walk_away;
mod way;
mod wire;
