"""Options that take several values after one flag: `--districts Boston Springfield`."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand


class ManyValues(TyperCommand):
    """A command whose repeatable options read every value up to the next option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        repeatable = {name for option in self.params if getattr(option, "multiple", False) for name in option.opts}
        return super().parse_args(ctx, spread(args, repeatable))


def spread(args: list[str], repeatable: set[str]) -> list[str]:
    """`--a x y` as `--a x --a y`, for the options named; all else as it was."""
    result: list[str] = []
    option, values_n = "", 0
    for position, word in enumerate(args):
        if word == "--":
            return result + args[position:]
        if word.startswith("-"):
            name = word.partition("=")[0]
            option, values_n = (name, int("=" in word)) if name in repeatable else ("", 0)
            result.append(word)
        elif option:
            result += [word] if values_n == 0 else [option, word]
            values_n += 1
        else:
            result.append(word)
    return result
