"""How each method of a file of vectors is called in the library, and what its answer is called there.

Each entry takes a vector's `inputs` and returns its answers by the names a file may expect; `value` is what a bare number means.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ssos_analysis.estimation import (
    decomposition,
    differences,
    disproportionality,
    distances,
    effect_sizes,
    exact_proportions,
    funnel,
    gap_scales,
    hetop,
    inequality,
    multiplicity,
    normal_shrinkage,
    paired_differences,
    poisson,
    pooling,
    prediction,
    progress,
    proportions,
    ranks,
    ratios,
    reliability,
    score_differences,
    shrinkage,
    slope_index,
    standardisation,
    stratified,
    v_statistic,
)
from ssos_analysis.estimation.estimates import Estimate

Inputs = dict[str, Any]
Answers = dict[str, Any]
NOT_CALLED = {"suppress": reliability.WITHHOLD}  # the standard's word for what this project calls withheld


def numbers(values: Any) -> np.ndarray:
    """As an array; null is NaN."""
    return np.asarray(values, dtype=float)


def confidence(inputs: Inputs) -> float:
    return float(inputs.get("conf", 0.95))


def answers(found: Estimate, *names: str) -> Answers:
    """An estimate's value, under the names given too, and its bounds."""
    return {"value": found.value, "low": found.low, "high": found.high, **dict.fromkeys(names, found.value)}


def one_proportion(method: Callable[..., Estimate]) -> Callable[[Inputs], Answers]:
    return lambda inputs: answers(
        method(numbers(inputs["count"]), numbers(inputs["n"]), confidence=confidence(inputs)), "estimate", "p"
    )


def two_counts(inputs: Inputs) -> tuple[np.ndarray, ...]:
    """Events and sizes of two groups, from x1, n1, x2, n2 or from a table [[with, without], [with, without]]."""
    if "table" in inputs:
        (a, b), (c, d) = inputs["table"]
        return numbers(a), numbers(a + b), numbers(c), numbers(c + d)
    return tuple(numbers(inputs[name]) for name in ("x1", "n1", "x2", "n2"))


def two_groups(method: Callable[..., Estimate], *names: str) -> Callable[[Inputs], Answers]:
    return lambda inputs: answers(method(*two_counts(inputs), confidence=confidence(inputs)), *names)


def paired(inputs: Inputs) -> Answers:
    cells = np.ravel(inputs["table"]) if "table" in inputs else [inputs[name] for name in "abcd"]
    return answers(paired_differences.newcombe_paired(*map(numbers, cells), confidence=confidence(inputs)), "diff")


def mantel_haenszel(inputs: Inputs) -> Answers:
    tables = next(value for name, value in inputs.items() if name.startswith(("strata", "tables")))
    return answers(stratified.mantel_haenszel(tables, confidence=confidence(inputs)), "or_mh", "oratio")


def events(method: Callable[..., Estimate]) -> Callable[[Inputs], Answers]:
    """A count alone, or observed against expected, times a reference rate."""

    def call(inputs: Inputs) -> Answers:
        counted = method(numbers(inputs.get("count", inputs.get("observed"))), confidence=confidence(inputs))
        factor = numbers(inputs.get("ref_rate", 1)) / numbers(inputs.get("expected", 1))
        return answers(poisson.scaled(counted, factor), "isr", "ratio")

    return call


def cohen_h(inputs: Inputs) -> Answers:
    found = effect_sizes.cohens_h(inputs["p1"], inputs["p2"])
    return {"value": found, "h": found}


def superiority(v: ArrayLike) -> Answers:
    return {"value": v, "v": v, "prob_superiority": v_statistic.to_prob_superiority(v)}


def v_from_moments(inputs: Inputs) -> Answers:
    moments = (numbers(inputs[name]) for name in ("mean1", "sd1", "mean2", "sd2"))
    return superiority(v_statistic.from_normal_moments(*moments))


def hetop_mle(inputs: Inputs) -> Answers:
    found = hetop.fit_hetop(numbers(inputs["ngk"]), numbers(inputs["fixedcuts"]))
    cuts = {f"cut{number}": cut for number, cut in enumerate(found.cuts, start=1)}
    mean, sd = found.standardised()
    return {"mug": found.mean, "sigmag": found.sd, "cuts": found.cuts, "mug_std": mean, "sigmag_std": sd, **cuts}


def hetop_gap(inputs: Inputs) -> Answers:
    found = hetop.fit_hetop(numbers(inputs["ngk"]), numbers(inputs["fixedcuts"]))
    return answers(found.gap(0, 1, confidence=confidence(inputs)), "d_pooled", "v")


def cut_gap(inputs: Inputs) -> Answers:
    gaps = 100 * gap_scales.cut_gap(inputs["mean_hi"], inputs["mean_lo"], inputs["sd"], inputs["cuts"])
    return {"value": gaps, "gap_pp": gaps}


