from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from bluestem_matching.cli import main
from bluestem_matching.tests.cases import GOALS, mentees, mentors

Row = list[str]


class Desk:
    """A folder with good input, that a test spoils, and what came of running the command."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        for people in (mentors(), mentees()):
            self.write(people.file, [list(people.heading), *map(list, people.rows)])
        (folder / "policy.toml").write_text(GOALS, "utf-8")

    def write(self, name: str, rows: list[Row]) -> None:
        with (self.folder / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def run(self, *more: str, command: str = "") -> tuple[int, str, str]:
        words = [command] if command else []
        words += [self.path("mentors.csv"), self.path("mentees.csv")]
        words += ["--policy", self.path("policy.toml"), *more]
        code = main(words)
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def match(self, *more: str) -> dict[str, Any]:
        code, _out, err = self.run("--json", self.path("result.json"), *more)
        assert (code, err) == (0, "")
        return self.json("result.json")

    def json(self, name: str) -> dict[str, Any]:
        value: dict[str, Any] = json.loads((self.folder / name).read_text("utf-8"))
        return value

    def verify(self, *more: str) -> tuple[int, str, str]:
        return self.run("--result", self.path("result.json"), *more, command="verify")


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_match_writes_all_it_is_asked_for_and_verify_proves_it(desk: Desk) -> None:
    names = {"--out": "pairs.csv", "--scores": "scores.csv", "--report": "report.html"}
    options = [word for name, file in names.items() for word in (name, desk.path(file))]
    result = desk.match(*options)
    with (desk.folder / "pairs.csv").open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file))
    assert list(pairs[0]) == ["mentor", "mentee", "score", "reasons"]
    assert [(p["mentor"], p["mentee"], float(p["score"])) for p in pairs] == [
        (p["mentor"], p["mentee"], p["score"]) for p in result["pairs"]
    ]
    with (desk.folder / "scores.csv").open(encoding="utf-8", newline="") as file:
        scores = {(s["mentor"], s["mentee"]): float(s["score"]) for s in csv.DictReader(file)}
    assert len(scores) == 24
    assert all(scores[p["mentor"], p["mentee"]] == p["score"] for p in result["pairs"])
    assert (desk.folder / "report.html").read_text("utf-8").startswith("<!doctype html>")
    assert sorted(path.name for path in desk.folder.glob(".*")) == []
    assert desk.verify() == (0, "Proved: no matching is better\n", "")


def test_same_pairs_whatever_the_order_of_rows_and_the_kind_of_file(desk: Desk) -> None:
    first = desk.match()
    draw = random.Random(1)
    for people in (mentors(), mentees()):
        rows = [list(row) for row in people.rows]
        draw.shuffle(rows)
        desk.write(people.file, [list(people.heading), *rows])
    shuffled = desk.match()
    for people in (mentors(), mentees()):
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for row in (people.heading, *people.rows):
            sheet.append(list(row))
        book.save(desk.folder / people.file)
    spreadsheet = desk.match()
    for other in (shuffled, spreadsheet):
        assert {**other, "seconds": 0} == {**first, "seconds": 0}
    assert desk.verify()[0] == 0


def test_objective_of_the_command_comes_before_that_of_the_policy(desk: Desk) -> None:
    assert desk.match()["objective"] == "fair"
    assert desk.match("--objective", "leximin")["objective"] == "leximin"
    assert desk.verify()[0] == 0


def test_french_reasons_are_proved_too(desk: Desk) -> None:
    result = desk.match("--language", "fr")
    assert "en commun" in json.dumps(result, ensure_ascii=False)
    assert desk.verify()[0] == 0


def test_verify_refuses_a_changed_total_with_code_1(desk: Desk) -> None:
    result = desk.match()
    result["total"] += 1
    (desk.folder / "result.json").write_text(json.dumps(result), "utf-8")
    assert desk.verify() == (1, "Refused: the total is not the sum of the scores\n", "")


@pytest.mark.parametrize(
    ("text", "line"), [("", 1), ("{", 1), ("{\n]", 2), ("[" * 100_000, 1), ("\0", 1)]
)
def test_verify_finds_fault_with_a_file_that_is_no_result(desk: Desk, text: str, line: int) -> None:
    (desk.folder / "result.json").write_text(text, "utf-8")
    code, _out, err = desk.verify()
    assert code == 2
    assert err.startswith(f"{desk.path('result.json')}:{line}:")


def test_contradictory_pins_are_impossible_with_their_lines(desk: Desk) -> None:
    desk.write("pins.csv", [["mentor", "mentee", "rule"], ["m1", "e1", "pin"], ["m1", "e2", "pin"]])
    pins = "--pins", desk.path("pins.csv")
    out = "--out", desk.path("pairs.csv")
    result = desk.match(*pins, *out)
    assert result["status"] == "impossible"
    assert result["pairs"] == []
    where = f"({desk.path('pins.csv')}:2, {desk.path('pins.csv')}:3)"
    assert result["conflict"] == [f"m1 has 1 places and 2 pins {where}"]
    assert desk.verify(*pins)[0] == 0
    assert (desk.folder / "pairs.csv").read_text("utf-8") == "mentor,mentee,score,reasons\n"


@pytest.mark.parametrize(
    ("pins", "words"),
    [
        ([["m1", "e1", "pin"], ["m1", "e1", "forbid"]], "are pinned and forbidden at once"),
        ([["m1", "e1", "pin"], ["m2", "e1", "pin"]], "e1 is pinned to several mentors: m1, m2"),
        ([["m4", "e1", "pin"]], "m4 has 0 places and 1 pins"),
    ],
)
def test_every_contradiction_is_named(desk: Desk, pins: list[Row], words: str) -> None:
    desk.write("pins.csv", [["mentor", "mentee", "rule"], *pins])
    (conflict,) = desk.match("--pins", desk.path("pins.csv"))["conflict"]
    assert words in conflict


def test_pin_against_a_rule_names_the_rule(desk: Desk) -> None:
    rule = '[[rule]]\nkind = "different"\nmentor = "town"\nmentee = "town"\n'
    (desk.folder / "policy.toml").write_text(GOALS + rule, "utf-8")
    desk.write("pins.csv", [["mentor", "mentee", "rule"], ["m1", "e1", "pin"]])
    (conflict,) = desk.match("--pins", desk.path("pins.csv"))["conflict"]
    assert "the pin of m1 and e1 breaks the rule “different: town”" in conflict


FAULTS = {
    "a missing column": ("mentees.csv", [["id", "gaols", "town"], ["e1", "a", "b"]], 1, "goals"),
    "a column twice": ("mentees.csv", [["id", "goals", "goals", "town"]], 1, "goals"),
    "a person twice": (
        "mentees.csv",
        [["id", "goals", "town"], ["e1", "", ""], [" E1 ", "", ""]],
        3,
        "id",
    ),
    "a person without identifier": (
        "mentees.csv",
        [["id", "goals", "town"], ["", "a", ""]],
        2,
        "id",
    ),
    "a capacity below 0": (
        "mentors.csv",
        [["id", "topics", "town", "places"], ["m1", "", "", "2"], ["m2", "", "", "-1"]],
        3,
        "places",
    ),
    "half a place": (
        "mentors.csv",
        [["id", "topics", "town", "places"], ["m1", "", "", "1.5"]],
        2,
        "places",
    ),
    "an unknown pin": (
        "pins.csv",
        [["mentor", "mentee", "rule"], ["m9", "e1", "pin"]],
        2,
        "mentor",
    ),
    "an unknown word": ("pins.csv", [["mentor", "mentee", "rule"], ["m1", "e1", "x"]], 2, "rule"),
    "no rule column": ("pins.csv", [["mentor", "mentee"], ["m1", "e1"]], 1, "rule"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faulty_input_is_named_with_code_2_and_nothing_is_written(desk: Desk, name: str) -> None:
    file, rows, line, column = FAULTS[name]
    desk.write("pins.csv", [["mentor", "mentee", "rule"]])
    desk.write(file, rows)
    before = sorted(desk.folder.iterdir())
    outputs = ["--out", desk.path("p.csv"), "--report", desk.path("r.html")]
    code, out, err = desk.run(
        "--json", desk.path("result.json"), "--pins", desk.path("pins.csv"), *outputs
    )
    assert code == 2
    assert sorted(desk.folder.iterdir()) == before
    said = json.loads(out)
    assert said["status"] == "refused"
    (fault,) = said["refused"]
    assert (fault["file"], fault["line"], fault["column"]) == (desk.path(file), line, column)
    assert set(fault) == {"file", "line", "column", "found", "expected", "cure"}
    where = f"{fault['file']}:{line}:{column}"
    tail = f"found {fault['found']}; expected {fault['expected']}; {fault['cure']}"
    assert err == f"{where}: {tail}\n"


def test_faults_of_all_files_are_named_together(desk: Desk) -> None:
    (desk.folder / "policy.toml").write_text(GOALS.replace("70", "60"), "utf-8")
    (desk.folder / "mentors.csv").write_bytes(b"")
    code, out, err = desk.run()
    assert (code, out) == (2, "")
    assert [line.split(":")[0].rsplit("/")[-1] for line in err.splitlines()] == [
        "policy.toml",
        "mentors.csv",
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--scores", "{}/none/s.csv"], "no folder"),
        (["--scores", "{}"], "a folder"),
        (["--scores", "{}/mentors.csv"], "in use already"),
        (["--scores", "{}/a.csv", "--out", "{}/a.csv"], "in use already"),
    ],
)
def test_output_that_cannot_be_written_is_a_fault_before_any_work(
    desk: Desk, words: list[str], found: str
) -> None:
    before = sorted(desk.folder.iterdir())
    code, _out, err = desk.run(*(word.format(desk.folder) for word in words))
    assert code == 2
    assert found in err
    assert sorted(desk.folder.iterdir()) == before


@pytest.mark.parametrize(
    "words", [[], ["x"], ["--objective", "best"], ["verify"], ["best", "a", "b", "--count", "x"]]
)
def test_wrong_arguments_are_faults_too(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--json", "x.json"]) == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["refused"][0]["file"] == "command line"
    assert "Traceback" not in said.err


def test_help_is_code_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "--policy" in capsys.readouterr().out


def test_unforeseen_error_is_one_sentence_with_code_1(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_options: object) -> int:
        raise RuntimeError("boom")

    monkeypatch.setattr("bluestem_matching.cli.commands.run", fail)
    code, _out, err = desk.run()
    assert (code, err) == (
        1,
        "bluestem match: something unforeseen happened (RuntimeError: boom)\n",
    )


def test_what_if_says_what_changes(desk: Desk) -> None:
    answer = "--json", desk.path("answer.json")
    code, _out, _err = desk.run("--pair", "M1,e6", *answer, command="what-if")
    found = desk.json("answer.json")
    assert code == 0
    assert set(found) == {"allowed", "cost", "total", "weakest", "changed", "seconds"}
    assert found["allowed"] is True
    assert {"mentee": "e6", "from": None, "to": "m1"} in found["changed"]
    assert found["cost"] > 0


def test_what_if_for_a_forbidden_pair_is_not_allowed(desk: Desk) -> None:
    desk.write("pins.csv", [["mentor", "mentee", "rule"], ["m1", "e6", "forbid"]])
    more = "--json", desk.path("answer.json"), "--pins", desk.path("pins.csv")
    assert desk.run("--pair", "m1,e6", *more, command="what-if")[0] == 0
    found = desk.json("answer.json")
    assert (found["allowed"], found["cost"], found["changed"]) == (False, None, [])


def test_what_if_for_somebody_unknown_is_a_fault(desk: Desk) -> None:
    code, out, _err = desk.run(
        "--pair", "m1;e1", "--json", desk.path("answer.json"), command="what-if"
    )
    assert code == 2
    assert json.loads(out)["refused"][0]["column"] == "--pair"
    assert not (desk.folder / "answer.json").exists()


def test_best_lists_totals_that_never_rise(desk: Desk) -> None:
    desk.run("--count", "5", "--json", desk.path("best.json"), command="best")
    matchings = desk.json("best.json")["matchings"]
    totals = [matching["total"] for matching in matchings]
    assert len(totals) == 5
    assert totals == sorted(totals, reverse=True)
    assert totals[0] == desk.match("--objective", "total")["total"]
    assert set(matchings[0]["pairs"][0]) == {"mentor", "mentee"}


def test_command_starts_without_django_and_answers_within_two_seconds(desk: Desk) -> None:
    code = (
        "import sys; from bluestem_matching.cli import main; code = main(sys.argv[1:]); "
        "assert not [name for name in sys.modules if name.startswith('django')]; sys.exit(code)"
    )
    words = [desk.path("mentors.csv"), desk.path("mentees.csv"), "--policy"]
    words += [desk.path("policy.toml"), "--report", desk.path("r.html")]
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code, *words], check=False)
    assert done.returncode == 0
    assert time.perf_counter() - start < 10  # two seconds on a free machine; see the prove script
