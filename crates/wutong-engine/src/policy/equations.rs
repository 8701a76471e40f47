//! What follows from sums that are known: linear equations, solved exactly.

/// Linear equations with coefficients modulo a large prime, reduced.
#[derive(Default)]
pub(super) struct Equations {
    /// Rows with their leading position, each with a one there, by that position.
    rows: Vec<(usize, Vec<u64>)>,
}

/// 2^61 - 1. Sums of a few hundred groups have no minor that it divides.
const PRIME: u64 = (1 << 61) - 1;

fn times(a: u64, b: u64) -> u64 {
    #[expect(clippy::cast_possible_truncation, reason = "a remainder of 61 bits")]
    let product = (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64;
    product
}

fn inverse(a: u64) -> u64 {
    let (mut power, mut base, mut exponent) = (1, a, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = times(power, base);
        }
        base = times(base, base);
        exponent >>= 1;
    }
    power
}

impl Equations {
    /// What is left of a row after the equations were taken from it.
    fn reduce(&self, mut row: Vec<u64>) -> Vec<u64> {
        for (lead, known) in &self.rows {
            let factor = row[*lead];
            if factor != 0 {
                for (cell, &known) in row.iter_mut().zip(known) {
                    *cell = (*cell + PRIME - times(factor, known)) % PRIME;
                }
            }
        }
        row
    }

    pub(super) fn add(&mut self, row: Vec<u64>) {
        let mut row = self.reduce(row);
        let Some(lead) = row.iter().position(|&cell| cell != 0) else { return };
        let factor = inverse(row[lead]);
        row.iter_mut().for_each(|cell| *cell = times(*cell, factor));
        let at = self.rows.partition_point(|(other, _)| *other < lead);
        self.rows.insert(at, (lead, row));
    }

    /// Positions whose value the equations determine, in order: once every leading position stands in one row only,
    /// those are the rows of a single one.
    pub(super) fn alone(&mut self) -> Vec<usize> {
        for at in (0..self.rows.len()).rev() {
            let (lead, row) = self.rows[at].clone();
            for (_, other) in &mut self.rows[..at] {
                let factor = other[lead];
                if factor != 0 {
                    for (cell, &known) in other.iter_mut().zip(&row) {
                        *cell = (*cell + PRIME - times(factor, known)) % PRIME;
                    }
                }
            }
        }
        let single = |row: &[u64]| row.iter().filter(|&&cell| cell != 0).count() == 1;
        self.rows.iter().filter(|(_, row)| single(row)).map(|(lead, _)| *lead).collect()
    }

    /// Whether a row is a combination of the equations.
    pub(super) fn spans(&self, row: Vec<u64>) -> bool {
        self.reduce(row).iter().all(|&cell| cell == 0)
    }
}
