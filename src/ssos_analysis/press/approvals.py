"""Who let which page of a district go out, and what its numbers and notes were then: params/districts/<code>/approvals.yml."""

from __future__ import annotations

import datetime as dt

import yaml
from pydantic import BaseModel, ConfigDict, Field

from ssos_analysis import workspace
from ssos_analysis.errors import ParameterError
from ssos_analysis.parameters import DistrictCode, read_yaml, validated
from ssos_analysis.press.records import write_whole

_HEAD = (
    "# Pages that a person let go out, as `ssos briefs approve` wrote it. `numbers` is what the released numbers of the page\n"
    "# came to, `notes` what the analyst's notes on it did; when either changes, the page is a draft again.\n"
)


class Approval(BaseModel):
    """One page that may go out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    brief: str = Field(min_length=1, max_length=80)
    by: str = Field(min_length=2, max_length=120)
    on: dt.date
    numbers: str = Field(pattern=r"^[0-9a-f]{64}$")
    notes: str = Field(pattern=r"^([0-9a-f]{64})?$")


class Approvals(BaseModel):
    """All of a district."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    district: DistrictCode
    approvals: list[Approval]

    def of(self, brief: str) -> Approval | None:
        """The approval of one page; None where there is none."""
        return next((one for one in self.approvals if one.brief == brief), None)


def approvals_of(code: str) -> Approvals:
    """The approvals of a district; none where it has no file of them.

    Raises
    ------
    ParameterError
        The file is not what it should be, or is about another district than its folder.
    """
    path, where = workspace.params("districts", code, "approvals.yml"), f"params/districts/{code}/approvals.yml"
    if not path.exists():
        return Approvals(district=code, approvals=[])
    found = validated(Approvals, read_yaml(path), where=where)
    if found.district != code:
        raise ParameterError(
            f"the approvals are of {found.district}, in the folder of {code}",
            where=where,
            mend="remove the file, and approve anew",
        )
    return found


def keep_approvals(approvals: Approvals) -> None:
    """Write the approvals of a district; without any, its file is taken away.

    Raises
    ------
    ParameterError
        The file cannot be written. What was there stands.
    """
    path = workspace.params("districts", approvals.district, "approvals.yml")
    rows = sorted((one.model_dump(mode="json") for one in approvals.approvals), key=lambda one: str(one["brief"]))
    text = yaml.safe_dump({"approvals": rows}, sort_keys=False, allow_unicode=True, width=120)
    try:
        if rows:
            write_whole(path, f'{_HEAD}district: "{approvals.district}"\n{text}')
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise ParameterError(
            f"the approvals cannot be written: {error.strerror}",
            where=f"params/districts/{approvals.district}/approvals.yml",
            mend="correct the permissions of the folder, or free space",
        ) from None
