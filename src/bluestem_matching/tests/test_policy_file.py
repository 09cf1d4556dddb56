from __future__ import annotations

from decimal import Decimal

import pytest

from bluestem_matching.faults import Fault, InputRefused
from bluestem_matching.policy import Criterion, Policy, Rule, Side, Test
from bluestem_matching.policy_file import read_policy
from bluestem_matching.toml_lines import Positions

WHOLE = """
id = "email"
capacity = "places"
objective = "leximin"
separator = " | "

[[criterion]]
name = "goals"
kind = "shared"
mentor = "topics"
mentee = "goals"
points = 59.5

[[criterion]]
name = "grade"
kind = "gap"
mentor = "grade"
mentee = "grade"
from = 1
to = 3
grades = ["junior", " senior", "head"]
points = 40.5

[[rule]]
kind = "different"
mentor = "line manager"
mentee = "manager"

[[rule]]
kind = "gap"
mentor = "age"
mentee = "age"
from = -2

[[side]]
kind = "at_most"
count = 0
where = "equal"
mentor = "town"
mentee = "town"
"""

SHORT = 'id = "id"\n[[criterion]]\nname = "a"\nkind = "bonus"\nmentee = "x"\npoints = 100\n'


def faults_of(text: str) -> list[Fault]:
    with pytest.raises(InputRefused) as refused:
        read_policy(text, file="p.toml")
    return refused.value.faults


def said(text: str) -> list[str]:
    return [fault.as_line() for fault in faults_of(text)]


def test_every_key_is_read() -> None:
    assert read_policy(WHOLE, file="p") == Policy(
        mentor_id="email",
        mentee_id="email",
        capacity="places",
        objective="leximin",
        separator="|",
        file="p",
        criteria=(
            Criterion("goals", Decimal("59.5"), Test("shared", "topics", "goals"), line=7),
            Criterion(
                "grade",
                Decimal("40.5"),
                Test("gap", "grade", "grade", 1, 3, ("junior", "senior", "head")),
                line=14,
            ),
        ),
        rules=(
            Rule(Test("different", "line manager", "manager"), line=24),
            Rule(Test("gap", "age", "age", -2), line=29),
        ),
        sides=(Side("at_most", 0, Test("equal", "town", "town"), line=35),),
    )


def test_what_is_left_out_has_its_default() -> None:
    policy = read_policy(SHORT)
    assert (policy.objective, policy.separator, policy.capacity) == ("fair", ";", None)
    assert (policy.rules, policy.sides, policy.file) == ((), (), "policy.toml")


@pytest.mark.parametrize(
    ("head", "ids"),
    [
        ('[columns]\nmentor = "a"\nmentee = "b"\n', ("a", "b")),
        ('[columns]\nmentors = "a"\nmentees = "b"\n', ("a", "b")),
        ('id = "c"\n[columns]\nmentee = "b"\n', ("c", "b")),
        ('id = "c"\n[columns]\nmentor = "a"\n', ("a", "c")),
    ],
)
def test_column_of_identifiers_may_differ_by_file(head: str, ids: tuple[str, str]) -> None:
    policy = read_policy(SHORT.replace('id = "id"\n', head))
    assert (policy.mentor_id, policy.mentee_id) == ids


