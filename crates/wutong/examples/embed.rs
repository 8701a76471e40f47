//! Wutong inside another program: marks in memory, numbers out, no file read or written.
//!
//! `cargo run -p wutong --example embed`

use std::io::Write;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use wutong::{ExamSpec, Reported};

const SPEC: &str = r#"
[exam]
id = "embedded"
title = "Embedded"
stage = "junior"
grade = 9
kind = "research"

[[subject]]
id = "math"
full_mark = 100

[privacy]
min_cell = 1
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let school: ArrayRef =
        Arc::new(StringArray::from_iter_values((0..60).map(|row| ["East", "West", "Hill"][row % 3])));
    let id: ArrayRef = Arc::new(StringArray::from_iter_values((0..60).map(|row| format!("P{row:03}"))));
    let marks = (0..60).map(|row| (row != 7).then(|| 45.0 + f64::from(row % 3) * 9.0 + f64::from(row % 20) * 1.5));
    let math: ArrayRef = Arc::new(Float64Array::from_iter(marks));
    let batch = RecordBatch::try_from_iter([("school", school), ("id", id), ("math", math)])?;

    let spec = ExamSpec::from_toml(SPEC)?;
    let analysis = wutong::run(&spec, batch)?;

    let mut out = std::io::stdout().lock();
    writeln!(out, "verdict: {}", analysis.verdict.id())?;
    for school in analysis.schools() {
        let math = school.subject("math")?;
        match math.excellence_rate {
            Reported::Estimate { value, interval } => {
                writeln!(
                    out,
                    "{}: n {:?}, excellence rate {value:.3}, 95 % {interval:.3?}",
                    school.group().name,
                    math.n_valid.value()
                )?;
            }
            Reported::Withheld(reason) => writeln!(out, "{}: withheld, {}", school.group().name, reason.id())?,
        }
    }
    let difference = analysis.region().subject("math")?.difference_rate;
    writeln!(out, "difference rate between schools: {:.3?}", difference.value())?;
    Ok(())
}
