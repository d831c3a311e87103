"""Writes statistics.json beside itself: pip install scipy, then python generate.py. Same SciPy, same bytes."""

import itertools
import json
import math
import pathlib

import numpy as np
import scipy
from scipy import integrate, special, stats


def f(x):
    x = float(x)
    return None if math.isnan(x) else ("inf" if x == math.inf else "-inf" if x == -math.inf else x)


def rows(fn, *columns):
    return [[*row, f(fn(*row))] for row in itertools.product(*columns)]


P = [1e-10, 1e-4, 0.005, 0.025, 0.1, 0.5, 0.8, 0.975, 0.9999]
DF = [1, 1.37, 2, 4, 7.92, 18, 200]
out = {
    "scipy": scipy.__version__,
    "logGamma": rows(special.gammaln, [1e-3, 0.1, 0.5, 1, 1.5, 3, 10, 55.5, 1e3, 1e6]),
    "gammaP": rows(special.gammainc, [0.3, 1, 4.5, 50, 1000], [0, 0.01, 1, 4, 55, 900, 1100]),
    "gammaQ": rows(special.gammaincc, [0.3, 1, 4.5, 50, 1000], [0, 0.01, 1, 4, 55, 900, 1100]),
    "betaRegularised": [[x, a, b, f(special.betainc(a, b, x))] for x in [0, 1e-6, 0.1, 0.5, 0.93, 1] for a in [0.5, 2, 40] for b in [0.5, 3.3, 100]],
    "normalCdf": rows(stats.norm.cdf, [-20, -6, -1.96, -0.3, 0, 0.5, 3, 8]),
    "normalQuantile": rows(stats.norm.ppf, P),
    "studentTCdf": rows(stats.t.cdf, [-30, -2.5, -0.1, 0, 1, 4.3], DF),
    "studentTTail": rows(stats.t.sf, [0, 0.5, 2.2, 12, 300], DF),
    "studentTQuantile": rows(stats.t.ppf, P, DF),
    "chiSquaredCdf": rows(stats.chi2.cdf, [0, 0.05, 1, 7.4, 30, 250], DF),
    "chiSquaredTail": rows(stats.chi2.sf, [0, 0.05, 1, 7.4, 30, 250], DF),
    "chiSquaredQuantile": rows(stats.chi2.ppf, P, DF),
    "fCdf": rows(stats.f.cdf, [0, 0.1, 1, 4.7, 60], [1, 2, 9], [1, 5, 40]),
    "fTail": rows(stats.f.sf, [0, 0.1, 1, 4.7, 60], [1, 2, 9], [1, 5, 40]),
    "fQuantile": rows(stats.f.ppf, [0.01, 0.5, 0.95, 0.999], [1, 2, 9], [1, 5, 40]),
    "binomialMass": rows(stats.binom.pmf, [0, 1, 5, 20], [20, 60], [0.01, 0.5, 0.9]),
    "binomialCdf": rows(stats.binom.cdf, [0, 1, 5, 20], [20, 60], [0.01, 0.5, 0.9]),
    "binomialUpper": [[k, n, p, f(stats.binom.sf(k - 1, n, p))] for k in [0, 1, 5, 20] for n in [20, 60] for p in [0.01, 0.5, 0.9]],
    "binomialQuantile": rows(stats.binom.ppf, [0.025, 0.5, 0.975], [20, 60], [0.01, 0.5, 0.9]),
    "poissonMass": rows(stats.poisson.pmf, [0, 1, 6, 40], [0.01, 2.5, 33]),
    "poissonCdf": rows(stats.poisson.cdf, [0, 1, 6, 40], [0.01, 2.5, 33]),
    "poissonQuantile": rows(stats.poisson.ppf, [0.025, 0.5, 0.975], [0.01, 2.5, 33]),
}

rng = np.random.default_rng(20261124)


def sample(n, mean, sd):
    return [round(float(x), 6) for x in rng.normal(mean, sd, n)]


SIDES = [(sample(n, 1, 0.03), sample(m, mean, sd)) for n, m, mean, sd in
         [(3, 3, 1, 0.03), (3, 3, 1.1, 0.03), (5, 5, 1.05, 0.1), (4, 9, 0.9, 0.02), (10, 10, 1.01, 0.03), (2, 6, 1, 0.05)]]


def welch(a, b):
    r = stats.ttest_ind(b, a, equal_var=False)
    ci = r.confidence_interval(0.95)
    low, high = -0.05, 0.04
    up = stats.ttest_ind(np.array(b) - high, a, equal_var=False, alternative="less").pvalue
    down = stats.ttest_ind(np.array(b) - low, a, equal_var=False, alternative="greater").pvalue
    return {"base": a, "target": b, "df": f(r.df), "p": f(r.pvalue), "low": f(ci.low), "high": f(ci.high),
            "bounds": [low, high], "pOutside": f(max(up, down))}