NEED_ID = (
    "p.toml:1:1: found no id; expected the column that names a person; "
    'add a line such as id = "email" at the top'
)
SUM_CURE = (
    "expected points that add up to 100 over all criteria; "
    "change the points so that they add up to 100"
)
KINDS = "shared, equal, different, wish, rank, gap, text, bonus, flag"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (SHORT.replace('id = "id"\n', ""), [NEED_ID]),
        (SHORT.replace('id = "id"', '[columns]\nmentor = "x"'), [NEED_ID]),
        (
            SHORT.replace('id = "id"', "id = 3"),
            ['p.toml:1:1: found id = “3”; expected a text in quotation marks; write id = "…"'],
        ),
        (
            SHORT.replace('id = "id"', 'id = " "'),
            ['p.toml:1:1: found id = “”; expected a text in quotation marks; write id = "…"'],
        ),
        (
            "columns = 3\n" + SHORT,
            [
                "p.toml:1:1: found “3”; expected a table; write [columns] on its own line",
            ],
        ),
        (
            SHORT.replace('id = "id"', '[columns]\nboth = "x"\nmentor = "a"\nmentee = "b"'),
            [
                "p.toml:2:1: found key “both”; expected one of mentor, mentors, mentee, mentees; "
                "correct or remove it"
            ],
        ),
        (
            "colour = 1\n" + SHORT,
            [
                "p.toml:1:1: found key “colour”; expected one of id, columns, capacity, objective, "
                "separator, criterion, rule, side; correct or remove it"
            ],
        ),
        (
            SHORT + "weight = 1\n",
            [
                "p.toml:7:1: found key “weight”; expected one of name, kind, points, mentor, "
                "mentee, from, to, grades; correct or remove it"
            ],
        ),
        (
            'objective = "best"\n' + SHORT,
            [
                "p.toml:1:1: found objective “best”; expected one of total, fair, leximin; "
                'write objective = "total" or another of these'
            ],
        ),
        (
            'separator = "a"\n' + SHORT,
            [
                "p.toml:1:1: found “a”; expected one or more marks such as ; or |; "
                'write separator = ";"'
            ],
        ),
        (
            "separator = 1\n" + SHORT,
            [
                "p.toml:1:1: found “1”; expected one or more marks such as ; or |; "
                'write separator = ";"'
            ],
        ),
        (
            'separator = " "\n' + SHORT,
            [
                "p.toml:1:1: found “”; expected one or more marks such as ; or |; "
                'write separator = ";"'
            ],
        ),
        (
            "capacity = 2\n" + SHORT,
            [
                "p.toml:1:1: found capacity = “2”; expected a text in quotation marks; "
                'write capacity = "…"'
            ],
        ),
        (
            SHORT.replace('"bonus"', '"bonsu"'),
            [
                f"p.toml:4:1: found kind “bonsu”; expected one of {KINDS}; "
                'write kind = "shared" or another of these'
            ],
        ),
        (
            SHORT.replace('kind = "bonus"\n', ""),
            [
                f"p.toml:2:1: found no kind; expected one of {KINDS}; "
                'write kind = "shared" or another of these'
            ],
        ),
        (
            SHORT.replace('name = "a"\n', ""),
            ['p.toml:2:1: found no name; expected a text in quotation marks; write name = "…"'],
        ),
        (
            SHORT + 'mentor = "x"\n',
            [
                "p.toml:7:1: found “mentor”; expected the key mentee only; "
                "remove the line; a bonus is the mentee's alone"
            ],
        ),
        (
            SHORT.replace('mentee = "x"\n', ""),
            [
                "p.toml:2:1: found no key mentee; expected a column of the mentees; "
                'add a line mentee = "…" with the heading of a column'
            ],
        ),
        (
            SHORT.replace('"bonus"', '"equal"'),
            [
                "p.toml:2:1: found no key mentor; expected a column of the mentors; "
                'add a line mentor = "…" with the heading of a column'
            ],
        ),
        (
            SHORT.replace('"bonus"\nmentee = "x"', '"flag"'),
            [
                "p.toml:2:1: found no key mentee; expected a column of the mentees; "
                'add a line mentee = "…" with the heading of a column'
            ],
        ),
        (
            SHORT.replace('"bonus"\nmentee = "x"', '"rank"\nmentor = "y"'),
            [
                "p.toml:2:1: found no key mentee; expected a column of the mentees; "
                'add a line mentee = "…" with the heading of a column'
            ],
        ),
        (
            SHORT + "from = 1\n",
            [
                "p.toml:7:1: found “from”; expected no such key for “bonus”; "
                "remove it, or write kind = “gap”"
            ],
        ),
        (
            SHORT.replace("100", "99.5"),
            [f"p.toml:6:1: found points that add up to 99.5; {SUM_CURE}"],
        ),
        ('id = "id"\n', [f"p.toml:1:1: found no criterion; {SUM_CURE}"]),
        (
            SHORT.replace("points = 100\n", ""),
            [
                "p.toml:2:1: found no points; expected points from 0 to 100; "
                "write points = 20, for example"
            ],
        ),
        *(
            (
                SHORT.replace("100", value),
                [
                    f"p.toml:6:1: found points = “{shown}”; expected points from 0 to 100; "
                    "write points = 20, for example"
                ],
            )
            for value, shown in (
                ('"100"', "100"),
                ("true", "True"),
                ("-1", "-1"),
                ("100.001", "100.001"),
                ("inf", "Infinity"),
                ("nan", "NaN"),
            )
        ),
        (
            SHORT + "[rule]\nkind = 'equal'\n",
            [
                "p.toml:7:1: found one rule; expected a list of rules; "
                "write [[rule]] with two brackets"
            ],
        ),
        (
            SHORT + "[[rule]]\nkind = 'equal'\nmentor = 'a'\nmentee = 'b'\nname = 'x'\n",
            [
                "p.toml:11:1: found key “name”; expected one of kind, mentor, mentee, from, to, "
                "grades; correct or remove it"
            ],
        ),
        (
            SHORT + "[[rule]]\nkind = 'wish'\nmentor = 'a'\nmentee = 'b'\n",
            [
                "p.toml:8:1: found kind “wish”; expected one of different, equal, shared, "
                'no_shared, named, flag, gap; write kind = "different" or another of these'
            ],
        ),
    ],
)
def test_fault_in_a_policy_is_named_with_its_line_and_cure(text: str, lines: list[str]) -> None:
    assert said(text) == lines


