//! Nested variance components by analysis of variance: which share of the differences lies at which level.

use crate::catalogue::{Better, Estimate, Kind, MetricInfo, Unit};
use crate::error::StatError;
use crate::figures::Figures;
use crate::moments::{Moments, ratio};

/// Levels of grouping between the whole and the pupil: county, school, class.
pub const LEVELS: usize = 3;

/// One group of the lowest grouping level (a class) and the groups that hold it, by position.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'a> {
    /// Marks of the group.
    pub moments: &'a Moments,
    /// Position of the group at each level, from the highest (county, school, class).
    pub path: [usize; LEVELS],
}

/// Variance components, in squared ticks, not below zero; `None` for a level that cannot be told from the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NestedVariance {
    /// County, school, class.
    pub levels: [Option<f64>; LEVELS],
    /// Pupils within the lowest level.
    pub pupil: f64,
    /// Number of pupils.
    pub n_pupils: u64,
    /// The rows of the hierarchical analysis of variance: county, school, class.
    pub table: [Option<NestedRow>; LEVELS],
    /// The row of the pupils within the lowest level; its component is the mean square.
    pub within: NestedRow,
}

/// One row of a hierarchical analysis of variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NestedRow {
    /// Units of the level.
    pub n_units: u64,
    /// Sum of squares within the level above, in squared ticks.
    pub squares: f64,
    /// Units minus units of the level above.
    pub degrees_of_freedom: u64,
    /// Coefficients of the components of county, school and class in the expected mean square; 0 above the level.
    pub coefficients: [f64; LEVELS],
    /// Component as it comes out, negative where units differ less than chance would have them.
    pub component: f64,
}

impl NestedRow {
    /// Mean square.
    #[must_use]
    pub fn mean_square(&self) -> f64 {
        self.squares / ratio(i128::from(self.degrees_of_freedom), 1)
    }
}

#[derive(Clone, Copy)]
struct Node {
    n: u64,
    sum: i64,
    parent: usize,
}

impl NestedVariance {
    /// Components from the leaves, which must be sorted by path.
    ///
    /// # Formula
    /// Sequential sums of squares SS_l = Σ n_u (m_u − m_parent(u))² with E(MS_l) = σ² + Σ_{m ≥ l} k_lm σ_m²,
    /// k_lm = (Σ_u n_u² / n_anc_l(u) − Σ_u n_u² / n_anc_{l−1}(u)) / df_l over the units u of level m; solved from the
    /// lowest level up without truncation, then set to zero where negative.
    /// # Returns
    /// A level whose units are all single within their parents (one county, one class a school) has no degrees of
    /// freedom: its component is `None` and its variance counts at the neighbouring level.
    /// # Errors
    /// [`StatError::TooFew`] if no level has two units, or no pupil is left within the leaves.
    /// # References
    /// Searle, Casella & McCulloch (1992), Variance Components, section 5.3 and appendix F.
    pub fn of(leaves: &[Leaf]) -> Result<Self, StatError> {
        let leaves: Vec<&Leaf> = leaves.iter().filter(|leaf| leaf.moments.n > 0).collect();
        let n: u64 = leaves.iter().map(|leaf| leaf.moments.n).sum();
        let tree = tree(&leaves);
        // A level without degrees of freedom repeats the level above it and is left out.
        let mut used: Vec<usize> = vec![0];
        for level in 1..=LEVELS {
            if tree[level].len() > tree[used[used.len() - 1]].len() {
                used.push(level);
            }
        }
        let lowest = tree[used[used.len() - 1]].len() as u64;
        if used.len() == 1 || n <= lowest {
            return Err(StatError::TooFew { found: n, required: lowest + 1 });
        }
        let squares: f64 = leaves.iter().map(|leaf| leaf.moments.sum_of_squares()).sum();
        // Leaves that repeat their parent carry its whole spread, so the lowest used level has the pupils' squares.
        let mut within = NestedRow {
            n_units: n,
            squares,
            degrees_of_freedom: n - lowest,
            coefficients: [0.0; LEVELS],
            component: 0.0,
        };
        within.component = within.mean_square();
        let (mut table, mut levels) = ([None; LEVELS], [None; LEVELS]);
        for step in (1..used.len()).rev() {
            let row = row(&tree, &used[step - 1..], &table, within.component);
            levels[used[step] - 1] = Some(row.component.max(0.0));
            table[used[step] - 1] = Some(row);
        }
        Ok(Self { levels, pupil: within.component, n_pupils: n, table, within })
    }

    /// Sum of the components.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.levels.iter().flatten().sum::<f64>() + self.pupil
    }
}

/// The row of the second of the used levels, below the first; the rows further down are solved.
fn row(tree: &[Vec<Node>; LEVELS + 1], used: &[usize], below: &[Option<NestedRow>; LEVELS], pupil: f64) -> NestedRow {
    let (above, level) = (used[0], used[1]);
    let degrees_of_freedom = (tree[level].len() - tree[above].len()) as u64;
    let freedom = ratio(i128::from(degrees_of_freedom), 1);
    let mut row = NestedRow {
        n_units: tree[level].len() as u64,
        squares: between_squares(tree, level, above),
        degrees_of_freedom,
        coefficients: [0.0; LEVELS],
        component: 0.0,
    };
    let mut rest = row.mean_square() - pupil;
    for &lower in used[1..].iter().rev() {
        let factor = coefficient(tree, lower, level, above) / freedom;
        row.coefficients[lower - 1] = factor;
        rest -= below[lower - 1].map_or(0.0, |solved| factor * solved.component);
    }
    row.component = rest / row.coefficients[level - 1];
    row
}

