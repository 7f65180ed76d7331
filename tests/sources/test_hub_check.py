"""`ssos data fetch --check`: the hub against what we know of it, each difference with the line that mends it."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from soda_records import ENROLLMENT, GRADUATION, GRADUATION_COLUMNS, graduation
from soda_server import UPDATED_AT, Dataset, SodaServer

from ssos_analysis.sources.hub.catalogue import catalogue, choose
from ssos_analysis.sources.hub.checking import check
from ssos_analysis.sources.hub.client import HubClient
from ssos_analysis.sources.hub.columns import column_uses, compare_columns
from ssos_analysis.sources.hub.fetch_report import print_check
from ssos_analysis.sources.hub.fetching import fetch
from ssos_analysis.sources.hub.settings import KnownRows, hub_settings
from ssos_analysis.sources.scales import wrong_scale

ROWS = graduation(districts=10)
USUAL = ["sy", "dist_code", "dist_name", "org_code", "org_name", "org_type"]
# What docs call the complete columns of a dataset, as public code that reads the hub lists them.
LISTED = {
    "i9w6-niyt": "test_grade subject_code stu_grp m_plus_e_cnt m_plus_e_pct e_cnt e_pct m_cnt m_pct pm_cnt pm_pct nm_cnt nm_pct "
    "stu_cnt stu_part_pct avg_scaled_score avg_sgp avg_sgp_incl ach_percentile district_and_school",
    "t8td-gens": "total_cnt pk_cnt k_cnt g1_cnt g2_cnt g3_cnt g4_cnt g5_cnt g6_cnt g7_cnt g8_cnt g9_cnt g10_cnt g11_cnt g12_cnt "
    "sp_cnt aian_pct as_pct baa_pct hl_pct mnhl_pct nhpi_pct wh_pct fe_pct ma_pct nb_pct el_cnt el_pct flne_cnt flne_pct hn_cnt "
    "hn_pct li_cnt li_pct ecd_cnt ecd_pct swd_cnt swd_pct",
    "n2xa-p822": "grad_rate_type stu_grp cohort_cnt grad_pct in_sch_pct non_grad_pct ged_pct drpout_pct exclud_pct",
    "cmm7-ttbg": "stu_grp enroll_cnt_all drpout_cnt_all drpout_pct_all drpout_pct_grd_09 drpout_pct_grd_10 drpout_pct_grd_11 "
    "drpout_pct_grd_12",
    "ak6h-9k7x": "attend_period stu_grp attend_rate cnt_avg_abs pct_abs_10_days pct_chron_abs_10 pct_chron_abs_20 "
    "pct_unexc_10_days",
    "2kca-w7rq": "stu_grp offense stu_cnt stu_discipl_cnt in_susp_pct out_susp_pct exp_pct alt_setting_pct emerg_rmvl_pct "
    "arrest_pct lawenf_ref_pct",
    "ppbc-i8t9": "classification_overall classification_reason accntblty_pctle cumulative_prgrss_pct",
}


@pytest.mark.parametrize("dataset", LISTED)
def test_every_listed_column_is_read_or_known(dataset):
    compared = compare_columns([*USUAL, *LISTED[dataset].split()], catalogue()[dataset].layout, USUAL)
    assert compared.missing == ()
    assert compared.new == ()


def test_every_dataset_tells_where_an_alias_goes():
    """The line that a check prints is the place of the file where the column stands."""
    for dataset in catalogue().values():
        for use in column_uses(dataset.layout):
            assert use.mended("new_name").endswith(
                "new_name" if use.line.startswith("skip") else f"[{', '.join(use.names)}, new_name]"
            )


def look(server: SodaServer, cache, *datasets: str, known=None):
    """The differences of each dataset."""
    quick = {"pause_seconds": 0.0, "page_rows": 500, "known_rows": known or {}}
    settings = hub_settings(host=server.address).model_copy(update=quick)
    with HubClient(settings, sleep=lambda _: None) as client:
        return check(client, choose(datasets or [GRADUATION]), cache)


def hub(rows=None, columns=(), updated_at=UPDATED_AT) -> SodaServer:
    return SodaServer([Dataset(GRADUATION, ROWS if rows is None else rows, columns=list(columns), updated_at=updated_at)])


def test_a_hub_as_we_know_it(tmp_path):
    with hub() as server:
        (report,) = look(server, tmp_path, known={GRADUATION: KnownRows(rows=len(ROWS), when="2025")})
    assert report.differences == ()
    assert report.rows == len(ROWS)
    assert not list(tmp_path.iterdir())


def test_every_dataset_that_is_as_its_layout_says_passes(tmp_path):
    """All of them in one run: the columns each layout reads, and no rows."""
    as_read = [Dataset(one.id, [], columns=columns_read(one.layout)) for one in catalogue().values()]
    with SodaServer(as_read) as server:
        reports = look(server, tmp_path, "all")
    assert len(reports) == len(as_read) > 6
    assert {report.dataset: report.differences for report in reports if report.differences} == {}


def columns_read(layout) -> list[str]:
    """The first name of every column that a layout reads or looks for."""
    return list(dict.fromkeys([*(use.names[0] for use in column_uses(layout)), *(names[0] for names in layout.needs)]))


def test_a_renamed_column_with_the_line_that_mends_it_and_the_line_does(tmp_path):
    columns = ["student_group" if name == "stu_grp" else name for name in GRADUATION_COLUMNS]
    with hub(columns=columns) as server:
        (report,) = look(server, tmp_path)
    (difference,) = report.differences
    assert difference.what == "the column stu_grp is not there; student_group may be its new name"
    assert difference.mend.endswith("tables: graduation: keys: student_group: headers: [stu_grp, student_group]")
    layout = catalogue()[GRADUATION].layout
    table = layout.tables[0]
    key = table.keys["student_group"].model_copy(update={"headers": ["stu_grp", "student_group"]})
    mended = layout.model_copy(update={"tables": [table.model_copy(update={"keys": {**table.keys, "student_group": key}})]})
    assert compare_columns(columns, mended).missing == ()


def test_a_lost_column_that_nothing_resembles(tmp_path):
    with hub(columns=[name for name in GRADUATION_COLUMNS if name != "cohort_cnt"]) as server:
        (report,) = look(server, tmp_path)
    (difference,) = report.differences
    assert difference.what == "the column cohort_cnt is not there"
    assert "take it out" in difference.mend


def test_new_columns_in_one_line(tmp_path):
    with hub(columns=[*GRADUATION_COLUMNS, "military_cnt", "homeless_cnt"]) as server:
        (report,) = look(server, tmp_path)
    (difference,) = report.differences
    assert difference.what == "columns that are new to us: military_cnt, homeless_cnt"


def test_rows_against_what_was_known(tmp_path):
    with hub() as server:
        (near,) = look(server, tmp_path, known={GRADUATION: KnownRows(rows=int(len(ROWS) / 1.1), when="2025")})
        (far,) = look(server, tmp_path, known={GRADUATION: KnownRows(rows=411_000, when="2026", note="about")})
    assert near.differences == ()
    assert far.differences[0].what == f"{len(ROWS):,} rows, where about 411,000 were known (2026)"


def test_the_hub_against_the_last_fetch(tmp_path):
    with hub() as server:
        settings = hub_settings(host=server.address).model_copy(update={"pause_seconds": 0.0})
        with HubClient(settings) as client:
            fetch(client, choose([GRADUATION]), [], tmp_path)
        assert look(server, tmp_path)[0].differences == ()
        dataset = server.datasets[GRADUATION]
        dataset.records = dataset.records[:-5]
        assert "though its date has not changed" in look(server, tmp_path)[0].differences[0].what
        dataset.updated_at += 40 * 86_400
        (changed,) = look(server, tmp_path)[0].differences
    assert changed.what.startswith("changed on the hub on 2025-11-10, fetched as it was on 2025-10-01")
    assert f"{len(ROWS) - 5:,} rows now and {len(ROWS):,} then" in changed.what


def test_percents_where_shares_are_known(tmp_path):
    rows = [{name: (f"{float(cell) * 100:.1f}" if name.endswith("_pct") else cell) for name, cell in row.items()} for row in ROWS]
    with hub(rows) as server:
        (report,) = look(server, tmp_path)
    assert "holds percents" in report.differences[0].what


def test_a_dataset_that_is_gone_and_one_that_is_there(tmp_path):
    with hub() as server:
        there, gone = sorted(look(server, tmp_path, GRADUATION, ENROLLMENT), key=lambda one: one.rows is None)
    assert there.differences == ()
    assert "404" in gone.differences[0].what
    console = Console(file=io.StringIO(), width=100)
    print_check([there, gone], console)
    words = console.file.getvalue()
    assert "1 of 2 datasets are on the hub as we know them" in words
    assert "to do:" in words


@pytest.mark.parametrize(
    ("cells", "scale", "is_wrong"),
    [
        (["0.5", "0.911", "1", None, ""], "fraction", False),
        (["50", "91.1", "0.4", "100"], "fraction", True),
        (["0", "0.0"], "fraction", False),
        (["*", "-", "NA"], "fraction", False),
        ([f"0.{n:02d}" for n in range(1, 40)], "percent", True),
        ([f"0.{n:02d}" for n in range(1, 10)], "percent", False),
        ([f"{n}.5" for n in range(1, 40)], "percent", False),
    ],
)
def test_the_scale_is_told_by_the_figures(cells, scale, is_wrong):
    assert (wrong_scale({"pct": cells}, scale) is not None) == is_wrong


def test_rare_events_in_percent_are_not_taken_for_shares():
    """Expulsions are under 1 percent everywhere; the other columns of the dataset show the scale."""
    rare = [f"0.{n:02d}" for n in range(1, 40)]
    assert wrong_scale({"exp_pct": rare, "out_susp_pct": ["3.4", "12.9"]}, "percent") is None


def test_records_saved_by_hand_on_the_other_scale_are_refused_too(tmp_path, records, refusal):
    rows = [{**row, "grad_pct": f"{float(row['grad_pct']) * 100:.1f}"} for row in ROWS if "grad_pct" in row]
    error = refusal(records(rows))
    assert "grad_pct holds percents" in error.what
    assert "params/sources/e2c_graduation.yml" in error.mend


def test_the_settings_of_the_clone_name_datasets_by_id():
    assert hub_settings().known_rows[GRADUATION].rows == 411_000
    assert all(len(name) == 9 and name[4] == "-" for name in hub_settings().known_rows)
