"""Many wishes at the same moment are worked on together, and none falls with another."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from bluestem.kit.together import MOST_AT_ONCE, Line, Together


class Counter:
    """Keeps the groups it worked on; the first one waits until the others stand in line."""

    def __init__(self, hold: int = 0) -> None:
        self.groups: list[list[int]] = []
        self.gate = threading.Event()
        self.hold = hold

    def work(self, key: str, line: Line[int]) -> list[str]:
        wishes = line()
        if not self.groups and self.hold:
            self.groups.append(list(wishes))
            assert self.gate.wait(10)
        else:
            self.groups.append(list(wishes))
        if any(wish < 0 for wish in wishes):
            raise ValueError(min(wishes))
        return [f"{key} {wish}" for wish in wishes]


def ask_all(
    together: Together[str, int, str], counter: Counter, wishes: Sequence[int]
) -> list[object]:
    """Ask for the first wish; when it is being worked on, for all others; then open the gate."""

    def ask(wish: int) -> object:
        try:
            return together.ask("e", wish)
        except ValueError as error:
            return error

    with ThreadPoolExecutor(len(wishes)) as threads:
        answers = [threads.submit(ask, wishes[0])]
        while not counter.groups:
            pass
        answers += [threads.submit(ask, wish) for wish in wishes[1:]]
        while len(together._lines["e"]) < len(wishes) - 1:
            pass
        counter.gate.set()
        return [answer.result(10) for answer in answers]


def test_who_waits_is_served_with_the_next() -> None:
    counter = Counter(hold=1)
    answers = ask_all(Together(counter.work), counter, list(range(9)))
    assert answers == [f"e {wish}" for wish in range(9)]
    assert counter.groups[0] == [0]
    assert sorted(counter.groups[1]) == list(range(1, 9))


def test_a_group_has_an_end() -> None:
    counter = Counter(hold=1)
    wishes = list(range(MOST_AT_ONCE + 6))
    assert len(ask_all(Together(counter.work), counter, wishes)) == len(wishes)
    assert [len(group) for group in counter.groups] == [1, MOST_AT_ONCE, 5]


def test_one_that_fails_fails_alone() -> None:
    counter = Counter(hold=1)
    answers = ask_all(Together(counter.work), counter, [1, 2, -3, 4])
    assert answers[:2] == ["e 1", "e 2"]
    assert isinstance(answers[2], ValueError)
    assert answers[3] == "e 4"


def test_who_came_before_the_lock_was_held_is_taken_along() -> None:
    is_held, groups = threading.Event(), []

    def work(key: str, line: Line[int]) -> list[str]:
        assert is_held.wait(10)
        groups.append(list(line()))
        return [f"{key} {wish}" for wish in groups[-1]]

    together = Together[str, int, str](work)
    with ThreadPoolExecutor(3) as threads:
        answers = [threads.submit(together.ask, "e", 0)]
        while "e" not in together._lines:
            pass
        answers += [threads.submit(together.ask, "e", wish) for wish in (1, 2)]
        while len(together._lines["e"]) < 2:
            pass
        is_held.set()
        assert [answer.result(10) for answer in answers] == ["e 0", "e 1", "e 2"]
    assert [sorted(group) for group in groups] == [[0, 1, 2]]
    assert together._lines == {}  # a key that nobody asks for takes no room


def test_answers_that_are_too_few_leave_nobody_waiting() -> None:
    counter = Counter(hold=1)

    def forgets_the_last(key: str, line: Line[int]) -> list[str]:
        answers = counter.work(key, line)
        return answers if len(answers) == 1 else answers[:-1]

    answers = ask_all(Together(forgets_the_last), counter, [0, 1, 2])
    assert answers == ["e 0", "e 1", "e 2"]


def test_alone_nobody_waits() -> None:
    counter = Counter()
    together = Together(counter.work)
    assert together.ask("e", 1) == "e 1"
    with pytest.raises(ValueError, match="-5"):
        together.ask("e", -5)
    assert counter.groups == [[1], [-5]]
