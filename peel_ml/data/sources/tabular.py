"""Plain tables: CSV (also compressed), Parquet, a folder of either, or a pattern over files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from peel_ml.data.sources.csv_stream import read_pieces
from peel_ml.data.sources.files import digest_of, file_digest, naming
from peel_ml.data.sources.protocol import Inspection, Loaded, Source, Step
from peel_ml.data.sources.sink import Sink
from peel_ml.data.sources.tabular_files import LAYOUT, Table, tables
from peel_ml.errors import BadRequest, Problem, Problems
from peel_ml.results.data import SourceFile


class Tabular:
    """Source ``tabular``: columns as they are, nothing cleaned.

    Examples
    --------
    >>> Tabular().recognises(Path("nowhere.csv"))
    False
    """

    name = "tabular"
    layout = LAYOUT
    steps: tuple[Step, ...] = ()

    def recognises(self, path: Path) -> bool:
        """Tell whether there is a table at `path`, from names only."""
        try:
            with tables(path) as found:
                return bool(found)
        except BadRequest:
            return False

    def inspect(self, path: Path) -> Inspection:
        """Read names, headers and schemas only; see `Source.inspect`."""
        with tables(path) as found:
            names = tuple(table.name for table in found)
            columns = _columns(found)
            size = sum(file.stat().st_size for file in {table.member.path for table in found})
        return Inspection(names, columns, size)

    def load(self, path: Path) -> Loaded:
        """Read CSV with dtypes inferred from every row, and Parquet lazily; see `Source.load`."""
        with tables(path) as found:
            if not found[0].parquet:
                sink = Sink()
                files, notes = _csv(found, sink)
                return _loaded(sink.rows.lazy(), files, notes, path)
            _columns(found)
            frames, files = _parquet(found)
        return _loaded(pl.concat(frames), files, [], path)

    def stream(self, path: Path, sink: Sink) -> Loaded:
        """Read the files in pieces into `sink`; see `Streaming.stream`."""
        with tables(path) as found:
            if not found[0].parquet:
                files, notes = _csv(found, sink)
            else:
                _columns(found)
                frames, files = _parquet(found)
                notes = []
                for frame in frames:
                    for piece in frame.collect_batches(chunk_size=sink.piece_rows, maintain_order=True):
                        sink.add(piece)
                sink.finish()
        return _loaded(sink.rows.lazy(), files, notes, path)


def _loaded(frame: pl.LazyFrame, files: list[SourceFile], notes: list[str], path: Path) -> Loaded:
    if not sum(file.rows or 0 for file in files):
        what = f"{len(files)} file{'s' * (len(files) != 1)}, with a header and no rows"
        raise BadRequest("There are no rows.", [Problem(what, "Give files that hold rows.", path.name)])
    notes += [f"{file.name} holds no rows." for file in files if not file.rows]
    return Loaded(frame, tuple(files), digest_of(files), notes=tuple(notes))


def _columns(found: Sequence[Table]) -> tuple[str, ...]:
    """Return the columns that all files have, or raise everything that headers and schemas show."""
    problems = Problems()
    headers = []
    for table in found:
        with naming(problems, table.name):
            headers.append((table.name, table.columns()))
    problems.extend(_different_names(headers))
    problems.raise_if_any("The files cannot be read as one table.")
    return tuple(headers[0][1])


def _parquet(found: Sequence[Table]) -> tuple[list[pl.LazyFrame], list[SourceFile]]:
    frames = [table.scan() for table in found]
    schemas = [(table.name, dict(frame.collect_schema())) for table, frame in zip(found, frames, strict=True)]
    problems = Problems()
    problems.extend(_different_types(schemas))
    problems.raise_if_any("The files cannot be read as one table.")
    files = [
        SourceFile(
            table.name, file_digest(table.member.path), table.member.size, int(frame.select(pl.len()).collect().item())
        )
        for table, frame in zip(found, frames, strict=True)
    ]
    return [frame.select(list(schemas[0][1])) for frame in frames], files


def _csv(found: Sequence[Table], sink: Sink) -> tuple[list[SourceFile], list[str]]:
    """Read every file into the sink, with one set of dtypes in the end; return the files and notes on them."""
    columns = _columns(found)
    problems = Problems()
    files, kinds = [], []
    notes: list[str] = []
    for table in found:
        sink.mark()
        with naming(problems, table.name):
            read = read_pieces(table.member, sink.piece_rows, lambda frame: sink.add(frame.select(columns)), sink.back)
            files.append(SourceFile(table.name, read.sha256, table.member.size, read.rows))
            kinds.append((table.name, {name: read.kinds[name] for name in columns if name in read.kinds}))
            notes += read.notes
    problems.raise_if_any("The files cannot be read.")
    known = _alike(kinds)
    sink.finish({name: known.get(name, pl.String()) for name in columns})
    return files, notes


def _alike(kinds: list[tuple[str, dict[str, pl.DataType]]]) -> dict[str, pl.DataType]:
    """Return one dtype for each column of which some file has a value.

    A file says nothing about a column in which it has no value, and a column of whole numbers here and of
    fractions there is one of fractions.
    """
    fractions = {name for _, held in kinds for name, dtype in held.items() if dtype == pl.Float64}
    held = [
        (
            file,
            {
                name: pl.Float64() if name in fractions and dtype.is_integer() else dtype
                for name, dtype in dtypes.items()
            },
        )
        for file, dtypes in kinds
    ]
    problems = Problems()
    problems.extend(_different_types(held))
    problems.raise_if_any("The files cannot be read as one table.")
    return {name: dtype for _, dtypes in held for name, dtype in dtypes.items()}


def _different_names(headers: Sequence[tuple[str, Sequence[str]]]) -> list[Problem]:
    """List the files that have other columns than most, or than the first where no set of columns is the most."""
    if not headers:
        return []
    usual = Counter(frozenset(columns) for _, columns in headers).most_common(1)[0][0]
    first, expected = next((name, columns) for name, columns in headers if frozenset(columns) == usual)
    problems = []
    fix = "Give the files one set of columns, or load them apart."
    for name, columns in headers:
        if missing := [column for column in expected if column not in columns]:
            problems.append(Problem(f"lacks {_listed(missing)}, which {first} has", fix, name))
        # Counted and not named: without a header they are the values of a row.
        if extra := sum(column not in usual for column in columns):
            what = f"has {extra} column{'s' * (extra != 1)} that {first} lacks"
            problems.append(Problem(what, fix, name))
    return problems


def _different_types(schemas: Sequence[tuple[str, dict[str, pl.DataType]]]) -> list[Problem]:
    """List columns whose dtype differs from that in the first file that has the column."""
    known: dict[str, tuple[str, pl.DataType]] = {}
    problems = []
    for name, kinds in schemas:
        for column, dtype in kinds.items():
            first, expected = known.setdefault(column, (name, dtype))
            if dtype != expected:
                what = f"column {column} is {dtype}, in {first} it is {expected}"
                problems.append(Problem(what, "Write the column alike in every file.", name))
    return problems


def _listed(names: Sequence[str]) -> str:
    """List names, and only count those beyond ten."""
    shown = ", ".join(names[:10])
    return f"{shown} and {len(names) - 10} more" if len(names) > 10 else shown


_typed: Source = Tabular()
