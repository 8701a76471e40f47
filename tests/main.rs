//! Every test that goes through the public interface, in one binary: each binary links everything.
#![allow(clippy::panic, clippy::unwrap_used, clippy::float_cmp, reason = "a failed expectation is how a test speaks")]

mod architecture;
mod asked;
mod attacks;
mod audit;
mod awkward;
mod calibration;
mod catalogue;
mod checks;
mod cli;
mod complement;
mod corpus;
mod dimensions;
mod district;
mod electives;
mod fuzzed;
mod golden;
mod items;
mod laws;
mod layouts;
mod leaks;
mod limits;
mod lines;
mod malformed;
mod memory;
mod parents;
mod refused;
mod reports;
mod requests;
mod roundtrip;
mod threads;
mod workbook;
