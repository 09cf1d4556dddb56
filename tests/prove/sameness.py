"""Joining and sign-in take as long for a member as for a stranger: medians within 10 %.

300 requests each against a running site, in turns, so that whatever else the machine does falls
on both. That answers, headers, cookies and queries are the same is shown by the members' tests.
"""

import http.client
import http.cookies
import re
import statistics
import sys
import tempfile
import time
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

import _paths  # noqa: F401  # makes tests.journeys importable
from tests.journeys.program import Program

TIMES = 300
WITHIN = 0.10
REST_SECONDS = 0.05  # lets the worker write the letter, so that the next request finds it idle
JOINING = {"name": "Some Body", "language": "en", "department": "", "consent": "on"}
FORMS: dict[str, dict[str, str]] = {"/join": JOINING, "/sign-in": {}}


@dataclass
class Browser:
    """One connection and its cookies, as a private window has them."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        """Send one request; return status and page."""
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        body = None
        if data is not None:
            body = urllib.parse.urlencode(data)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body=body, headers=headers)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer.status, answer.read().decode()


def seconds_of(port: int, path: str, address: str) -> float:
    """Open a form in a fresh browser and send it; return how long the sending took."""
    browser = Browser(port)
    status, page = browser.ask("GET", path)
    assert status == 200, (path, status)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    data = {**FORMS[path], "address": address, "csrfmiddlewaretoken": token[1]}
    started = time.perf_counter()
    status, page = browser.ask("POST", path, data)
    taken = time.perf_counter() - started
    assert status == 302, (path, address, status, re.sub(r"<[^>]+>|\s+", " ", page)[:2000])
    time.sleep(REST_SECONDS)
    return taken


def main() -> int:
    """Return 0 where nobody can tell a member by the clock."""
    kept = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program = Program(folder / "community")
        program.folder.mkdir()
        program.init("ben@example.org")
        people = folder / "people.csv"
        rows = [f"member{i}@example.org,Member {i}" for i in range(TIMES)]
        people.write_text("email,name\n" + "\n".join(rows) + "\n", encoding="utf-8")
        assert program.command("import", "members", str(people)).returncode == 0
        with program.running():
            for path in FORMS:
                for warm in range(20):
                    seconds_of(program.port, path, f"warm{warm}@example.org")
                taken: dict[str, list[float]] = {"member": [], "nobody": []}
                for i in range(TIMES):
                    kinds = ("member", "nobody") if i % 2 else ("nobody", "member")
                    for kind in kinds:
                        taken[kind].append(seconds_of(program.port, path, f"{kind}{i}@example.org"))
                member, nobody = (statistics.median(taken[k]) for k in ("member", "nobody"))
                difference = abs(member - nobody) / nobody
                kept &= difference <= WITHIN
                print(
                    f"{path}: {TIMES} members, median {member * 1000:.1f} ms; {TIMES} strangers, "
                    f"{nobody * 1000:.1f} ms; {difference:.1%} apart"
                )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
