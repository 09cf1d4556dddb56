from hypothesis import given
from hypothesis import strategies as st

from bluestem.kit.small_numbers import hidden, total_is_safe

TABLES = st.dictionaries(st.text("abcdefghij", min_size=1, max_size=1), st.integers(0, 40))


@given(TABLES, st.integers(2, 10))
def test_no_small_cell_is_shown(cells: dict[str, int], threshold: int) -> None:
    away = hidden(cells, threshold)

    assert all(key in away for key, count in cells.items() if 0 < count < threshold)


@given(TABLES, st.integers(2, 10))
def test_total_gives_nothing_away_where_it_is_called_safe(
    cells: dict[str, int], threshold: int
) -> None:
    away = hidden(cells, threshold)
    if away and total_is_safe(cells, threshold):
        behind = sum(cells.values()) - sum(c for key, c in cells.items() if key not in away)
        assert behind >= threshold
        assert len(away) >= 2


def test_one_small_cell_takes_the_next_smallest_along() -> None:
    assert hidden({"EP": 40, "IT": 12, "RCS": 3, "HSE": 0}, 5) == {"RCS", "IT"}


def test_large_cells_stay() -> None:
    assert hidden({"EP": 40, "IT": 12}, 5) == frozenset()
    assert total_is_safe({"EP": 40, "IT": 12}, 5)


def test_table_of_one_small_cell_has_no_safe_total() -> None:
    assert hidden({"RCS": 3}, 5) == {"RCS"}
    assert not total_is_safe({"RCS": 3}, 5)