GAP = SHORT + "[[rule]]\nkind = 'gap'\nmentor = 'a'\nmentee = 'b'\n"
SIDE = SHORT + "[[side]]\nkind = 'at_least'\nwhere = 'equal'\nmentor = 'a'\nmentee = 'b'\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            GAP,
            "7:1: found no from and no to; expected how far apart the two may be; "
            "add from = … and to = …",
        ),
        (
            GAP + "from = 3\nto = 1\n",
            "12:1: found “1”; expected at least 3, as from says; exchange from and to",
        ),
        (
            GAP + "from = 1.5\n",
            "11:1: found from = “1.5”; expected a whole number; write from = 0 or more",
        ),
        (
            GAP + "to = true\n",
            "11:1: found to = “True”; expected a whole number; write to = 0 or more",
        ),
        (
            GAP + "to = 1000000001\n",
            "11:1: found to = “1000000001”; expected a whole number; write to = 0 or more",
        ),
        (
            GAP + "to = -1000000001\n",
            "11:1: found to = “-1000000001”; expected a whole number; write to = 0 or more",
        ),
        *(
            (
                GAP + f"to = 1\ngrades = {value}\n",
                f"12:1: found “{shown}”; expected a list of different names, lowest first; "
                'write grades = ["junior", "senior"]',
            )
            for value, shown in (
                ("[]", "[]"),
                ('"x"', "x"),
                ("[1]", "[1]"),
                ('["a", "A "]', "['a', 'A ']"),
                ('["a", " "]', "['a', ' ']"),
            )
        ),
        (SIDE, "7:1: found no count; expected a whole number from 0; write count = 0 or more"),
        (
            SIDE + "count = -1\n",
            "12:1: found count = “-1”; expected a whole number from 0; write count = 0 or more",
        ),
        (
            SIDE.replace("at_least", "exactly") + "count = 1\n",
            "8:1: found kind “exactly”; expected one of at_least, at_most; "
            'write kind = "at_least" or another of these',
        ),
        (
            SIDE.replace("'equal'", "'text'") + "count = 1\n",
            "9:1: found where “text”; expected one of shared, equal, different, no_shared, wish, "
            'rank, gap, bonus, flag; write where = "shared" or another of these',
        ),
        (
            SIDE + "count = 1\npoints = 3\n",
            "13:1: found key “points”; expected one of kind, count, where, mentor, mentee, from, "
            "to, grades; correct or remove it",
        ),
    ],
)
def test_fault_in_a_rule_or_condition_is_named(text: str, line: str) -> None:
    assert said(text) == [f"p.toml:{line}"]


