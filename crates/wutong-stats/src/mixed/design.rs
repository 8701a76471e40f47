//! The nested layout of a mixed model: summaries of the lowest units and the tree that holds them.

use core::cmp::Ordering;

use crate::cross_products::{CrossProducts, packed};
use crate::error::StatError;
use crate::moments::ratio;
use crate::nested::{LEVELS, Leaf};
use crate::regression::Scaled;

/// Nested units and, of each lowest one, what a linear mixed model needs: number, means, products of deviations.
///
/// Up to three grouping levels, such as county > school > class. A level that repeats the one above it (one class in
/// every school) cannot be told from it and is left out. Units keep the ids of their paths in all results; their order
/// changes no digit.
#[derive(Debug, Clone)]
pub struct MixedDesign {
    pub(super) n_pupils: u64,
    /// Covariates and the response.
    pub(super) n_variables: usize,
    /// Used positions of the paths, from the highest level.
    pub(super) used: Vec<usize>,
    /// One entry a used level.
    pub(super) levels: Vec<Units>,
    /// Products of deviations within the lowest units, packed.
    pub(super) within: Vec<f64>,
    /// Mean of each variable over pupils.
    pub(super) grand: Vec<f64>,
}

/// The units of one level in canonical order.
#[derive(Debug, Clone, Default)]
pub(super) struct Units {
    /// Where the units of each unit above begin; one more entry than there are units above.
    pub(super) starts: Vec<usize>,
    /// Pupils.
    pub(super) sizes: Vec<u64>,
    /// Mean of each variable minus that of the unit above, unit by unit.
    pub(super) offsets: Vec<f64>,
    /// Last id of the path.
    pub(super) ids: Vec<usize>,
}

/// One lowest unit before the tree is built.
struct Part {
    path: [usize; LEVELS],
    n: u64,
    sums: Vec<i128>,
    within: Vec<f64>,
}

/// One unit of any level while the tree is built.
struct Node {
    id: usize,
    n: u64,
    sums: Vec<i128>,
    children: Vec<usize>,
    rank: usize,
}

impl MixedDesign {
    /// A design without covariates, from the marks' moments (number, sum, sum of squares) of each lowest unit.
    ///
    /// # Inputs
    /// `leaves`: in any order; those without pupils are left out. Results are in ticks.
    /// # Errors
    /// [`StatError::TooFew`] if no level has two units, or no pupil is left within the lowest units;
    /// [`StatError::NoVariation`] if no mark differs within them; [`StatError::Contradiction`] if two share a path.
    pub fn of_moments(leaves: &[Leaf]) -> Result<Self, StatError> {
        let held = leaves.iter().filter(|leaf| leaf.moments.n > 0);
        let parts = held.map(|leaf| Part {
            path: leaf.path,
            n: leaf.moments.n,
            sums: vec![i128::from(leaf.moments.sum)],
            within: vec![leaf.moments.sum_of_squares()],
        });
        Self::build(parts.collect(), &[1])
    }

    /// A design with covariates, from the cross products of each lowest unit.
    ///
    /// # Inputs
    /// `units`: covariates first, response last, with the path of each; those without pupils are left out. `ticks`:
    /// ticks a unit of each variable (1 leaves ticks).
    /// # Errors
    /// As for [`MixedDesign::of_moments`]; [`StatError::Contradiction`] too unless every unit has one variable an entry
    /// of `ticks`.
    pub fn of_products(units: &[(&CrossProducts, [usize; LEVELS])], ticks: &[i64]) -> Result<Self, StatError> {
        let mut parts = Vec::with_capacity(units.len());
        for (products, path) in units.iter().filter(|(products, _)| products.n() > 0) {
            let within = Scaled::of(products, ticks)?.products;
            let sums = (0..ticks.len()).map(|variable| products.sum(variable)).collect::<Result<_, _>>()?;
            parts.push(Part { path: *path, n: products.n(), sums, within });
        }
        Self::build(parts, ticks)
    }

    fn build(mut parts: Vec<Part>, ticks: &[i64]) -> Result<Self, StatError> {
        parts.sort_unstable_by_key(|part| part.path);
        if parts.windows(2).any(|pair| pair[0].path == pair[1].path) {
            return Err(StatError::Contradiction);
        }
        let n_pupils: u64 = parts.iter().map(|part| part.n).sum();
        let used = used_levels(&parts);
        let lowest = parts.len() as u64;
        if used.is_empty() || n_pupils <= lowest {
            return Err(StatError::TooFew { found: n_pupils, required: lowest.max(1) + 1 });
        }
        let mut tree = grow(&parts, &used);
        rank(&mut tree, &parts);
        let scale: Vec<f64> = ticks.iter().map(|&ticks| ratio(i128::from(ticks), 1)).collect();
        let (root, levels) = (&tree[0][0], lay_out(&tree, &scale));
        let grand = root.sums.iter().zip(&scale).map(|(sum, scale)| ratio(*sum, i128::from(root.n)) / scale).collect();
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_unstable_by_key(|&part| tree[used.len()][part].rank);
        let mut within = vec![0.0; packed(ticks.len(), 0)];
        for part in order {
            for (sum, value) in within.iter_mut().zip(&parts[part].within) {
                *sum += value;
            }
        }
        let design = Self { n_pupils, n_variables: ticks.len(), used, levels, within, grand };
        design.varies_within()?;
        Ok(design)
    }