/// Nodes of each level; level 0 is the whole.
fn tree(leaves: &[&Leaf]) -> [Vec<Node>; LEVELS + 1] {
    let mut tree: [Vec<Node>; LEVELS + 1] = Default::default();
    tree[0].push(Node { n: 0, sum: 0, parent: 0 });
    let mut last: Option<[usize; LEVELS]> = None;
    for leaf in leaves {
        let shared = last.map_or(0, |last| last.iter().zip(&leaf.path).take_while(|(a, b)| a == b).count());
        for level in shared + 1..=LEVELS {
            let parent = tree[level - 1].len() - 1;
            tree[level].push(Node { n: 0, sum: 0, parent });
        }
        for nodes in &mut tree {
            let node = nodes.last_mut().expect("every level has a node by now");
            node.n += leaf.moments.n;
            node.sum += leaf.moments.sum;
        }
        last = Some(leaf.path);
    }
    tree
}

fn ancestor(tree: &[Vec<Node>; LEVELS + 1], from: usize, to: usize, mut position: usize) -> usize {
    for level in (to + 1..=from).rev() {
        position = tree[level][position].parent;
    }
    position
}

fn between_squares(tree: &[Vec<Node>; LEVELS + 1], level: usize, above: usize) -> f64 {
    let squares = tree[level].iter().enumerate().map(|(position, node)| {
        let parent = tree[above][ancestor(tree, level, above, position)];
        let (n, whole) = (i128::from(node.n), i128::from(parent.n));
        let deviation = ratio(i128::from(node.sum) * whole - i128::from(parent.sum) * n, n * whole);
        ratio(n, 1) * deviation * deviation
    });
    squares.sum()
}

/// Σ n_u² / n_anc_level(u) − Σ n_u² / n_anc_above(u) over the units of `of`.
fn coefficient(tree: &[Vec<Node>; LEVELS + 1], of: usize, level: usize, above: usize) -> f64 {
    let terms = tree[of].iter().enumerate().map(|(position, node)| {
        let square = i128::from(node.n) * i128::from(node.n);
        let inner = tree[level][ancestor(tree, of, level, position)].n;
        let outer = tree[above][ancestor(tree, of, above, position)].n;
        ratio(square, i128::from(inner)) - ratio(square, i128::from(outer))
    });
    terms.sum()
}

/// Classes beyond one a school that a partition needs: with fewer the component of classes is chance, and takes with it
/// what belongs to the schools.
const FEWEST_CLASSES_BEYOND: u64 = 5;

fn share(figures: &Figures, pick: fn(&NestedVariance) -> Option<f64>) -> Result<Estimate, StatError> {
    let nested = (*figures.nested.ok_or(StatError::NotApplicable)?)?;
    if let Some(found) =
        nested.table[LEVELS - 1].map(|row| row.degrees_of_freedom).filter(|&df| df < FEWEST_CLASSES_BEYOND)
    {
        return Err(StatError::TooFew { found, required: FEWEST_CLASSES_BEYOND });
    }
    let total = nested.total();
    let component = pick(&nested).ok_or(StatError::TooFew { found: 1, required: 2 })?;
    if total > 0.0 { Ok((component / total).into()) } else { Err(StatError::NoVariation) }
}

const BASE: MetricInfo = MetricInfo {
    id: "variance_share_school",
    zh: "方差占比：学校",
    en: "Variance share: school",
    meaning_zh: "把分数差异分解为区县、学校、班级、学生四层时，学校这一层所占比例。",
    meaning_en: "Share of the school level when the variance of marks is split by county, school, class and pupil.",
    unit: Unit::Fraction,
    range: (Some(0.0), Some(1.0)),
    better: Better::Lower,
    minimum_n: 2,
    denominator: "sum of the variance components",
    denominator_zh: "各方差成分之和",
    formula: "nested ANOVA components, negative ones set to 0, over their sum; a level with one unit is left out; needs five classes beyond one a school",
    formula_zh: "嵌套方差分析的方差成分，负的记为 0，除以各成分之和；只有一个单位的层次不计；班级数须比学校数至少多 5",
    reference: "Searle, Casella & McCulloch (1992), Variance Components, section 5.3",
    kind: Kind::Comparison,
    interval: false,
    compute: |figures| share(figures, |nested| nested.levels[1]),
};

/// 区县
pub(crate) const VARIANCE_SHARE_COUNTY: MetricInfo = MetricInfo {
    id: "variance_share_county",
    zh: "方差占比：区县",
    en: "Variance share: county",
    meaning_zh: "分数差异中来自区县之间的比例。",
    meaning_en: "Share of the variance of marks that lies between counties.",
    compute: |figures| share(figures, |nested| nested.levels[0]),
    ..BASE
};
/// 学校
pub(crate) const VARIANCE_SHARE_SCHOOL: MetricInfo = BASE;
/// 班级
pub(crate) const VARIANCE_SHARE_CLASS: MetricInfo = MetricInfo {
    id: "variance_share_class",
    zh: "方差占比：班级",
    en: "Variance share: class",
    meaning_zh: "分数差异中来自同校班级之间的比例。",
    meaning_en: "Share of the variance of marks that lies between classes of the same school.",
    minimum_n: 6,
    compute: |figures| share(figures, |nested| nested.levels[2]),
    ..BASE
};
/// 学生
pub(crate) const VARIANCE_SHARE_PUPIL: MetricInfo = MetricInfo {
    id: "variance_share_pupil",
    zh: "方差占比：学生",
    en: "Variance share: pupil",
    meaning_zh: "分数差异中来自同班学生之间的比例。",
    meaning_en: "Share of the variance of marks that lies between pupils of the same class.",
    better: Better::Neither,
    compute: |figures| share(figures, |nested| Some(nested.pupil)),
    ..BASE
};