def test_equal_bounds_and_the_largest_numbers_are_kept() -> None:
    rules = read_policy(GAP + "from = 1000000000\nto = 1000000000\n").rules
    assert (rules[0].test.low, rules[0].test.high) == (10**9, 10**9)
    assert read_policy(SIDE + "count = 0\n").sides[0].count == 0
    assert read_policy(SHORT.replace("100", "100.0")).criteria[0].points == 100
    zero = SHORT + "[[criterion]]\nname = 'b'\nkind = 'bonus'\nmentee = 'y'\npoints = 0\n"
    assert read_policy(zero).criteria[1].points == 0


def test_all_faults_are_named_at_once() -> None:
    text = SHORT.replace('"bonus"', '"x"').replace("100", "90") + "colour = 1\n"
    assert [fault.line for fault in faults_of(text)] == [4, 7, 6]


@pytest.mark.parametrize(
    ("text", "line", "column", "found", "cure"),
    [
        ("a = = 1\n", 1, 5, "“a = = 1”", "correct this line: Invalid value"),
        ('x = 1\ny = "abc\n', 2, 9, '“y = "abc”', None),
        ("x = [1,\n", 1, 1, "“x = [1,”", None),
        ("x = 1\nx = 2\n", 2, 6, "“x = 2”", "correct this line: Cannot overwrite a value"),
    ],
)
def test_syntax_error_has_its_line(
    text: str, line: int, column: int, found: str, cure: str | None
) -> None:
    (fault,) = faults_of(text)
    assert (fault.file, fault.line, fault.column) == ("p.toml", line, column)
    assert (fault.found, fault.expected) == (found, "TOML")
    assert cure is None or fault.cure == cure


def test_deep_nesting_and_endless_numbers_are_faults_too() -> None:
    assert faults_of("x = " + "[" * 20_000)[0].expected == "TOML"
    (fault,) = faults_of("x = " + "9" * 5000)
    assert (fault.line, fault.column, fault.expected, fault.cure) == (1, 1, "TOML", "shorten it")


def test_positions_are_not_misled_by_texts_and_brackets() -> None:
    text = (
        'a = """\n[b]\nc = 1\n"""\nd = [\n  1, # ]\n  "]",\n]\n'
        "  [ e ]\n'f g' = 'x\"'\n\"h\\\"i\" = 1\n[[j]]\nk.l = 1\n[[j]]\nk = '''\nm = 1'''\nn = 2\n"
    )
    positions = Positions(text)
    assert positions.of("", 0, "a") == (1, 1)
    assert positions.of("", 0, "d") == (5, 1)
    assert positions.of("b", 0) == (1, 1)
    assert positions.of("e", 0) == (9, 3)
    assert positions.of("e", 0, "f g") == (10, 1)
    assert positions.of("e", 0, 'h\\"i') == (11, 1)
    assert positions.of("j", 0, "k") == (13, 1)
    assert positions.of("j", 1, "k") == (15, 1)
    assert positions.of("j", 1, "n") == (17, 1)
    assert positions.of("j", 1, "m") == (14, 1)
    assert positions.of("nowhere", 0, "x") == (1, 1)
    assert Positions("x = 1\nrule = [{a = 1}]\n").of("rule", 0, "a") == (2, 1)


def test_kinds_that_ask_one_side_do_with_one_column() -> None:
    rank = SHORT.replace('"bonus"', '"rank"')
    assert read_policy(rank).criteria[0].test == Test("rank", None, "x")
    flag = SHORT.replace('"bonus"\nmentee', '"flag"\nmentor')
    assert read_policy(flag).criteria[0].test == Test("flag", "x", None)
    named = SHORT + "[[rule]]\nkind = 'named'\nmentor = 'a'\n"
    assert read_policy(named).rules[0].test == Test("named", "a", None)


def test_fault_of_a_key_below_others_has_its_own_line() -> None:
    assert said('capacity = "p"\ncolumns = 3\n' + SHORT)[0].startswith("p.toml:2:1: found “3”")


def test_a_separator_with_letters_inside_spaces_is_refused() -> None:
    with pytest.raises(InputRefused, match="separator"):
        read_policy(f'separator = " AND "\n{SHORT}')


def test_more_rules_than_can_be_summed_are_refused() -> None:
    rule = '[[rule]]\nkind = "different"\nmentor = "a"\nmentee = "b"\n'
    with pytest.raises(InputRefused, match="at most 1000"):
        read_policy(SHORT + rule * 1001)