    /// Refuses a response that its covariates explain entirely within the lowest units.
    fn varies_within(&self) -> Result<(), StatError> {
        let size = self.n_variables;
        let mut rest = self.within.clone();
        for pivot in 0..size - 1 {
            // A covariate of the units themselves has nothing within them.
            if rest[packed(pivot, pivot)] <= 1e-11 * self.within[packed(pivot, pivot)] {
                continue;
            }
            for row in pivot + 1..size {
                let factor = rest[packed(row, pivot)] / rest[packed(pivot, pivot)];
                for column in pivot + 1..=row {
                    rest[packed(row, column)] -= factor * rest[packed(column, pivot)];
                }
            }
        }
        let response = packed(size - 1, size - 1);
        let left = rest[response];
        if left > 1e-12 * self.within[response] { Ok(()) } else { Err(StatError::NoVariation) }
    }

    /// Number of pupils.
    #[must_use]
    pub fn n_pupils(&self) -> u64 {
        self.n_pupils
    }

    /// Number of covariates.
    #[must_use]
    pub fn n_covariates(&self) -> usize {
        self.n_variables - 1
    }

    /// Position of a level of the paths among the used ones.
    pub(super) fn position(&self, level: usize) -> Result<usize, StatError> {
        self.used.iter().position(|&used| used == level).ok_or(StatError::TooFew { found: 1, required: 2 })
    }

    /// Mean number of pupils a unit of a used level.
    pub(super) fn mean_size(&self, position: usize) -> f64 {
        ratio(i128::from(self.n_pupils), self.levels[position].ids.len() as i128)
    }
}

/// Levels at which there are more units than at the used one above.
fn used_levels(parts: &[Part]) -> Vec<usize> {
    let mut used = Vec::new();
    let mut units = usize::from(!parts.is_empty());
    for level in 0..LEVELS {
        let found = parts.chunk_by(|a, b| a.path[..=level] == b.path[..=level]).count();
        if found > units {
            used.push(level);
            units = found;
        }
    }
    used
}

/// The units of each used level below the whole; those of the lowest stand in the order of the parts.
fn grow(parts: &[Part], used: &[usize]) -> Vec<Vec<Node>> {
    let size = parts[0].sums.len();
    let node = |id| Node { id, n: 0, sums: vec![0; size], children: Vec::new(), rank: 0 };
    let mut tree: Vec<Vec<Node>> = used.iter().map(|_| Vec::new()).collect();
    tree.insert(0, vec![node(0)]);
    for (position, part) in parts.iter().enumerate() {
        let last = position.checked_sub(1).map(|last| &parts[last].path);
        for (depth, &level) in used.iter().enumerate() {
            if last.is_none_or(|last| last[..=level] != part.path[..=level]) {
                let (above, own) = (tree[depth].len() - 1, tree[depth + 1].len());
                tree[depth][above].children.push(own);
                tree[depth + 1].push(node(part.path[level]));
            }
        }
        for level in &mut tree {
            let node = level.last_mut().expect("every level has a unit by now");
            node.n += part.n;
            for (sum, value) in node.sums.iter_mut().zip(&part.sums) {
                *sum += value;
            }
        }
    }
    tree
}

/// Ranks units by their content and puts the units of each unit in that order, so that names change no digit.
fn rank(tree: &mut [Vec<Node>], parts: &[Part]) {
    let content = |a: &Part, b: &Part| {
        let bits = |a: &f64, b: &f64| a.total_cmp(b);
        let within = a.within.iter().zip(&b.within).map(|(a, b)| bits(a, b)).find(|order| order.is_ne());
        a.n.cmp(&b.n).then_with(|| a.sums.cmp(&b.sums)).then(within.unwrap_or(Ordering::Equal))
    };
    let lowest = tree.len() - 1;
    number(&mut tree[lowest], |a, b| content(&parts[a], &parts[b]));
    for depth in (0..lowest).rev() {
        let (above, below) = tree.split_at_mut(depth + 1);
        let ranks: Vec<usize> = below[0].iter().map(|node| node.rank).collect();
        for node in &mut above[depth] {
            node.children.sort_unstable_by_key(|&child| (ranks[child], child));
        }
        let keys: Vec<Vec<usize>> =
            above[depth].iter().map(|node| node.children.iter().map(|&child| ranks[child]).collect()).collect();
        number(&mut above[depth], |a, b| keys[a].cmp(&keys[b]));
    }
}

/// Gives each unit its place in an order, equal ones the same.
fn number(nodes: &mut [Node], compare: impl Fn(usize, usize) -> Ordering) {
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_unstable_by(|&a, &b| compare(a, b));
    let mut rank = 0;
    for (place, &position) in order.iter().enumerate() {
        if place > 0 && compare(order[place - 1], position).is_ne() {
            rank = place;
        }
        nodes[position].rank = rank;
    }
}

/// The tree as columns, level by level, siblings side by side.
fn lay_out(tree: &[Vec<Node>], scale: &[f64]) -> Vec<Units> {
    let mut levels = Vec::with_capacity(tree.len() - 1);
    let mut above = vec![0];
    for depth in 1..tree.len() {
        let (mut units, mut here) = (Units { starts: vec![0], ..Units::default() }, Vec::new());
        for &parent in &above {
            let parent = &tree[depth - 1][parent];
            for &child in &parent.children {
                here.push(child);
                let node = &tree[depth][child];
                units.sizes.push(node.n);
                units.ids.push(node.id);
                let (n, whole) = (i128::from(node.n), i128::from(parent.n));
                for ((own, sum), scale) in node.sums.iter().zip(&parent.sums).zip(scale) {
                    units.offsets.push(ratio(own * whole - sum * n, n * whole) / scale);
                }
            }
            units.starts.push(here.len());
        }
        levels.push(units);
        above = here;
    }
    levels
}
