"""The fetched datasets as views for analysts' own SQL: every column, also those that no layout reads, as the hub's own text."""

from __future__ import annotations

from pathlib import Path

from ssos_analysis.sources.hub.folder import complete_selections


def hub_views(cache: Path) -> dict[str, tuple[list[Path], list[str]]]:
    """`hub_n2xa_p822` -> (pages, columns), for each dataset of the cache that is whole and has rows."""
    views: dict[str, tuple[list[Path], list[str]]] = {}
    for folder, held in complete_selections(cache).items():
        pages, columns = views.setdefault(f"hub_{held.dataset.replace('-', '_')}", ([], []))
        pages += [folder / page.file for page in held.pages]
        columns += [name for name in held.columns if name not in columns]
    return {name: (pages, columns) for name, (pages, columns) in views.items() if pages}
