//! Assigned grades (等级赋分): marks of an elective subject turned into marks on a common scale by rank.
//!
//! A scheme says which share of the examinees, counted from the top, forms each band and which assigned marks the band
//! covers; inside a band the conversion is linear in the raw mark. The shares hold for the population of a province:
//! applied to the pupils of one joint exam the result is a simulation (模拟赋分). Boundaries and roundings are decided in
//! integers.

mod bands;
mod convert;
mod scheme;
mod schemes;
mod standard;

pub use bands::{Cumulation, EndPoint, Nearness, StartPoint};
pub use convert::{Assigned, BandRow, OneValue, Options, Paper, ZeroMarks, convert};
pub use scheme::{Band, Rule, Scheme, Standard, WHOLE, scheme};
pub use schemes::SCHEMES;