def adjusted(method: Callable[..., multiplicity.Adjusted], level: float) -> Callable[[Inputs], Answers]:
    """Adjusted p-values and rejections, with how many each of the methods would reject at the level."""

    def call(inputs: Inputs) -> Answers:
        p, at = numbers(inputs["p"]), float(inputs.get("q", inputs.get("alpha", level)))
        found = method(p, level=at)
        every = {"bh": multiplicity.benjamini_hochberg, "holm": multiplicity.holm, "bonferroni": multiplicity.bonferroni}
        counts = {f"n_reject_{name}": int(each(p, level=at).is_found.sum()) for name, each in every.items()}
        return {"value": found.p_value, "adjusted": found.p_value, "reject": found.is_found, **counts}

    return call


def direct(inputs: Inputs) -> Answers:
    """Events by stratum, with an interval; or groups of [students, rate] by stratum, standardised to all of them."""
    if "count" in inputs:
        method = standardisation.direct_dobson if "dobson" in str(inputs.get("ci", "")).lower() else standardisation.direct_gamma
        return events_standardised(method)(inputs)
    groups = {name: numbers(rows) for name, rows in inputs.items() if np.ndim(rows) == 2}
    given = inputs.get("standard")
    standard = sum(rows[:, 0] for rows in groups.values()) if given is None or isinstance(given, str) else numbers(given)
    return {name: standardisation.standardised_share(rows[:, 1], standard) for name, rows in groups.items()}


def events_standardised(method: Callable[..., Estimate]) -> Callable[[Inputs], Answers]:
    def call(inputs: Inputs) -> Answers:
        count, population, per = numbers(inputs["count"]), numbers(inputs["pop"]), float(inputs.get("per", 1))
        standard = numbers(inputs["stdpop"] if "stdpop" in inputs else inputs["std"])
        found = method(count, population, standard, per=per, confidence=confidence(inputs))
        return {**answers(found, "adjusted"), "crude": poisson.event_rate(count.sum(), population.sum(), per=per).value}

    return call


def das_gupta(inputs: Inputs) -> Answers:
    """Factors that are numbers are multiplied; factors that are vectors are multiplied stratum by stratum and added up."""
    first, second = numbers(inputs["pop1"]), numbers(inputs["pop2"])
    of_strata = None if first.ndim == 1 else lambda mixed: mixed.prod(axis=0).sum(axis=-1)
    effects = decomposition.das_gupta(first, second, combine=of_strata)
    return {"value": effects, "effects": effects, "total": effects.sum(axis=0)}


def kitagawa(inputs: Inputs) -> Answers:
    found = decomposition.kitagawa(*(numbers(inputs[name]) for name in ("share1", "rate1", "share2", "rate2")))
    return {"crude_diff": found.difference, "composition": found.composition, "rate": found.rate}


def beta_posterior(inputs: Inputs) -> Answers:
    prior = shrinkage.BetaPrior(inputs["a"], inputs["b"], "given")
    found = shrinkage.beta_posterior(numbers(inputs["y"]), numbers(inputs["n"]), prior, confidence=confidence(inputs))
    return {**answers(found, "mean"), "sd": found.sd, "post_a": found.alpha, "post_b": found.beta}


def beta_moments(inputs: Inputs) -> Answers:
    y, n = numbers(inputs["y"]), numbers(inputs["n"])
    prior = shrinkage.beta_prior_by_moments(y, n)
    return {"alpha": prior.alpha, "beta": prior.beta, "mean": prior.mean, "size": prior.size, "sd": (y / n).std(ddof=1)}


def james_stein(inputs: Inputs) -> Answers:
    """`clemente`: the batter with most hits, the example's first."""
    found = normal_shrinkage.james_stein(numbers(inputs["hits"]), inputs["n"])
    return {"value": found.value, "c": found.weight[0], "grand_mean": found.expected[0], "clemente": found.value.max()}


def variances(inputs: Inputs) -> np.ndarray:
    """Sampling variances, given as such or as standard errors."""
    return numbers(inputs["v"]) if "v" in inputs else numbers(inputs["se"] if "se" in inputs else inputs["sd"]) ** 2


def fixed_effect(inputs: Inputs) -> Answers:
    found = pooling.pool(numbers(inputs["y"]), variances(inputs), confidence=confidence(inputs))
    return {**answers(found, "mean"), "se": found.error, "Q": found.q, "tau2_dl": found.between_variance}


def normal_normal(inputs: Inputs) -> Answers:
    y, v = numbers(inputs["y"]), variances(inputs)
    pooled = pooling.pool(y, v, random=True, confidence=confidence(inputs))
    blup = normal_shrinkage.shrink(y, v).value
    return {**answers(pooled, "mean"), "se": pooled.error, "Q": pooled.q, "tau2": pooled.between_variance, "blup": blup}


