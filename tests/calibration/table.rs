//! The table of results.

use wutong::stats::wilson_interval;

/// One number of the table.
pub(super) struct Line {
    what: String,
    count: (u64, u64),
    expected: String,
}

impl Line {
    pub(super) fn new(what: &str, count: (u64, u64), expected: &str) -> Self {
        Self { what: what.to_owned(), count, expected: expected.to_owned() }
    }
}

/// A part of the table.
#[derive(Default)]
pub(super) struct Table {
    lines: Vec<Line>,
    notes: Vec<String>,
}

pub(super) fn share((k, n): (u64, u64)) -> f64 {
    k as f64 / n as f64
}

impl Table {
    pub(super) fn push(&mut self, line: Line) {
        self.lines.push(line);
    }

    pub(super) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// Replaces the section of this name in `fixtures/calibration/README.md`.
    pub(super) fn save(&self, name: &str, about: &str) {
        static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _guard = ONE_AT_A_TIME.lock().expect("no other section failed while writing");
        let path = wutong_testkit::fixture("calibration/README.md");
        let text = std::fs::read_to_string(&path).expect("the table");
        let mut section = format!(
            "## {name}\n\n{about}.\n\n| What | Found | Monte-Carlo 95 % | Of | Expected |\n|---|---|---|---|---|\n"
        );
        for line in &self.lines {
            let (lower, upper) = wilson_interval(line.count.0, line.count.1).expect("a share");
            section.push_str(&format!(
                "| {} | {:.2} % | {:.2}–{:.2} % | {} | {} |\n",
                line.what,
                100.0 * share(line.count),
                100.0 * lower,
                100.0 * upper,
                line.count.1,
                line.expected
            ));
        }
        for note in &self.notes {
            section.push_str(&format!("\n* {note}"));
        }
        let section = section.trim_end().to_owned() + "\n";
        let mut kept: Vec<String> = text.split("\n## ").map(str::to_owned).collect();
        let body = section.trim_start_matches("## ").trim_end().to_owned();
        match kept.iter_mut().skip(1).find(|part| part.lines().next() == Some(name)) {
            Some(part) => *part = body + "\n",
            None => kept.push(body + "\n"),
        }
        std::fs::write(&path, kept.join("\n## ")).expect("the table can be written");
    }
}
