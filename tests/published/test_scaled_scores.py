"""HETOP against the state: district means fitted to the published levels are the published average scaled scores."""

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from ssos_analysis import parameters
from ssos_analysis.estimation.hetop import fit_hetop

LEVELS = ["NM #", "PM #", "M #", "E #"]


def counts_and_means(path, subject):
    """Students at each level, lowest first, and the printed average, of districts with 100 students or more."""
    _, header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    place = {name: at for at, name in enumerate(header)}
    chosen = [row for row in rows if row[place["Subject"]] == subject]

    def column(name):
        texts = [str(row[place[name]]).replace(",", "").strip() for row in chosen]
        return np.array([float(text) if text else np.nan for text in texts])

    counts, means = np.column_stack([column(level) for level in LEVELS]), column("Avg. Scaled Score")
    known = ~np.isnan(counts).any(axis=1) & ~np.isnan(means) & (counts.sum(axis=1) >= 100)
    return counts[known], means[known]


@pytest.mark.real_data
@pytest.mark.parametrize("folder", ["statereport_district_2021", "statereport_district_2023"])
@pytest.mark.parametrize("subject", ["ELA", "MATH"])
def test_levels_and_cuts_give_the_printed_averages(real_data, folder, subject):
    counts, printed = counts_and_means(real_data / "mcas" / folder / "NextGenMCAS.xlsx", subject)
    cuts = np.array(parameters.method_values().known("mcas_scaled_score_cuts").value)
    fitted = fit_hetop(counts, cuts).mean
    assert len(printed) > 300
    assert abs(np.mean(fitted - printed)) < 0.6
    assert np.corrcoef(fitted, printed)[0, 1] > 0.997
    for moved in np.concatenate([5 * np.eye(3), -5 * np.eye(3)]):
        elsewhere = fit_hetop(counts, cuts + moved).mean
        assert np.std(elsewhere - printed) + abs(np.mean(elsewhere - printed)) > np.std(fitted - printed) + abs(
            np.mean(fitted - printed)
        )
