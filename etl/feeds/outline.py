"""What stands in a JSON answer outside its rows, and which columns do the rows have?

The answer is read event by event, so that its size is no matter. Nothing is said of the rows themselves; one that is no object
is found when they are read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import ijson
import pyarrow as pa

from analytics.errors import FeedError

# Where the values of a feature stand: Esri JSON, GeoJSON.
VALUES = ("attributes", "properties")
PIECE = 1 << 16
_DEEPEST = 100
_MOST_COLUMNS = 2_000


@dataclass(frozen=True)
class Outline:
    """A document without its rows, and the names of their columns in the order in which they first appear.

    `document` is None for a list of records.
    """

    document: Any
    columns: tuple[str, ...]

    @property
    def is_list(self) -> bool:
        return self.document is None


def read_outline(stream: pa.NativeFile, dotted: Collection[str]) -> Outline:
    """Read a whole document; of the parts of fields that are objects, those named by `dotted` are columns.

    Raises FeedError where it is cut or no JSON, is nested too deep, or has a new name in every row.
    """
    builder, columns, is_list = ijson.ObjectBuilder(), dict[str, None](), False
    depth, keys = 0, [""] * (_DEEPEST + 1)
    try:
        for event, value in ijson.basic_parse(stream, buf_size=PIECE):
            outer = depth
            if event == "map_key":
                keys[depth] = value
            elif event in ("start_map", "start_array"):
                is_list = is_list or (depth == 0 and event == "start_array")
                depth += 1
                if depth > _DEEPEST:
                    raise FeedError(f"is nested more than {_DEEPEST} deep: it holds no table")
            elif event in ("end_map", "end_array"):
                depth -= 1
                outer = depth
            if not is_list and (outer <= 1 or keys[1] != "features"):
                builder.event(event, value)
            elif event == "map_key" and (is_list or keys[3] in VALUES):
                level = depth - (2 if is_list else 4)
                name = value if level == 0 else f"{keys[depth - 1]}.{value}"
                if level == 0 or (level == 1 and name in dotted):
                    columns[name] = None
                    if len(columns) > _MOST_COLUMNS:
                        raise FeedError(f"its rows have more than {_MOST_COLUMNS} different names")
    except ijson.JSONError as error:
        said = error.args[0] if error.args else ""
        text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        reason = text.partition("\n")[0]
        raise FeedError(f"not complete JSON ({reason}); fetch it again") from error
    return Outline(None if is_list else builder.value, tuple(columns))
