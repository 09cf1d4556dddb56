import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluestem.members.models import Department, Member
from bluestem.members.queries.people import department_headcounts, small_cells


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([], set()),
        ([0, 10, 20], set()),
        ([3, 10, 20], {0, 1}),  # the total would give 3 away
        ([3, 4, 20], {0, 1}),
        ([1, 1, 20], {0, 1, 2}),  # 2 in two cells is one each
        ([1, 1, 9, 20], {0, 1, 2}),
        ([0, 4], {1}),  # nothing left to hide it with
        ([5, 5], set()),
    ],
)
def test_small_numbers_are_hidden_with_what_gives_them_away(
    counts: list[int], hidden: set[int]
) -> None:
    assert small_cells(counts, 5) == hidden


@given(st.lists(st.integers(0, 40), max_size=20), st.integers(2, 10))
def test_hidden_cells_never_follow_from_the_total(counts: list[int], threshold: int) -> None:
    hidden = small_cells(counts, threshold)
    assert all(place in hidden for place, count in enumerate(counts) if 0 < count < threshold)
    above_zero = sum(count > 0 for count in counts)
    if hidden and above_zero > 1:
        assert len(hidden) >= 2
    if hidden and len(hidden) < above_zero:
        assert sum(counts[place] for place in hidden) >= threshold


def test_departments_hide_small_numbers_and_count_active_members(cast: dict[str, Member]) -> None:
    big = Department.objects.create(code="BIG", headcount_people=50)
    for number in range(10):
        Member.objects.create(
            address=f"b{number}@example.org", department=big, joined_on="2020-01-01"
        )
    rows = {row.department.code: row for row in department_headcounts(5) if row.department}
    assert rows["BIG"].member_count == 10
    assert rows["BIG"].percent == 20
    assert rows["IT"].member_count is None
    assert rows["HR"].member_count is None
    assert rows["FAP"].member_count == 0  # Kim is deactivated
