//! Which numbers of a method stand on the page of published numbers, with formula, convention and reason of tolerance.

/// The headline numbers of one method.
pub(crate) struct Headline {
    /// The method.
    pub(crate) method: &'static str,
    /// Heading of its section.
    pub(crate) title: &'static str,
    /// Which convention is ours where tools differ.
    pub(crate) convention: &'static str,
    /// Dotted path in the result (`*` stands for the first key or element) and formula.
    pub(crate) numbers: &'static [(&'static str, &'static str)],
    /// Why the tolerance is what it is, by last key of the path; the empty key serves all others.
    pub(crate) why: &'static [(&'static str, &'static str)],
}

const CLOSED: &[(&str, &str)] = &[("", "closed form; the reference prints 15 digits")];
const COUNTS: &[(&str, &str)] = &[("", "counts and shares of counts")];
const TAIL: &[(&str, &str)] = &[
    ("p_value", "tails of distributions differ between tools from the fifth digit where they are tiny"),
    ("log10_p_value", "logarithm of a tail"),
    ("w", "Royston's polynomial approximation"),
    ("", "closed form; the reference prints 15 digits"),
];
const ITERATED: &[(&str, &str)] = &[
    ("var_group", "the tools stop within 1e-7 of the optimum, and a variance near zero has few digits"),
    ("icc", "follows the group variance"),
    ("minus2_loglik", "flat at its optimum"),
    ("", "iterative; lme4 with tight settings lies within 1e-7 of the optimum"),
];

