//! Severity of markers (评卷宽严), told apart from the schools whose scripts they marked.

use std::collections::BTreeMap;

use crate::error::StatError;
use crate::f_test::FTest;
use crate::frequency::FrequencyTable;
use crate::moments::{Moments, ratio, real};
use crate::one_way::OneWay;
use crate::special::f_survival;

/// The marks that one marker gave in one item to the scripts of one block (a school).
#[derive(Debug, Clone, Copy)]
pub struct MarkerCell<'a> {
    /// Number of the block.
    pub block: usize,
    /// Number of the marker.
    pub marker: usize,
    /// Marks in ticks.
    pub marks: &'a FrequencyTable,
}

/// How much markers of one item differ, held against what the same blocks got from the others.
#[derive(Debug, Clone, PartialEq)]
pub struct MarkerSeverity {
    /// Test that all markers are equally severe, blocks given.
    pub test: FTest,
    /// Standard deviation of severity over markers, in ticks; 0 where they differ less than chance would have them.
    pub marker_sd: f64,
    /// Standard deviation of block means that the distribution of scripts among these markers alone makes, in ticks.
    pub mix_sd: f64,
    /// Standard deviation of the block means beyond chance, in ticks, whatever its cause.
    pub block_sd: f64,
    /// Whether every two markers are linked by blocks that they share; severities of others cannot be compared.
    pub is_connected: bool,
}

impl MarkerSeverity {
    /// Share of the variance between blocks that the mix of markers alone would make: (mix / block)², at most 1.
    ///
    /// # Errors
    /// [`StatError::NoVariation`] if blocks differ no more than chance would have them.
    pub fn share_of_blocks(&self) -> Result<f64, StatError> {
        if self.block_sd > 0.0 {
            Ok((self.mix_sd / self.block_sd).powi(2).min(1.0))
        } else {
            Err(StatError::NoVariation)
        }
    }

    /// The additive model: mark = block + marker + rest, markers within blocks by least squares.
    ///
    /// # Formula
    /// With n_bm marks in block b of marker m: C = diag(n_m) − N′ diag(1 / n_b) N, r_m = Σ_b (x_bm − n_bm x̄_b), C d = r;
    /// SS = r′d on rank(C) degrees of freedom, rest = squares within blocks − SS on N − B − rank(C); marker variance by
    /// Henderson's method 3, τ² = max(0, (SS − rank(C) s²) / tr(C)); mix² = τ² Σ_b n_b / N Σ_m (p_bm − p_m)², where p
    /// are the shares of a marker's marks in a block and in all; block² = (MSB − MSW) / n0 of the one-way layout.
    /// # Inputs
    /// One cell a block and marker, in any order; marks of one item.
    /// # Errors
    /// [`StatError::TooFew`] with fewer than two markers or blocks, or no mark left for the rest;
    /// [`StatError::NotApplicable`] if no two markers share a block; [`StatError::NoVariation`] if nothing is left unexplained.
    /// # References
    /// Searle, Casella & McCulloch (1992), Variance Components, section 5.5; Searle (1971), Linear Models, section 7.1.
    pub fn of(cells: &[MarkerCell]) -> Result<Self, StatError> {
        let layout = Layout::of(cells)?;
        let blocks = OneWay::of(layout.blocks.iter())?;
        let (squares, rank) = layout.explained();
        if rank == 0 {
            return Err(StatError::NotApplicable);
        }
        let (n, n_blocks) = (blocks.n_pupils, blocks.n_units);
        let left = n.checked_sub(n_blocks + rank).filter(|&left| left > 0);
        let left = left.ok_or(StatError::TooFew { found: n, required: n_blocks + rank + 1 })?;
        let rest = (blocks.within - squares) / real(left);
        if rest <= blocks.within * f64::EPSILON {
            return Err(StatError::NoVariation);
        }
        let f = squares / real(rank) / rest;
        let p = f_survival(f, real(rank), real(left));
        let variance = ((squares - real(rank) * rest) / layout.trace()).max(0.0);
        Ok(Self {
            test: FTest { f, degrees_of_freedom: (rank, left), p_value: p.value, log10_p_value: p.log10 },
            marker_sd: variance.sqrt(),
            mix_sd: (variance * layout.mix()).sqrt(),
            block_sd: blocks.between_variance().sqrt(),
            is_connected: rank + 1 == layout.markers.len() as u64,
        })
    }
}

