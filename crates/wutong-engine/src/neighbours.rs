//! What pupils absent from a subject did in the others.

use std::ops::Range;

use wutong_model::{ExamSpec, ScoreBook, Status};
use wutong_stats::FrequencyTable;

use crate::summary::Neighbours;

/// A pupil's score rates so far: their sum in hundredths of a percent, and how many.
#[derive(Clone, Copy, Default)]
struct Rates {
    sum: i64,
    count: i64,
}

/// One entry a subject, over the rows of a school. Integers only, so that parts add up to the whole.
pub(crate) fn of_rows(book: &ScoreBook, spec: &ExamSpec, rows: Range<usize>) -> Vec<Neighbours> {
    let rate = |subject: usize, ticks: i32| 10_000 * i64::from(ticks) / i64::from(spec.subjects[subject].full_ticks);
    let mut pupils = vec![Rates::default(); rows.len()];
    for (subject, column) in book.subjects.iter().enumerate() {
        let cells = column.ticks[rows.clone()].iter().zip(&column.status[rows.clone()]);
        for ((&ticks, &status), pupil) in cells.zip(&mut pupils) {
            if status == Status::Present {
                pupil.sum += rate(subject, ticks);
                pupil.count += 1;
            }
        }
    }
    let (mut absent, mut present) = (Vec::new(), Vec::new());
    let subjects = book.subjects.iter().enumerate();
    subjects
        .map(|(subject, column)| {
            absent.clear();
            present.clear();
            let cells = column.ticks[rows.clone()].iter().zip(&column.status[rows.clone()]);
            for ((&ticks, &status), pupil) in cells.zip(&pupils) {
                let (others, percents) = match status {
                    Status::Present => {
                        (Rates { sum: pupil.sum - rate(subject, ticks), count: pupil.count - 1 }, &mut present)
                    }
                    Status::Absent => (*pupil, &mut absent),
                    _ => continue,
                };
                if others.count > 0 {
                    percents.push(i32::try_from(others.sum / others.count / 100).expect("a percentage"));
                }
            }
            Neighbours {
                absent: FrequencyTable::from_marks(&mut absent),
                present: FrequencyTable::from_marks(&mut present),
            }
        })
        .collect()
}
