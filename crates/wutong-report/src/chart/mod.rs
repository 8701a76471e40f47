//! Charts as SVG, one visual language: the school is filled in the accent colour, the region a dark outline.
//!
//! Everything stays readable in grey print, where accent and outline differ in lightness and shape. The drawings carry
//! no scripts, fonts, links or identifiers, so any number of them can stand in one page.

mod balance;
mod band;
mod boxes;
mod canvas;
mod funnel;
mod heat;
mod histogram;
mod quadrant;
mod radar;
mod scale;

pub use balance::{Balance, BalanceRow};
pub use band::Bands;
pub use boxes::{BoxRow, Boxes, Percentiles};
pub use funnel::{Funnel, FunnelAt, FunnelPoint};
pub use heat::{Heat, HeatCell, Side};
pub use histogram::{Cut, Histogram, Steps};
pub use quadrant::{Quadrant, QuadrantPoint};
pub use radar::{Radar, RadarAxis};
pub(crate) use scale::round_step;
