"""The single door between any number and any page."""

from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.disclosure.release import Released, release

__all__ = ["Finding", "Floor", "Released", "release"]
