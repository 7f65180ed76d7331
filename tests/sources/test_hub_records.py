"""Pages of the hub read by columns say what they say read as objects, whatever stands in them."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ssos_analysis.sources import hub_records
from ssos_analysis.sources.hub_records import NotRecords, Records, read_records

FIELDS = st.sampled_from(["sy", "org_code", "stu_grp", "stu_cnt", "note", "Sy"])
TEXTS = st.one_of(
    st.text(max_size=12), st.sampled_from(["", "1.10", 'a":"b', '":', '{"sy":"1"}', "},{", "\\", "é\u2028\xa0", "null"])
)
VALUES = st.one_of(TEXTS, TEXTS, TEXTS, st.none(), st.integers(-5, 5), st.booleans(), st.lists(TEXTS, max_size=2))
RECORDS = st.lists(st.dictionaries(FIELDS, VALUES, max_size=5), min_size=1, max_size=12)


def content(found: Records) -> list[dict[str, Any]]:
    """The records that columns stand for, without what is null."""
    rows = range(len(found.columns[0].codes) if found.columns else 0)
    cells = [{name: column.cell(row) for name, column in zip(*found, strict=True)} for row in rows]
    return [{name: value for name, value in record.items() if value is not None} for record in cells]


def as_text(value: Any) -> Any:
    """A value as a page says it."""
    if isinstance(value, (list, dict)):
        return orjson.dumps(value).decode()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


@settings(max_examples=60)
@given(records=RECORDS, spaced=st.booleans())
@example(records=[{"sy": 'x":'}, {"sy": "1", "note": "n"}], spaced=False)
def test_a_page_says_the_same_by_columns_and_as_objects(records, spaced):
    data = json.dumps(records).encode() if spaced else orjson.dumps(records)
    wanted = [{name: as_text(value) for name, value in record.items() if value is not None} for record in records]
    if not any(records):
        return
    assert content(hub_records._by_objects(data)) == wanted
    if (found := hub_records._by_columns(data)) is not None:
        assert content(found) == wanted


def test_a_plain_page_is_read_by_columns_and_keeps_its_order(monkeypatch):
    records = [{"sy": "2024", "org_code": f"{number:08}", **({"late": "x"} if number == 4990 else {})} for number in range(5000)]
    data = orjson.dumps(records)
    monkeypatch.setattr(hub_records, "_by_objects", lambda _: pytest.fail("read as objects"))
    monkeypatch.setattr(hub_records, "LEAST_BYTES", 0)
    assert content(read_records(data)) == records


def test_a_field_that_the_samples_miss_is_still_read(monkeypatch):
    records: list[dict[str, str]] = [{"sy": "2024", "org_code": f"{number:08}"} for number in range(200)]
    records[77]["rare"] = "x"
    monkeypatch.setattr(hub_records, "_SAMPLE_BYTES", 100)
    monkeypatch.setattr(hub_records, "_SAMPLES", 2)
    monkeypatch.setattr(hub_records, "LEAST_BYTES", 0)
    assert content(read_records(orjson.dumps(records))) == records


def test_numbers_are_their_text_as_written():
    assert content(read_records(b'[{"a": 1.10, "b": 00350000}]'.replace(b"00350000", b"350000"))) == [
        {"a": "1.10", "b": "350000"}
    ]


@pytest.mark.parametrize(
    "data", [b"[", b'[{"a":"1"}', b'[{"a":"1"}] more', b'{"a":"1"}', b"[]", b'[{"a":"1"},null]', b'[{"a":"1"},[1]]']
)
@pytest.mark.parametrize("least", [0, 10**9])
def test_what_is_no_list_of_records_is_refused(data, least, monkeypatch):
    monkeypatch.setattr(hub_records, "LEAST_BYTES", least)
    with pytest.raises(NotRecords):
        read_records(data)