def fay_herriot(inputs: Inputs) -> Answers:
    """Covariates as a matrix `x`, or as groups of which the first has no column beside the ones."""
    y = numbers(inputs["y"])
    if "area_group" in inputs:
        group = np.asarray(inputs["area_group"])
        design = np.column_stack([np.ones(len(y)), *(group == other for other in np.unique(group)[1:])])
    else:
        design = numbers(inputs["x"]) if "x" in inputs else np.ones((len(y), 1))
    found = normal_shrinkage.fay_herriot(y, variances(inputs), design)
    answer = {"beta": found.coefficients, "refvar": found.between_variance, "eblup": found.value}
    return {**answer, "mse": found.squared_error, "gamma": found.weight}


def funnel_score(inputs: Inputs) -> Answers:
    """Limits in percent, as the source prints them."""
    answer: Answers = {}
    for name, level in (("95", 0.95), ("998", 0.998)):
        found = funnel.score_limits(numbers(inputs["n"]), inputs["baseline"], confidence=level)
        answer |= {f"lower{name}": 100 * found.low, f"upper{name}": 100 * found.high}
    return answer


def theil(inputs: Inputs) -> Answers:
    found = inequality.theil(numbers(inputs["y"]), inputs.get("n"))
    return {"value": found, "t": found}


def theil_parts(inputs: Inputs) -> Answers:
    found = inequality.theil_parts(numbers(inputs["y"]), inputs["group"], inputs.get("n"))
    return {"value": found.between, "between": found.between, "within": found.within, "t": found.total}


def concentration(inputs: Inputs) -> Answers:
    found = inequality.concentration_index(numbers(inputs["rate"]), numbers(inputs["pop"]), least_units=2)
    return {"value": found, "c": found}


def slope(inputs: Inputs) -> Answers:
    error = None if inputs.get("se") is None else numbers(inputs["se"])
    found = slope_index.slope_index(
        numbers(inputs["value"]), numbers(inputs["pop"]), error=error, confidence=confidence(inputs), least_units=2
    )
    return {**answers(found, "sii"), "rii": found.ratio}


def ols_prediction(inputs: Inputs) -> Answers:
    x, y, at = (numbers(inputs[name]) for name in ("x", "y", "x0"))
    return answers(prediction.prediction_interval(x, y, at, confidence=confidence(inputs)), "fit")


def mahalanobis(inputs: Inputs) -> Answers:
    pairs = numbers(inputs["pairs"])
    inverse = numbers(inputs["VI"]) if "VI" in inputs else np.linalg.inv(numbers(inputs["V"]))
    found = distances.mahalanobis(pairs[:, 0], pairs[:, 1], inverse)
    return {"value": found, "d": found}


def gower(inputs: Inputs) -> Answers:
    """A column is of labels where one entry is a word or a truth value."""
    columns = list(zip(*inputs["rows"], strict=True))
    is_label = [any(isinstance(entry, (str, bool)) for entry in column) for column in columns]
    numeric = [column for column, label in zip(columns, is_label, strict=True) if not label]
    labelled = [column for column, label in zip(columns, is_label, strict=True) if label]
    labels = np.array(labelled, dtype=object).T if labelled else None
    found = distances.gower(numbers(numeric).T if numeric else None, labels)
    return {"value": found, "d": found, "d_first_row": found[0]}


def rank_ci(inputs: Inputs) -> Answers:
    found = ranks.rank_sets(
        numbers(inputs["estimate"]), numbers(inputs["se"]), best=inputs.get("best", "largest"), confidence=confidence(inputs),
        draws=20_000, only=inputs["index"],
    )  # fmt: skip
    return {"lo": int(found.low[0]), "hi": int(found.high[0]), "rank": int(found.rank[0])}


def federal_ratio(inputs: Inputs) -> Answers:
    """The group is named by `group`, else it is the district's first; all other groups are the comparison."""
    district, state = inputs["district"], inputs.get("state") or {}
    group = inputs.get("group", next(iter(district)))

    def others(counts: Inputs) -> list[float]:
        rows = [row for name, row in counts.items() if name != group]
        return numbers(rows).sum(axis=0).tolist() if rows else [np.nan, np.nan]

    found = disproportionality.risk_ratio(
        *map(numbers, district[group]), *others(district), *others(state),
        least_events=inputs.get("min_cell", 0), least_n=inputs.get("min_n", 0), confidence=confidence(inputs),
    )  # fmt: skip
    return {
        **answers(found.ratio, "ratio"),
        "method": str(found.basis),
        "difference": found.difference.value,
        "excess": found.excess,
    }


