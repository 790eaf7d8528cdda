"""The caller's own kind of frame, and tables put into the same: Polars, DuckDB, PySpark, pandas, PyArrow."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

import narwhals as nw

from medgroup.errors import InvalidValueError, MissingExtraError

#: The place of a row in the order of adjudication.
_PLACE = "place"
#: A frame of any engine, not computed yet.
Frame = nw.LazyFrame[Any]


class Engine(NamedTuple):
    """How frames of one kind are made, and given back."""

    name: str
    #: The lines, not computed yet.
    lines: Frame
    #: Makes a frame of columns of values, with their types.
    made: Callable[[Mapping[str, Sequence[Any]], Mapping[str, Any]], Frame]
    #: Gives a result back as the caller's kind.
    given_back: Callable[[Frame], Any]
    #: Whether frames are computed at once, by Polars, and their rows have an order to be given back in.
    at_once: bool = False

    def repeated(self, frame: Frame, name: str) -> Frame | None:
        """Return the rows of which a value stands in another row too; None where Polars, at once, finds none."""
        if not self.at_once:
            several = frame.group_by(name).agg(nw.len().alias("_count")).filter(nw.col("_count") > 1).select(name)
            return frame.join(several, on=name, how="semi")
        rows = frame.collect().to_native()
        # Of texts whose hashes all differ none stands twice; of the others it is looked at.
        hashes = rows[name].hash()
        if hashes.n_unique() == rows.height:
            return None
        rows = rows.filter(hashes.is_duplicated())
        return _from_polars(rows.filter(rows[name].is_duplicated()))

    def in_order(self, frame: Frame, by: Sequence[str]) -> Frame:
        """Return a frame with a column ``place``: the place of a row among all in an order."""
        if self.name == "polars":
            return _as_frame(frame.to_native().sort(*by).with_row_index(_PLACE).cast({_PLACE: polars().Int64}))
        return frame.with_row_index(_PLACE, order_by=list(by)).with_columns(nw.col(_PLACE).cast(nw.Int64))


def polars() -> Any:
    """Return Polars.

    Raises:
        MissingExtraError: It is not installed.
    """
    return _of_extra("polars")


def numpy() -> Any:
    """Return NumPy.

    Raises:
        MissingExtraError: It is not installed.
    """
    return _of_extra("numpy")


def _of_extra(library: str) -> Any:
    try:
        return import_module(library)
    except ImportError:
        raise MissingExtraError("medgroup.bulk, for claim lines and needs by the million,", "bulk") from None


def engine_of(lines: Any, field: str = "lines") -> Engine:
    """Return the engine of a frame.

    Args:
        lines: The frame.
        field: The argument that it came as, for errors.

    Raises:
        InvalidValueError: It is no frame that can be read.
    """
    try:
        found = nw.from_native(lines)
    except TypeError:
        kinds = "a data frame: Polars, DuckDB, PySpark, pandas or PyArrow"
        raise InvalidValueError(type(lines).__name__, kinds, field=field) from None
    if isinstance(found, nw.LazyFrame):
        return _lazy(found, lines, field)
    implementation = found.implementation
    if implementation.is_polars():
        return Engine("polars", found.lazy(), _of_polars, _collected, at_once=True)
    if implementation.is_pandas():
        # The columns of pandas that hold empty whole numbers are floats; those of Arrow hold them as they are.
        return Engine("pandas", _from_polars(found.to_polars()), _of_polars, _to_pandas, at_once=True)
    if implementation.is_pyarrow():
        return Engine(
            "pyarrow",
            _from_polars(found.to_polars()),
            _of_polars,
            lambda frame: _collected(frame).to_arrow(),
            at_once=True,
        )
    raise InvalidValueError(type(lines).__name__, "a frame of Polars, DuckDB, PySpark, pandas or PyArrow", field=field)


def rows_of(frame: Frame) -> Any:
    """Return a frame computed, as a Polars frame."""
    return frame.collect("polars").to_native()


def _lazy(found: Frame, lines: Any, field: str) -> Engine:
    implementation = found.implementation
    if implementation.is_polars():
        return Engine("polars", found, _of_polars, lambda frame: frame.to_native())
    if implementation.is_duckdb():
        return Engine("duckdb", found, _of_duckdb, lambda frame: frame.to_native())
    if implementation.is_pyspark():
        session = lines.sparkSession
        return Engine(
            "pyspark", found, lambda columns, types: _of_spark(session, columns, types), lambda f: f.to_native()
        )
    raise InvalidValueError(type(lines).__name__, "a frame of Polars, DuckDB, PySpark, pandas or PyArrow", field=field)


def _as_frame(native: Any) -> Frame:
    found: Frame = nw.from_native(native)
    return found


def _from_polars(frame: Any) -> Frame:
    return _as_frame(frame.lazy())


def _collected(frame: Frame) -> Any:
    return frame.collect().to_native()


def _to_pandas(frame: Frame) -> Any:
    return _collected(frame).to_pandas(use_pyarrow_extension_array=True)


def polars_frame(columns: Mapping[str, Iterable[Any]], types: Mapping[str, Any]) -> Any:
    """Return columns of values as a frame of Polars."""
    names = {nw.String: "String", nw.Int64: "Int64", nw.Date: "Date", nw.Boolean: "Boolean", nw.Float64: "Float64"}
    pl = polars()
    return pl.DataFrame(dict(columns), schema={name: getattr(pl, names[kind]) for name, kind in types.items()})


def _of_polars(columns: Mapping[str, Sequence[Any]], types: Mapping[str, Any]) -> Frame:
    return _from_polars(polars_frame(columns, types))


def arrow_of(frame: Any) -> Any:
    """Return a Polars frame as an Arrow table of types that every engine reads."""
    return frame.to_arrow(compat_level=polars().CompatLevel.oldest())


def _of_duckdb(columns: Mapping[str, Sequence[Any]], types: Mapping[str, Any]) -> Frame:
    import duckdb

    return _as_frame(
        duckdb.from_arrow(polars_frame(columns, types).to_arrow(compat_level=polars().CompatLevel.oldest()))
    )


def _of_spark(session: Any, columns: Mapping[str, Sequence[Any]], types: Mapping[str, Any]) -> Frame:
    return _as_frame(
        session.createDataFrame(polars_frame(columns, types).to_arrow(compat_level=polars().CompatLevel.oldest()))
    )