/// Marks by block and marker.
struct Layout {
    blocks: Vec<Moments>,
    markers: Vec<Moments>,
    /// By block and marker.
    cells: BTreeMap<(usize, usize), Moments>,
}

impl Layout {
    fn of(cells: &[MarkerCell]) -> Result<Self, StatError> {
        let number = |ids: Vec<usize>| {
            let mut ids = ids;
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let filled = || cells.iter().filter(|cell| cell.marks.n() > 0);
        let blocks = number(filled().map(|cell| cell.block).collect());
        let markers = number(filled().map(|cell| cell.marker).collect());
        if markers.len() < 2 {
            return Err(StatError::TooFew { found: markers.len() as u64, required: 2 });
        }
        let tables = |pick: &dyn Fn(&MarkerCell) -> bool| {
            Moments::of(&FrequencyTable::sum_of(cells.iter().filter(|cell| pick(cell)).map(|cell| cell.marks)))
        };
        let place = |ids: &[usize], id: usize| ids.partition_point(|&other| other < id);
        let mut sums: BTreeMap<(usize, usize), Vec<&FrequencyTable>> = BTreeMap::new();
        for cell in filled() {
            sums.entry((place(&blocks, cell.block), place(&markers, cell.marker))).or_default().push(cell.marks);
        }
        Ok(Self {
            blocks: blocks.iter().map(|&id| tables(&|cell| cell.block == id)).collect(),
            markers: markers.iter().map(|&id| tables(&|cell| cell.marker == id)).collect(),
            cells: sums.into_iter().map(|(key, tables)| (key, Moments::of(&FrequencyTable::sum_of(tables)))).collect(),
        })
    }

    /// Sum of squares of the markers within blocks, and its degrees of freedom.
    fn explained(&self) -> (f64, u64) {
        let m = self.markers.len();
        let mut matrix = vec![vec![0.0; m + 1]; m];
        for (marker, row) in matrix.iter_mut().enumerate() {
            row[marker] = real(self.markers[marker].n);
        }
        let mut rows: BTreeMap<usize, Vec<(usize, &Moments)>> = BTreeMap::new();
        for (&(block, marker), cell) in &self.cells {
            rows.entry(block).or_default().push((marker, cell));
        }
        for (block, cells) in rows {
            let whole = &self.blocks[block];
            for &(one, cell) in &cells {
                for &(other, beside) in &cells {
                    matrix[one][other] -= real(cell.n) * real(beside.n) / real(whole.n);
                }
                let (n, all) = (i128::from(cell.n), i128::from(whole.n));
                matrix[one][m] += ratio(i128::from(cell.sum) * all - n * i128::from(whole.sum), all);
            }
        }
        let right: Vec<f64> = matrix.iter().map(|row| row[m]).collect();
        let (solution, rank) = solve(matrix);
        (right.iter().zip(solution).map(|(right, effect)| right * effect).sum::<f64>().max(0.0), rank)
    }

    /// tr(C)
    fn trace(&self) -> f64 {
        let lost =
            self.cells.iter().map(|(&(block, _), cell)| real(cell.n) * real(cell.n) / real(self.blocks[block].n));
        self.markers.iter().map(|marker| real(marker.n)).sum::<f64>() - lost.sum::<f64>()
    }

    /// Σ_b n_b / N Σ_m (p_bm − p_m)²
    fn mix(&self) -> f64 {
        let all: u64 = self.blocks.iter().map(|block| block.n).sum();
        let of_block = |(position, block): (usize, &Moments)| {
            let distance = |marker: usize| {
                let own = self.cells.get(&(position, marker)).map_or(0, |cell| cell.n);
                (real(own) / real(block.n) - real(self.markers[marker].n) / real(all)).powi(2)
            };
            real(block.n) / real(all) * (0..self.markers.len()).map(distance).sum::<f64>()
        };
        self.blocks.iter().enumerate().map(of_block).sum()
    }
}

/// One solution of symmetric equations that have one, their right side the last column, and their rank.
///
/// Pivots are taken on the diagonal, the largest first; what is linearly dependent gets the value 0.
fn solve(mut rows: Vec<Vec<f64>>) -> (Vec<f64>, u64) {
    let n = rows.len();
    let largest = (0..n).map(|row| rows[row][row]).fold(0.0, f64::max);
    let mut used = vec![false; n];
    let mut rank = 0;
    while let Some(pivot) = (0..n).filter(|&row| !used[row]).max_by(|&a, &b| rows[a][a].total_cmp(&rows[b][b])) {
        if rows[pivot][pivot] <= 1e-9 * largest {
            break;
        }
        used[pivot] = true;
        rank += 1;
        let line = rows[pivot].clone();
        for row in (0..n).filter(|&row| row != pivot) {
            let factor = rows[row][pivot] / line[pivot];
            if factor != 0.0 {
                rows[row].iter_mut().zip(&line).for_each(|(cell, known)| *cell -= factor * known);
            }
        }
    }
    let value = |row: usize| if used[row] { rows[row][n] / rows[row][row] } else { 0.0 };
    ((0..n).map(value).collect(), rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELLS: [(usize, usize, &[i32]); 7] = [
        (0, 0, &[8, 10, 9, 12]),
        (0, 1, &[11, 13]),
        (1, 0, &[5, 6, 9]),
        (1, 1, &[8, 9, 12, 10]),
        (1, 2, &[4, 7]),
        (2, 1, &[15, 14]),
        (2, 2, &[9, 12, 10]),
    ];

    fn severity(cells: &[(usize, usize, &[i32])]) -> Result<MarkerSeverity, StatError> {
        let tables: Vec<FrequencyTable> =
            cells.iter().map(|cell| FrequencyTable::from_marks(&mut cell.2.to_vec())).collect();
        let cells: Vec<MarkerCell> =
            cells.iter().zip(&tables).map(|(&(block, marker, _), marks)| MarkerCell { block, marker, marks }).collect();
        MarkerSeverity::of(&cells)
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1e-9), "{found} for {expected}");
    }

