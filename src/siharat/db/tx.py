"""One unit of work and its statements.

SQLAlchemy writes the SQL, once per dialect; the driver's own cursor runs it. Its engine would add
some 30 µs to every statement, and a press has eight. Values go to the driver and come back as they
are: the columns of Siharat are BIGINT, INTEGER, DOUBLE, TEXT and bytes, which both drivers take unchanged.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, TypeAlias

from sqlalchemy import ClauseElement
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import ValuesBase

from siharat.kernel import Identity, Keyring

DialectName = Literal["sqlite", "postgresql"]
Row: TypeAlias = Any
"""A plain tuple whose fields are also attributes named after the columns."""
Join: TypeAlias = "Callable[[Tx, object], None]"

DIALECTS: dict[DialectName, Dialect] = {
    "sqlite": pysqlite.dialect(paramstyle="named"),
    "postgresql": psycopg.dialect(),  # type: ignore[no-untyped-call]  # SQLAlchemy has no type for it
}
MOST_STATEMENTS = 4096
"""More than a program can hold as constants: then somebody builds statements as he goes."""

_prepared: dict[DialectName, dict[ClauseElement, Prepared]] = {"sqlite": {}, "postgresql": {}}


class Prepared:
    """A statement as one dialect spells it, and the shape of its rows once the first one was seen.

    A statement keeps its columns as long as the database is open: migrations run before the doors do.
    """

    __slots__ = ("_columns", "_compiled", "_defaults", "make", "plain", "sql")

    def __init__(self, statement: ClauseElement, dialect: DialectName, params: Mapping[str, Any]) -> None:
        # An insert or update of Core sets the columns that its first caller gives.
        self._columns = params.keys() if isinstance(statement, ValuesBase) else None
        options: dict[str, Any] = {} if self._columns is None else {"column_keys": [*self._columns]}
        compiled = statement.compile(dialect=DIALECTS[dialect], **options)
        self.sql = str(compiled)
        self.make: Callable[[Sequence[Any]], Row] | None = None
        self._defaults: dict[str, Any] = {}
        self._compiled: SQLCompiler | None = None
        if isinstance(compiled, SQLCompiler):  # the other kind, DDL, has no parameters
            self._defaults = {name: bind.effective_value for name, bind in compiled.binds.items()
                              if not bind.required}
            if compiled.post_compile_params:
                self._compiled = compiled
        self.plain = not self._defaults and self._compiled is None and self._columns is None

    def bind(self, params: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        """SQL and values where the caller's alone do not suffice: literals of a Core statement, and
        ``IN`` lists (``bindparam(expanding=True)``), whose SQL depends on their length."""
        if self._columns is not None and self._columns != params.keys():
            raise ValueError(f"this statement sets {sorted(self._columns)}, not {sorted(params)}: "
                             "write one statement for each set of columns")
        values = {**self._defaults, **params}
        if self._compiled is None:
            return self.sql, values
        state = self._compiled.construct_expanded_state(values)
        return state.statement, state.parameters

    def learn(self, description: Sequence[Sequence[Any]]) -> Callable[[Sequence[Any]], Row]:
        names = [column[0] for column in description]
        # tuple.__new__ stays in C; namedtuple's own _make is four times slower.
        self.make = partial(tuple.__new__, namedtuple("Row", names, rename=True))
        return self.make


def forget_shapes(dialect: DialectName) -> None:
    """Before another database is opened: what ``SELECT *`` gives stands in another order where a column was added by a
    migration and where the table was made with it."""
    for prepared in _prepared[dialect].values():
        prepared.make = None


class Tx:
    """What a unit of work may do with the database. It lives exactly as long as the unit.

    ``now`` is one moment for the whole unit, in milliseconds. Errors are the driver's own
    (``sqlite3.Error``, ``psycopg.Error``) and undo the unit. Parameters are the ``:names`` of the
    statement; a missing one is an error, never ``NULL``.
    """

    __slots__ = ("_cursor", "_join", "_statements", "channels", "dialect", "events", "identity", "keys", "now",
                 "planned")

    def __init__(self, cursor: Any, dialect: DialectName, now: int, identity: Identity, keys: Keyring,
                 join: Join | None, channels: frozenset[str] = frozenset()) -> None:
        self._cursor = cursor
        self._statements = _prepared[dialect]
        self._join = join
        self.dialect: DialectName = dialect
        self.now = now
        self.identity = identity
        self.keys = keys
        self.channels = channels
        """The kinds by which this process can ring a phone with no page open: what is told of a call rests on it."""
        self.events: list[object] = []
        self.planned: int | None = None
        """Nearest wake-up written by this unit; tells the waker not to oversleep (``db.wakeup.plan``)."""

    def all(self, statement: ClauseElement, /, **params: Any) -> list[Row]:
        """Every row, in the order of the statement."""
        prepared = self._execute(statement, params)
        rows = self._cursor.fetchall()
        if not rows:
            return []
        return [*map(prepared.make or prepared.learn(self._cursor.description), rows)]

    def columns(self, statement: ClauseElement, /, **params: Any) -> list[tuple[Any, ...]]:
        """The same as columns, and none when there are no rows. For very many: rows with names are objects that the
        garbage collector follows again and again, which doubles the time."""
        self._execute(statement, params)
        return [*zip(*self._cursor.fetchall(), strict=True)]

    def one(self, statement: ClauseElement, /, **params: Any) -> Row | None:
        """The first row, or ``None``."""
        prepared = self._execute(statement, params)
        row = self._cursor.fetchone()
        if row is None:
            return None
        return (prepared.make or prepared.learn(self._cursor.description))(row)

    def value(self, statement: ClauseElement, /, **params: Any) -> Any:
        """The first column of the first row, or ``None``."""
        self._execute(statement, params)
        row = self._cursor.fetchone()
        return None if row is None else row[0]

    def run(self, statement: ClauseElement, /, **params: Any) -> int:
        """How many rows were inserted, changed or deleted: the answer of a compare-and-swap."""
        self._execute(statement, params)
        return int(self._cursor.rowcount)

    def many(self, statement: ClauseElement, rows: Sequence[Mapping[str, Any]]) -> None:
        """The statement once for each of ``rows``, which all have the same keys."""
        if not rows:
            return
        prepared = self._statements.get(statement) or self._prepare(statement, rows[0])
        if not prepared.plain:
            rows = [prepared.bind(row)[1] for row in rows]
        self._cursor.executemany(prepared.sql, rows)

    def emit(self, event: object) -> None:
        """Something happened: what joins the transaction runs now, the rest once it is durable."""
        if self._join is None:
            raise RuntimeError(f"a read changes nothing, so it cannot emit {event!r}")
        self.events.append(event)
        self._join(self, event)

    def _execute(self, statement: ClauseElement, params: dict[str, Any]) -> Prepared:
        prepared = self._statements.get(statement) or self._prepare(statement, params)
        if prepared.plain:
            self._cursor.execute(prepared.sql, params)
        else:
            self._cursor.execute(*prepared.bind(params))
        return prepared

    def _prepare(self, statement: ClauseElement, params: Mapping[str, Any]) -> Prepared:
        if len(self._statements) >= MOST_STATEMENTS:
            self._statements.clear()  # costs time, where growing without end would cost the process
        prepared = self._statements[statement] = Prepared(statement, self.dialect, params)
        return prepared