def paired(a, b):
    n = min(len(a), len(b))
    a, b = a[:n], b[:n]
    r = stats.ttest_rel(b, a)
    ci = r.confidence_interval(0.95)
    flip = stats.permutation_test((np.array(b) - np.array(a),), np.mean, permutation_type="samples", n_resamples=np.inf)
    return {"base": a, "target": b, "p": f(r.pvalue), "low": f(ci.low), "high": f(ci.high), "signFlip": f(flip.pvalue)}


def brute_rank(a, b):
    """Two-sided P by trying all divisions: also right with ties."""
    ranks = stats.rankdata([*a, *b])
    n, all_n = len(b), len(a) + len(b)
    seen = abs(ranks[len(a):].sum() - n * (all_n + 1) / 2)
    sums = [abs(sum(c) - n * (all_n + 1) / 2) for c in itertools.combinations(ranks, n)]
    return sum(s >= seen - 1e-9 for s in sums) / len(sums)


def shift(a, b, level=0.95):
    """Interval of the exact test by trying all shifts: those that it does not reject."""
    diffs = sorted(y - x for x in a for y in b)
    m, n = len(a), len(b)
    counts = np.zeros(m * n + 1)
    for c in itertools.combinations(range(m + n), n):
        counts[sum(c) - n * (n - 1) // 2] += 1
    cdf = np.cumsum(counts) / counts.sum()
    k = max([1, *[i for i in range(1, len(diffs) // 2 + 1) if cdf[i - 1] <= (1 - level) / 2]])
    return {"estimate": f(np.median(diffs)), "low": diffs[k - 1], "high": diffs[-k], "level": f(1 - 2 * cdf[k - 1])}


TIED = [([1, 2, 2, 3, 5], [2, 4, 4, 6, 6]), ([0, 0, 0, 1, 0, 0], [0, 2, 0, 1, 3, 1]), ([7, 7, 7], [7, 7, 7])]
out["welch"] = [welch(a, b) for a, b in SIDES]
out["paired"] = [paired(a, b) for a, b in SIDES]
out["mannWhitney"] = [
    {"base": a, "target": b, "u": f(stats.mannwhitneyu(b, a).statistic), "p": f(brute_rank(a, b)),
     "scipyP": f(stats.mannwhitneyu(b, a, method="exact").pvalue) if len(set([*a, *b])) == len([*a, *b]) else None,
     "shift": shift(a, b)}
    for a, b in [*SIDES, *TIED]]
out["trend"] = [
    {"values": v, "rho": f(stats.spearmanr(v, range(len(v))).statistic),
     "p": f(stats.permutation_test((v,), lambda x: stats.spearmanr(x, range(len(v))).statistic, vectorized=False,
                                   permutation_type="pairings", n_resamples=np.inf).pvalue)}
    for v in [[1, 2, 3], [3, 1, 2, 4], [5, 4, 3.5, 2, 2.5], [1, 9, 3, 4, 2, 7], [2, 1, 3, 5, 4, 6, 7]]]
out["trendLong"] = [{"values": v, "rho": f(stats.spearmanr(v, range(len(v))).statistic), "p": f(stats.spearmanr(v, range(len(v))).pvalue)}
                    for v in [sample(12, 1, 0.1), [1, 1, 2, 2, 3, 3, 4, 4, 4, 5]]]


def variation(v):
    s, n = np.std(np.log(v), ddof=1), len(v)
    cv = lambda x: math.sqrt(math.expm1(x * x))
    return {"values": v, "cv": f(cv(s)), "low": f(cv(s * math.sqrt((n - 1) / stats.chi2.ppf(0.975, n - 1)))),
            "high": f(cv(s * math.sqrt((n - 1) / stats.chi2.ppf(0.025, n - 1))))}


out["variation"] = [variation(v) for v in [sample(3, 1, 0.03), sample(5, 20, 2), sample(10, 1, 0.01)]]
out["prediction"] = [
    {"values": v, "low": f(np.mean(v) - stats.t.ppf(0.975, len(v) - 1) * np.std(v, ddof=1) * math.sqrt(1 + 1 / len(v))),
     "high": f(np.mean(v) + stats.t.ppf(0.975, len(v) - 1) * np.std(v, ddof=1) * math.sqrt(1 + 1 / len(v)))}
    for v in [sample(3, 1, 0.03), sample(8, 5, 1)]]


def components(groups):
    sizes = np.array([len(g) for g in groups])
    total, k = sizes.sum(), len(groups)
    grand = np.concatenate(groups).mean()
    msb = sum(len(g) * (np.mean(g) - grand) ** 2 for g in groups) / (k - 1)
    msw = sum(((np.array(g) - np.mean(g)) ** 2).sum() for g in groups) / (total - k)
    assert math.isclose(msb / msw, stats.f_oneway(*groups).statistic)
    n0 = (total - (sizes ** 2).sum() / total) / (k - 1)
    return {"groups": [[f(np.mean(g)), f(np.std(g, ddof=1)), len(g)] for g in groups],
            "between": f(math.sqrt(max(0, (msb - msw) / n0))), "within": f(math.sqrt(msw / n0)), "samples": f(n0)}


out["components"] = [components([sample(n, mean, 1) for n, mean in sizes]) for sizes in
                     [[(5, 1), (5, 4), (5, 2)], [(20, 1), (7, 3), (11, 2), (2, 9)], [(30, 1), (30, 1)]]]


def poisson(c1, e1, c2, e2):
    share = e2 / (e1 + e2)
    n = c1 + c2
    p = min(1, 2 * min(stats.binom.cdf(c2, n, share), stats.binom.sf(c2 - 1, n, share)))
    ci = stats.binomtest(c2, n, share).proportion_ci(0.95) if n else None
    ratio = lambda s: math.inf if s >= 1 else s / (1 - s) * e1 / e2
    garwood = lambda c, e: [c / e, stats.chi2.ppf(0.025, 2 * c) / 2 / e if c else 0, stats.chi2.ppf(0.975, 2 * c + 2) / 2 / e]
    return {"base": [c1, e1], "target": [c2, e2], "p": f(p), "low": f(ratio(ci.low)) if n else 0.0, "high": f(ratio(ci.high)) if n else "inf",
            "rate": [f(x) for x in garwood(c2, e2)]}


def binomial(k1, n1, k2, n2):
    table = [[k2, n2 - k2], [k1, n1 - k1]]
    p = min(1, 2 * min(stats.fisher_exact(table, "less").pvalue, stats.fisher_exact(table, "greater").pvalue))
    odds = stats.contingency.odds_ratio(table, kind="conditional")
    ci = odds.confidence_interval(0.95)
    cp = stats.binomtest(k2, n2).proportion_ci(0.95, method="exact")
    return {"base": [k1, n1], "target": [k2, n2], "p": f(p), "ratio": f(odds.statistic), "low": f(ci.low), "high": f(ci.high),
            "share": [f(cp.low), f(cp.high)]}


out["poisson"] = [poisson(*c) for c in [(6, 2244, 16, 2244), (0, 100, 5, 90), (3, 75, 0, 75), (0, 10, 0, 10), (120, 1000, 150, 900)]]
out["binomial"] = [binomial(*c) for c in [(12, 5000, 20, 4900), (0, 1536, 3, 1424), (4, 50, 0, 60), (40, 60, 30, 70)]]
out["dispersion"] = [{"counts": c, "p": f(stats.chisquare(c).pvalue)} for c in [[3, 4, 2, 5], [0, 12, 1, 3], [7, 7, 7]]]


def power(delta, sd, n1, n2):
    factor, df = math.sqrt(1 / n1 + 1 / n2), n1 + n2 - 2
    t, nc = stats.t.ppf(0.975, df), delta / sd / factor
    return f(stats.nct.sf(t, df, nc) + stats.nct.cdf(-t, df, nc))


def tost_power(delta, sd, n1, n2, margin):
    factor, df = math.sqrt(1 / n1 + 1 / n2), n1 + n2 - 2
    t, error = stats.t.ppf(0.95, df), sd * factor
    def given(s):
        reach = t * error * s
        if reach >= margin:
            return 0.0
        inside = stats.norm.cdf((margin - reach - delta) / error) - stats.norm.cdf((reach - margin - delta) / error)
        return inside * stats.chi.pdf(s * math.sqrt(df), df) * math.sqrt(df)
    return f(integrate.quad(given, 0, min(10, margin / (t * error)), epsabs=1e-12, limit=400)[0])


out["power"] = [[d, s, a, b, power(d, s, a, b)] for d, s, a, b in
                [(0.05, 0.03, 3, 3), (0.05, 0.03, 5, 5), (0.05, 0.03, 10, 10), (0.1, 0.03, 3, 3), (0.03, 0.03, 6, 24), (0, 0.03, 4, 4)]]
out["tostPower"] = [[d, s, a, b, m, tost_power(d, s, a, b, m)] for d, s, a, b, m in
                    [(0, 0.02, 5, 5, 0.05), (0, 0.03, 10, 10, 0.05), (0.02, 0.02, 8, 8, 0.05), (0.05, 0.02, 6, 6, 0.05), (0, 0.03, 3, 3, 0.05)]]

PS = [[0.01, 0.04, 0.03, 0.005], [0.5], [0.02, 0.02, 0.9, 0.001, 0.049, 0.3]]


def holm(p):
    order, floor, adjusted = np.argsort(p, kind="stable"), 0.0, [0.0] * len(p)
    for rank, i in enumerate(order):
        floor = max(floor, min(1, (len(p) - rank) * p[i]))
        adjusted[i] = f(floor)
    return adjusted


out["multiplicity"] = [{"p": p, "holm": holm(p), "bh": [f(x) for x in stats.false_discovery_control(p)]} for p in PS]

text = "{\n" + ",\n".join(f"{json.dumps(k)}:{json.dumps(v, separators=(',', ':'))}" for k, v in out.items()) + "\n}\n"
pathlib.Path(__file__).with_name("statistics.json").write_text(text)
