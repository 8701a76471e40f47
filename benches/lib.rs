//! This package holds benchmarks only; see `pipeline.rs` and `README.md`.
