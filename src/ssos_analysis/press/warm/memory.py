"""How much memory a process and all it started hold, and whether the system killed something for want of memory. Linux only;
elsewhere nothing is known, and no limit is kept."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from pathlib import Path

_OOM_COUNTS = ((Path("/proc/vmstat"), "oom_kill"), (Path("/sys/fs/cgroup/memory.events"), "oom_kill"))


def resident_mb(pid: int) -> float:
    """Resident memory of a process and its descendants in MB (1,000,000 bytes); 0 where that cannot be known.

    Pages that a fork shares with its server count in full: the limit is on what the process could need, had it started cold, and
    reading which pages are shared takes a thousand times longer.
    """
    total, found = 0, [pid]
    while found:
        each = found.pop()
        with suppress(OSError, ValueError, IndexError):
            total += int(Path(f"/proc/{each}/statm").read_text().split()[1])
            for task in Path(f"/proc/{each}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return total * _page_bytes() / 1e6


def out_of_memory_kills() -> int:
    """How many processes the system has ended for want of memory since it started, on this machine or in this container."""
    counts = [0]
    for path, name in _OOM_COUNTS:
        with suppress(OSError, ValueError):
            fields = (line.split() for line in path.read_text().splitlines())
            counts += [int(field[1]) for field in fields if field[0] == name]
    return max(counts)


@cache
def _page_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE")
