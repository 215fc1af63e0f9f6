//! The binary as people use it: started as a process, on free ports, in temporary folders.

mod card;
mod demo;
mod killed;
mod postgres;
mod process;
mod refusals;
mod sandbox;
mod serve;
mod visitor;
