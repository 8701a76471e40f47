//! This package holds tests only; see `main.rs`.
