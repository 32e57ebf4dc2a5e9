"""A published table that is known by its columns: read as any table, recognised by what it must hold."""

from __future__ import annotations

from pathlib import Path

from peel_ml.data.sources.police_uk_files import snake
from peel_ml.data.sources.protocol import Inspection, Loaded, OtherLayout, Source, Step
from peel_ml.data.sources.tabular import Tabular
from peel_ml.errors import BadRequest, Problem


class KnownTable:
    """A source that reads one publication's table, CSV or Parquet.

    Parameters
    ----------
    name : str
        For example ``london-datastore/thorough-searches``.
    layout : str
        One phrase: which files it reads.
    needs : tuple of str
        Columns that tell it from other tables, in snake case: exports of one publication spell headers differently.
    steps : tuple of Step

    Examples
    --------
    >>> KnownTable("made-up/beans", "a table of beans", ("bean",), ()).recognises(Path("nowhere.csv"))
    False
    """

    def __init__(self, name: str, layout: str, needs: tuple[str, ...], steps: tuple[Step, ...]) -> None:
        self.name, self.layout, self.steps = name, layout, steps
        self._needs = needs
        self._table = Tabular()

    def recognises(self, path: Path) -> bool:
        """Tell whether the table at `path` has this publication's columns, from headers only."""
        try:
            self.inspect(path)
        except BadRequest:
            return False
        return True

    def inspect(self, path: Path) -> Inspection:
        """Read names, headers and schemas only; see `Source.inspect`."""
        seen = self._table.inspect(path)
        held = {snake(name) for name in seen.columns}
        missing = [name for name in self._needs if name not in held]
        if missing:
            what = f"{len(missing)} missing column(s): {', '.join(missing)}"
            raise OtherLayout(f"This is not {self.layout}.", [Problem(what, where=path.name)])
        return seen

    def load(self, path: Path) -> Loaded:
        """Read every row; see `Source.load`."""
        self.inspect(path)
        return self._table.load(path)


_typed: Source = KnownTable("", "", (), ())
