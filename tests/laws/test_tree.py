"""House rules that are read from the tree."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
SOURCE = TOP / "src" / "bluestem"
ROOM_FILES = {
    "__init__", "models", "rules", "queries", "actions", "errors", "letters", "tasks", "sweeps",
    "forms", "imports", "views", "urls", "signals", "receivers", "figures", "attention", "demo",
    "apps", "management", "migrations", "locale", "templates", "static", "tests", "templatetags",
    "middleware",
    "examples",  # docs/decisions/0018-rooms-give-examples.md
}  # fmt: skip
# What a room has beyond the plan, each with its reason in docs/decisions/0003-extra-files.md.
EXTRA_FILES = {
    "audit": {"actors"},
    "community": {"colours", "defaults", "settings_registry", "texts"},
    "front": {
        "addresses",
        "checkup",
        "context",
        "deeds",
        "navigation",
        "urls_machines",
        "urls_mail",
    },
    "mailroom": {
        "addresses",
        "contexts",
        "hashes",
        "locks",
        "mime",
        "rendering",
        "retention",
        "sender",
        "tokens",
    },
    "members": {"folding", "limits", "sign_in", "spoken_languages"},
}
INDEX_HOSTS = re.compile(
    r"(pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org|crates\.io|"
    r"--(extra-)?index-url|--find-links)", re.IGNORECASE,
)  # fmt: skip
MACHINE_PATHS = re.compile(r"(/root/|/home/[a-z]|/work/|/Users/[a-z])")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TOP, capture_output=True, check=True,
    ).stdout  # fmt: skip
    return [TOP / name for name in listed.decode().split("\0") if name and (TOP / name).is_file()]


def text_files() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def rooms() -> list[Path]:
    return sorted(path.parent for path in SOURCE.glob("*/apps.py"))


def test_no_tracked_file_names_an_index_or_a_path_of_a_machine() -> None:
    here = Path(__file__)
    named = [
        f"{path.relative_to(TOP)}: {found.group(0)}"
        for path, text in text_files()
        if path != here
        for found in [INDEX_HOSTS.search(text) or MACHINE_PATHS.search(text)]
        # scripts/lock names the options to say that they are not to be written
        if found and not (path.name == "lock" and "--no-emit" in text)
    ]
    assert named == []


def test_locks_carry_hashes_and_no_address() -> None:
    for lock in (TOP / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text, lock.name
        names = re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE | re.IGNORECASE)
        assert names
        assert text.count("--hash=sha256:") >= len(names)


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_room_has_only_the_files_of_the_plan(room: Path) -> None:
    if room.name == "kit":
        return  # the kit is the ground, not a room: its files are tools
    present = {
        path.stem
        for path in room.iterdir()
        if path.name != "__pycache__" and not path.name.startswith(".")
    }
    assert present - ROOM_FILES - EXTRA_FILES.get(room.name, set()) == set()


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_room_says_what_it_is_for(room: Path) -> None:
    docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
    assert "Not for" in docstring
    assert "Calls" in docstring


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]


def action_files() -> list[Path]:
    return sorted(
        path
        for room in rooms()
        if room.name != "kit"
        for path in [*room.glob("actions.py"), *room.glob("actions/*.py")]
    )


def test_actions_take_keywords_only() -> None:
    positional = [
        f"{path.relative_to(SOURCE)}: {function.name}"
        for path in action_files()
        for function in functions(path)
        if not function.name.startswith("_")
        and function.name not in {"seal"}
        and (function.args.args or function.args.posonlyargs)
    ]
    assert positional == []


def test_actions_return_what_they_changed_and_never_none_for_failure() -> None:
    for path in action_files():
        for function in functions(path):
            if function.name.startswith("_"):
                continue
            returned = ast.unparse(function.returns) if function.returns else ""
            assert "| None" not in returned, f"{path.relative_to(SOURCE)}: {function.name}"


def longest(path: Path) -> int:
    return 520 if "tests" in path.parts else 440  # about 400, and tests repeat themselves more


def test_python_files_stay_readable_in_one_go() -> None:
    long = {
        str(path.relative_to(TOP)): text.count("\n")
        for path, text in text_files()
        if path.suffix == ".py"
        and "migrations" not in path.parts
        and text.count("\n") > longest(path)
    }
    assert long == {}


def test_templates_hold_no_inline_style_or_script() -> None:
    inline = re.compile(
        r"""(\sstyle\s*=\s*["']|<style[\s>]|<script(?![^>]*\bsrc=)[\s>]|\son[a-z]+=")"""
    )
    found = [
        f"{path.relative_to(SOURCE)}: {match.group(0)!r}"
        for path in SOURCE.glob("*/templates/**/*.html")
        for match in [inline.search(path.read_text())]
        if match and "letters" not in path.parts and "mail" not in path.stem
    ]
    assert found == []


def test_french_is_complete_and_compiled() -> None:
    ended = subprocess.run(
        [sys.executable, str(TOP / "scripts" / "messages.py"), "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.stdout == ""
    assert ended.returncode == 0


def test_settings_page_is_written_from_the_code() -> None:
    from bluestem.config.environment import VARIABLES

    page = (TOP / "docs" / "settings.md").read_text()
    for variable in VARIABLES:
        assert variable.name in page
