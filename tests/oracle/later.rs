//! Methods of later work: their checks are read and counted, but belong to no `N of M`.

/// Method and why it waits. A method that stands in no area file and not here counts as not agreeing.
pub(crate) const LATER: &[(&str, &str)] = &[
    ("rasch_mml", IRT),
    ("rasch_cml", IRT),
    ("2pl_mml", IRT),
    ("pcm_mml", IRT),
    ("gpcm_mml", IRT),
    ("ability_2pl_fixed", IRT),
    ("dif_mantel_haenszel", DIF),
    ("dif_logistic", DIF),
    ("equate_mean", EQUATING),
    ("equate_linear", EQUATING),
    ("equate_equipercentile", EQUATING),
    ("equate_neat", EQUATING),
    ("irt_link", EQUATING),
    ("rasch_link_mean_shift", EQUATING),
    ("irt_true_score_equating", EQUATING),
    ("irt_observed_score_equating", EQUATING),
    ("lord_wingersky", EQUATING),
    ("rater_pair_agreement", RATERS),
    ("rater_panel_agreement", RATERS),
    ("icc_raters", RATERS),
    ("g_study_scripts_by_raters", RATERS),
    ("rater_summary", RATERS),
    ("mark_discrepancy_distribution", RATERS),
    ("student_growth_percentiles", GROWTH),
];

const IRT: &str = "item response models come with the item bank";
const DIF: &str = "fairness of items comes with the item bank";
const EQUATING: &str = "comparing two papers comes with linking and equating";
const RATERS: &str = "marking quality comes with the marking records";
const GROWTH: &str = "growth comes with several exams of the same pupils";
