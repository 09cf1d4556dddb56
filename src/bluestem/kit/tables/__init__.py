"""Read a table from whatever file a person has: CSV, TSV, XLSX or a plain list of addresses.

`open_table` looks at the bytes, never at the file's ending, and hands out rows one at a time;
what cannot be read becomes a fault with line and column, and reading goes on where it can.
"""

from bluestem.kit.tables.opening import open_table, opener_of
from bluestem.kit.tables.shapes import WHOLE_FILE, Row, Shape, Table

__all__ = ["WHOLE_FILE", "Row", "Shape", "Table", "open_table", "opener_of"]