    /// R 4.2: `anova(lm(y ~ block), lm(y ~ block + marker))`; components from the projections of the model matrices.
    #[test]
    fn as_two_linear_models_have_it() {
        let found = severity(&CELLS).expect("three markers");
        close(found.test.f, EXPECTED[0]);
        assert_eq!(found.test.degrees_of_freedom, (2, 15));
        close(found.test.p_value, EXPECTED[1]);
        close(found.marker_sd, EXPECTED[2]);
        close(found.mix_sd, EXPECTED[3]);
        close(found.block_sd, EXPECTED[4]);
        assert!(found.is_connected);
    }

    const EXPECTED: [f64; 5] = [
        11.086_047_162_446_8,
        0.001_106_768_306_337_78,
        2.180_981_983_369_2,
        0.732_426_154_636_293,
        2.013_740_357_013_5,
    ];

    #[test]
    fn what_markers_do_not_share_cannot_be_told() {
        let apart: Vec<_> = CELLS.iter().copied().filter(|cell| cell.0 == cell.1).collect();
        assert_eq!(severity(&apart), Err(StatError::NotApplicable));
        let islands = [(0, 0, &[8, 9][..]), (0, 1, &[7, 5]), (1, 2, &[3, 9]), (1, 3, &[8, 8])];
        let found = severity(&islands).expect("two islands");
        assert!(!found.is_connected);
        assert_eq!(severity(&CELLS[..1]).map(|_| ()), Err(StatError::TooFew { found: 1, required: 2 }));
    }

    #[test]
    fn scripts_dealt_alike_make_no_difference_between_blocks() {
        let marks: [&[i32]; 2] = [&[9, 8, 10, 9], &[5, 4, 6, 5]];
        let cells: Vec<_> = (0..3).flat_map(|block| [(block, 0, marks[0]), (block, 1, marks[1])]).collect();
        let found = severity(&cells).expect("two markers");
        assert!(found.marker_sd > 2.0 && found.mix_sd == 0.0, "{found:?}");
        assert_eq!(found.share_of_blocks(), Err(StatError::NoVariation));
    }
}