def weighted_ratio(inputs: Inputs) -> Answers:
    names = list(inputs["state_share"])
    risks, shares = ([inputs[of][name] for name in names] for of in ("district_risk", "state_share"))
    found = disproportionality.weighted_risk_ratio(numbers(risks), numbers(shares))[names.index(inputs["group"])]
    return {"value": found, "wrr": found}


def nchs_proportion(inputs: Inputs) -> Answers:
    found = reliability.proportion_reliability(*numbers(inputs["x_n"]).T)
    in_the_standards_words = {ours: theirs for theirs, ours in NOT_CALLED.items()}
    decision = [in_the_standards_words.get(each, each) for each in found.decision.tolist()]
    return {"value": decision, "decision": decision, "footnote": found.has_footnote}


def years_to_close(inputs: Inputs) -> Answers:
    slope_interval = inputs.get("slope_ci") or [inputs.get("slope_low"), inputs.get("slope_high")]
    return answers(progress.years_to_close(numbers(inputs["gap0"]), numbers(inputs["slope"]), *slope_interval), "years")


def recovery_share(inputs: Inputs) -> Answers:
    drop_interval = inputs.get("drop_ci") or [inputs.get("drop_low"), inputs.get("drop_high")]
    found = progress.recovery_share(*(numbers(inputs[name]) for name in ("baseline", "trough", "now")), *drop_interval)
    return {"value": found, "share": found}


def required_gain(inputs: Inputs) -> Answers:
    found = progress.required_annual_gain(*(numbers(inputs[name]) for name in ("now", "target", "years")))
    return {"value": found, "gain": found}


METHODS: dict[str, Callable[[Inputs], Answers]] = {
    "proportion_ci.wilson": one_proportion(proportions.wilson),
    "proportion_ci.wilson_cc": one_proportion(proportions.wilson_corrected),
    "proportion_ci.agresti_coull": one_proportion(proportions.agresti_coull),
    "proportion_ci.clopper_pearson": one_proportion(exact_proportions.clopper_pearson),
    "proportion_ci.jeffreys": one_proportion(exact_proportions.jeffreys),
    "difference_ci.newcombe": two_groups(differences.newcombe, "diff"),
    "difference_ci.miettinen_nurminen": two_groups(score_differences.miettinen_nurminen, "diff"),
    "difference_ci.mee": two_groups(score_differences.mee, "diff"),
    "paired_difference_ci.newcombe": paired,
    "risk_ratio_ci.katz_log": two_groups(ratios.katz, "rr"),
    "odds_ratio_ci.woolf": two_groups(ratios.woolf, "oratio"),
    "stratified_odds_ratio.mantel_haenszel": mantel_haenszel,
    "count_ci.byar": events(poisson.byar),
    "count_ci.poisson_exact": events(poisson.poisson_exact),
    "effect_size.cohen_h": cohen_h,
    "v_statistic.from_normal_moments": v_from_moments,
    "v_statistic.from_prob_superiority": lambda inputs: superiority(
        v_statistic.from_prob_superiority(numbers(inputs["prob_superiority"]))
    ),
    "coarsened.hetop_mle": hetop_mle,
    "coarsened.hetop_gap": hetop_gap,
    "gap.percentage_point_cut_artifact": cut_gap,
    "multiple.bh": adjusted(multiplicity.benjamini_hochberg, 0.10),
    "multiple.holm": adjusted(multiplicity.holm, 0.05),
    "standardisation.direct": direct,
    "standardisation.direct_dobson": events_standardised(standardisation.direct_dobson),
    "decomposition.das_gupta_product": das_gupta,
    "decomposition.kitagawa": kitagawa,
    "shrinkage.beta_binomial_posterior": beta_posterior,
    "shrinkage.beta_moments_unweighted": beta_moments,
    "shrinkage.james_stein": james_stein,
    "shrinkage.fay_herriot_reml": fay_herriot,
    "shrinkage.normal_normal_dl": normal_normal,
    "pooling.fixed_effect": fixed_effect,
    "funnel.proportion_limits_score": funnel_score,
    "inequality.theil": theil,
    "inequality.theil_between": theil_parts,
    "inequality.concentration_index_grouped": concentration,
    "inequality.slope_index": slope,
    "forecast.ols_prediction_interval": ols_prediction,
    "distance.mahalanobis": mahalanobis,
    "distance.gower": gower,
    "rank_ci.marginal_two_sided": rank_ci,
    "disproportionality.risk_ratio": federal_ratio,
    "disproportionality.alternate_risk_ratio": federal_ratio,
    "disproportionality.weighted_risk_ratio": weighted_ratio,
    "presentation.nchs_proportion": nchs_proportion,
    "trend.years_to_close": years_to_close,
    "trend.recovery_share": recovery_share,
    "goal.required_annual_gain": required_gain,
}
