"""Null three-level REML (pupils in classes in schools) by Wutong, lme_python and lme4, on one seeded data set in one run.

Usage: python3 benches/rivals/variance_components.py BENCH [PUPILS SCHOOLS CLASSES]
BENCH is the bench `variance_components` that `cargo bench -p wutong-benches --no-run` names. Needs numpy, polars,
lme_python (PyPI) and, if Rscript is there, r-cran-lme4 (Debian). Reading the file is not timed for anyone.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time

import numpy as np
import polars as pl

bench = sys.argv[1]
pupils, schools, classes = map(int, sys.argv[2:5]) if len(sys.argv) > 2 else (1_000_000, 500, 10_000)
random = np.random.default_rng(20_250_626)
school_of = np.sort(np.concatenate([np.arange(schools), random.integers(0, schools, classes - schools)]))
class_of = np.sort(np.concatenate([np.arange(classes), random.integers(0, classes, pupils - classes)]))
mark = (750 + random.normal(0, 60, schools)[school_of[class_of]] + random.normal(0, 40, classes)[class_of]
        + random.normal(0, 110, pupils)).round().clip(0).astype(int)
frame = pl.DataFrame({"school": school_of[class_of], "class": class_of, "mark": mark})
results = []

R = """
library(lme4)
data <- read.csv(commandArgs(TRUE)[1]); data$school <- factor(data$school); data$class <- factor(data$class)
used <- system.time(fit <- lmer(mark ~ 1 + (1 | school) + (1 | class), data, REML = TRUE))
v <- as.data.frame(VarCorr(fit)); pick <- function(g) v$vcov[v$grp == g]
cat("lme4", used[["user.self"]] + used[["sys.self"]], sprintf("%.10g", c(pick("school"), pick("class"), pick("Residual"))), "\n")
"""


def tell(line: str) -> None:
    name, seconds, *variances = line.split()
    results.append((name, float(seconds), [float(v) for v in variances]))


with tempfile.TemporaryDirectory() as folder:
    file = os.path.join(folder, "marks.csv")
    frame.write_csv(file)
    told = subprocess.run([bench], env={**os.environ, "WUTONG_MARKS": file}, capture_output=True, text=True, check=True)
    for line in told.stdout.splitlines():
        print(line) if line.startswith("#") else tell(line)

    import lme_python
    text = frame.with_columns(pl.col("school").cast(pl.String), pl.col("class").cast(pl.String), pl.col("mark").cast(pl.Float64))
    start = time.process_time()
    fit = lme_python.lmer("mark ~ 1 + (1 | school) + (1 | class)", text, reml=True)
    used = time.process_time() - start
    variances = [entry[3] for group in ("school", "class") for entry in fit.var_corr if entry[0] == group]
    results.append(("lme_python", used, [*variances, fit.sigma2]))

    if shutil.which("Rscript"):
        script = os.path.join(folder, "fit.R")
        with open(script, "w") as out:
            out.write(R)
        told = subprocess.run(["Rscript", script, file], capture_output=True, text=True, check=True)
        for line in told.stdout.splitlines():
            if line.startswith("lme4"):
                tell(line)

print(f"{pupils} pupils, {schools} schools, {classes} classes")
ours = results[0][1]
for name, seconds, variances in results:
    print(f"{name:17} {seconds:9.4f} CPU s  {seconds / ours:9.1f} x  {variances}")
