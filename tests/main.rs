//! Every test that goes through the public interface, in one binary: each binary links everything.

mod architecture;
mod catalogue;
mod cli;
mod district;
mod golden;
mod laws;
mod malformed;
mod memory;
mod threads;