/// All methods, in the order of the page.
pub(crate) const HEADLINES: &[Headline] = &[
    Headline {
        method: "describe",
        title: "Location, spread and shape of marks",
        convention: "Exams are censuses: the standard deviation of the catalogue has divisor n; n - 1 stands beside it and \
                     serves intervals. Quantiles are type 7 (R, NumPy, PERCENTILE.INC); type 6 (SPSS, Minitab, \
                     PERCENTILE.EXC) stands beside it. Skewness is g1 and kurtosis the excess g2 (SciPy, Stata); G1 and G2 \
                     (SPSS, SAS, Excel) and b1 and b2 (R psych, Minitab) differ by factors of n.",
        numbers: &[
            ("mean", "Σ x / n"),
            ("sd_population", "√(Σ (x - m)² / n)"),
            ("sd_sample", "√(Σ (x - m)² / (n - 1))"),
            ("median", "type 7, p = 1/2"),
            ("q1_type7", "x at 1 + (n - 1) p, p = 1/4"),
            ("q3_type6", "x at (n + 1) p, p = 3/4"),
            ("skewness_g1", "m3 / m2^1.5"),
            ("skewness_G1", "g1 √(n (n - 1)) / (n - 2)"),
            ("kurtosis_excess_g2", "m4 / m2² - 3"),
            ("kurtosis_excess_G2", "(n - 1) / ((n - 2)(n - 3)) ((n + 1) g2 + 6)"),
        ],
        why: CLOSED,
    },
    Headline {
        method: "frequency_moments",
        title: "Moments of a table of frequencies",
        convention: "Kolen & Brennan print the standard deviation, skewness and kurtosis of these tables with divisor n; the \
                     kurtosis is m4 / m2², 3 for a normal distribution.",
        numbers: &[
            ("x.mean", "Σ f x / n"),
            ("x.sd", "√(Σ f (x - m)² / n)"),
            ("x.skewness", "m3 / m2^1.5"),
            ("x.kurtosis", "m4 / m2²"),
            ("y.mean", "Σ f x / n"),
            ("y.sd", "√(Σ f (x - m)² / n)"),
            ("y.skewness", "m3 / m2^1.5"),
            ("y.kurtosis", "m4 / m2²"),
        ],
        why: CLOSED,
    },
    Headline {
        method: "rates",
        title: "Shares at or beyond a line, with Wilson intervals",
        convention: "Wilson's score interval without continuity correction; tools with the correction, or with Wald's interval, \
                     print others.",
        numbers: &[
            ("excellent.rate", "k / n"),
            ("pass.rate", "k / n"),
            ("pass.wilson95_low", "(k + z²/2 - z √(k (n - k) / n + z²/4)) / (n + z²)"),
            ("pass.wilson95_high", "(k + z²/2 + z √(k (n - k) / n + z²/4)) / (n + z²)"),
            ("low.rate", "k / n"),
        ],
        why: CLOSED,
    },
    Headline {
        method: "score_bands",
        title: "Score bands",
        convention: "A band holds its lower end; the last one holds both ends.",
        numbers: &[("n", "number of values"), ("counts.*", "values in the band"), ("shares.*", "count / n")],
        why: COUNTS,
    },
    Headline {
        method: "group_summary",
        title: "Figures by group",
        convention: "One member has no sample standard deviation: withheld, never 0.",
        numbers: &[
            ("*.n", "number of values"),
            ("*.mean", "Σ x / n"),
            ("*.median", "type 7, p = 1/2"),
            ("*.rate_ge_cut", "#(x >= cut) / n"),
        ],
        why: CLOSED,
    },
    Headline {
        method: "standard_scores",
        title: "Standard scores and ranks of single values",
        convention: "The reference divides by the sample standard deviation; the metrics of groups of the catalogue by that of \
                     the parent with divisor n. Ranks share the better place; percentile ranks count half of the equal ones.",
        numbers: &[
            ("*.z_sample", "(x - m) / s, divisor n - 1"),
            ("*.t_score", "50 + 10 z"),
            ("*.percentile_rank_mid", "100 (below + equal / 2) / n"),
            ("*.rank_desc_min", "1 + number above"),
            ("*.normal_score_blom", "Φ⁻¹((r - 3/8) / (n + 1/4)), r the mean rank"),
        ],
        why: CLOSED,
    },
    Headline {
        method: "correlation",
        title: "Correlation",
        convention: "Spearman's coefficient is Pearson's of mean ranks, not the formula for rankings without ties.",
        numbers: &[
            ("pearson", "s_xy / (s_x s_y)"),
            ("fisher95_low", "tanh(atanh r - z / √(n - 3))"),
            ("fisher95_high", "tanh(atanh r + z / √(n - 3))"),
            ("spearman", "Pearson of mean ranks"),
        ],
        why: CLOSED,
    },
    Headline {
        method: "icc_anova_two_level",
        title: "Differences between units by analysis of variance",
        convention: "n0 is the weighted mean unit size of unbalanced data; packages that take N / k print another component. \
                     The component itself may be negative; the difference rate of the catalogue cuts it at 0.",
        numbers: &[
            ("n0", "(N - Σ n_j² / N) / (k - 1)"),
            ("ss_between", "Σ n_j (m_j - M)²"),
            ("ss_within", "ΣΣ (x_ij - m_j)²"),
            ("f", "MSB / MSW"),
            ("log10_p_value", "log10 P(F >= f)"),
            ("var_between", "(MSB - MSW) / n0"),
            ("icc1", "t / (t + MSW)"),
            ("eta_squared", "SSB / SST"),
            ("design_effect", "1 + (N / k - 1) ICC"),
        ],
        why: TAIL,
    },
    Headline {
        method: "reml_two_level",
        title: "Two levels by restricted maximum likelihood",
        convention: "REML is the default for variance components, since ML takes the fixed effects as known and prints smaller \
                     components. statsmodels with its default optimiser stops up to 40 % away from the optimum.",
        numbers: &[
            ("fixed.intercept", "generalised least squares"),
            ("fixed_se.intercept", "√ of the diagonal of (X'V⁻¹X)⁻¹"),
            ("var_group", "root of the score of the restricted likelihood"),
            ("var_residual", "as above"),
            ("icc", "t / (t + s)"),
            ("minus2_loglik", "-2 ln of the restricted likelihood, all constants"),
        ],
        why: ITERATED,
    },
    Headline {
        method: "ml_two_level",
        title: "Two levels by maximum likelihood",
        convention: "As MLwiN's IGLS; offered beside REML for comparing fixed effects.",
        numbers: &[
            ("fixed.intercept", "generalised least squares"),
            ("fixed_se.intercept", "√ of the diagonal of (X'V⁻¹X)⁻¹"),
            ("var_group", "root of the score of the likelihood"),
            ("var_residual", "as above"),
            ("icc", "t / (t + s)"),
            ("minus2_loglik", "-2 ln of the likelihood, all constants"),
        ],
        why: ITERATED,
    },
    Headline {
        method: "value_added_blup",
        title: "Effects of units with covariates",
        convention: "Effects are conditional modes; their standard error is that of lme4's condVar, given variances and fixed \
                     effects.",
        numbers: &[
            ("fixed.intercept", "generalised least squares"),
            ("var_group", "root of the score of the restricted likelihood"),
            ("var_residual", "as above"),
            ("group_effects.*.blup", "n t / (n t + s) times the mean residual"),
            ("group_effects.*.comparative_se", "√(t s / (s + n t))"),
            ("group_effects.*.shrinkage", "n t / (n t + s)"),
        ],
        why: ITERATED,
    },
    Headline {
        method: "reml_three_level_nested",
        title: "Three nested levels by restricted maximum likelihood",
        convention: "The reference is lme4's deviance, polished; stock lme4 and nlme stop up to 1.3e-4 away on these data.",
        numbers: &[
            ("intercept", "generalised least squares"),
            ("intercept_se", "√ of (1'V⁻¹1)⁻¹"),
            ("var_level3", "maximum of the restricted likelihood"),
            ("var_level2", "as above"),
            ("var_residual", "as above"),
            ("vpc_level3", "v3 / (v3 + v2 + s)"),
            ("icc_same_level2", "(v3 + v2) / (v3 + v2 + s)"),
            ("minus2_loglik", "-2 ln of the restricted likelihood, all constants"),
        ],
        why: &[("minus2_loglik", "flat at its optimum"), ("", "the reference itself is iterative to about 1e-6")],
    },
    Headline {
        method: "anova_three_level_nested",
        title: "Three nested levels by analysis of variance",
        convention: "Sequential sums of squares with the coefficients of unbalanced data; components are not cut at 0.",
        numbers: &[
            ("ms_level3", "SS3 / df3"),
            ("k1", "coefficient of v2 in E[MS2]"),
            ("k3", "coefficient of v3 in E[MS3]"),
            ("var_level3", "(MS3 - s - k2 v2) / k3"),
            ("var_level2", "(MS2 - s) / k1"),
            ("vpc_level3", "v3 / (v3 + v2 + s)"),
        ],
        why: CLOSED,
    },
    Headline {
        method: "value_added_ols_residual",
        title: "Mean residual of a unit",
        convention: "One pooled regression; no shrinkage, so small units lie far out.",
        numbers: &[("mean_residual.*", "Σ (y - ŷ) / n of the unit")],
        why: CLOSED,
    },
    Headline {
        method: "cv_student_weighted",
        title: "Coefficients of variation weighted by pupils",
        convention: "Weighted by pupils with the population standard deviation, as the formula of balanced development has it; \
                     unweighted versions give other verdicts on the same data.",
        numbers: &[
            ("weighted_mean", "Σ P x / Σ P"),
            ("weighted_sd_population", "√(Σ P (x - m)² / Σ P)"),
            ("cv_student_weighted", "s / m"),
            ("cv_unweighted_sample", "s / m, divisor k - 1"),
        ],
        why: CLOSED,
    },
    Headline {
        method: "normality_tests",
        title: "Tests of normality",
        convention: "Jarque-Bera with g1 and g2; Anderson-Darling with the sample standard deviation and Stephens' p; marks are \
                     discrete, so ties are everywhere and p values are small in large exams whatever the shape.",
        numbers: &[
            ("jarque_bera.statistic", "n / 6 (g1² + g2² / 4)"),
            ("dagostino_k2.statistic", "z(g1)² + z(g2)²"),
            ("anderson_darling.a2", "-n - Σ (2i - 1)(ln Φ_i + ln(1 - Φ_(n+1-i))) / n"),
            ("lilliefors.d", "largest distance of the distribution functions"),
            ("shapiro_wilk.w", "(Σ a x)² / Σ (x - m)², Royston's a"),
        ],
        why: TAIL,
    },
    Headline {
        method: "welch_t",
        title: "Two means",
        convention: "Welch's test, variances not pooled; d pools them. Hedges' g has the exact gamma correction.",
        numbers: &[
            ("t", "(m1 - m2) / √(s1² / n1 + s2² / n2)"),
            ("df", "Welch-Satterthwaite"),
            ("p_value", "two sides of t"),
            ("ci95_low", "difference - t(0.975, df) se"),
            ("cohen_d_pooled", "(m1 - m2) / s_pooled"),
            ("hedges_g", "d Γ(ν/2) / (√(ν/2) Γ((ν - 1)/2))"),
        ],
        why: &[
            (
                "hedges_g",
                "the reference subtracts logarithms of gamma functions, which costs it three digits in large groups",
            ),
            ("", "closed form; the reference prints 15 digits"),
        ],
    },
    Headline {
        method: "two_proportion_z",
        title: "Two shares",
        convention: "z pools the shares and has no continuity correction; the interval does not pool.",
        numbers: &[
            ("difference", "p1 - p2"),
            ("z_pooled", "(p1 - p2) / √(p q (1/n1 + 1/n2))"),
            ("p_value", "two sides of z"),
            ("ci95_wald_low", "difference - z √(p1 q1 / n1 + p2 q2 / n2)"),
            ("cohen_h", "2 asin √p1 - 2 asin √p2"),
        ],
        why: CLOSED,
    },
    Headline {
        method: "multiple_testing",
        title: "Many tests at once",
        convention: "Benjamini-Hochberg is the default over schools and subjects; the others stand beside it.",
        numbers: &[
            ("bh.*", "smallest of p_(j) m / j, j >= i"),
            ("by.*", "as above times Σ 1/i"),
            ("bonferroni.*", "min(1, m p)"),
            ("holm.*", "largest of (m - j + 1) p_(j), j <= i"),
        ],
        why: &[("", "follows the p values that it adjusts")],
    },
    Headline {
        method: "ols",
        title: "Least squares",
        convention: "The residual standard deviation has divisor n - p.",
        numbers: &[
            ("coef.intercept", "(X'X)⁻¹ X'y"),
            ("se.intercept", "s √ of the diagonal of (X'X)⁻¹"),
            ("r_squared", "1 - SSE / SST"),
            ("residual_sd", "√(SSE / (n - p))"),
        ],
        why: CLOSED,
    },
    Headline {
        method: "quantile_regression",
        title: "Quantile regression",
        convention: "Coefficients need not be unique: the minimised check loss decides.",
        numbers: &[("fits.*.objective", "Σ ρ(y - Xb)"), ("fits.*.coef.intercept", "argument of the minimum")],
        why: &[("", "a linear programme")],
    },
    Headline {
        method: "reliability",
        title: "Reliability of a test",
        convention: "Coefficients have the same divisor above and below, so n or n - 1 does not matter; KR-20 therefore equals \
                     alpha. The standard error of measurement has the sample standard deviation. Halves are odd against even \
                     positions.",
        numbers: &[
            ("cronbach_alpha", "K / (K - 1) (1 - Σ s_k² / s_t²)"),
            ("alpha_feldt95_low", "1 - (1 - α) F(0.975; n - 1, (n - 1)(K - 1))"),
            ("alpha_feldt95_high", "1 - (1 - α) F(0.025; n - 1, (n - 1)(K - 1))"),
            ("standardized_alpha", "K r / (1 + (K - 1) r)"),
            ("guttman_lambda2", "(Σ c_ij + √(K / (K - 1) Σ c_ij²)) / s_t², i ≠ j"),
            ("split_half_odd_even_r", "correlation of odd and even items"),
            ("split_half_spearman_brown", "2 r / (1 + r)"),
            ("kr20", "K / (K - 1) (1 - Σ p q / s_t²)"),
            ("kr21", "K / (K - 1) (1 - M (K - M) / (K s_t²))"),
            ("sem", "s_t √(1 - α)"),
        ],
        why: CLOSED,
    },
    Headline {
        method: "item_analysis",
        title: "Items",
        convention: "Three treatments of ties at the border of the 27 % groups are in use. Ours is ⌈0.27 n⌉ pupils with the \
                     places at the border shared; the reference has exactly 0.27 n shared (our rule Exact), everybody up to \
                     the quantile (our rule Threshold) and a cut by sort order, which depends on the order of the rows.",
        numbers: &[
            ("*.difficulty", "mean / full mark"),
            ("*.item_total_r", "Pearson(item, total)"),
            ("*.item_rest_r", "Pearson(item, total - item)"),
            ("*.alpha_if_deleted", "α of the other items"),
            ("*.d27_tie_shared", "(mean of high - mean of low) / full mark"),
            ("*.d27_threshold", "as above, groups by quantile"),
            ("*.d27_stable_sort", "as above, groups by sort order"),
            ("*.biserial_classical", "r √(p q) / φ(Φ⁻¹(p))"),
        ],
        why: CLOSED,
    },
    Headline {
        method: "distractor_analysis",
        title: "Options",
        convention: "A blank is an option of its own, so shares add up to 1.",
        numbers: &[
            ("*.*.share", "chosen / n"),
            ("*.*.mean_total", "mean total of those who chose it"),
            ("*.*.option_total_r", "Pearson(indicator, total)"),
            ("*.*.option_rest_r", "Pearson(indicator, total - item)"),
        ],
        why: CLOSED,
    },
];
