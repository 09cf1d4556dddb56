"""An announcement reaches 600 imported members; scanners change nothing; one click stops."""

import re
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

import _paths  # noqa: F401  # makes tests.journeys importable
from tests.journeys.program import Program

from bluestem.mailroom.tests.smtp import Received, RecordingServer

MEMBERS = 600
LIMIT_SECONDS = 120


def announce(program: Program, folder: Path, subject: str) -> None:
    """Release an announcement from the console."""
    file = folder / "words.md"
    file.write_text(
        f"---\nsubject_en: {subject}\nsubject_fr: {subject} (fr)\n---\n"
        "Hello, [look](https://example.org/x).\n---fr---\n"
        "Bonjour, [voyez](https://example.org/x).\n",
        encoding="utf-8",
    )
    ended = program.command("announce", str(file), "--list", "announcements", "--release", "--json")
    assert ended.returncode == 0, ended.stderr
    print(ended.stdout.strip())


def wait_for(server: RecordingServer, subject: str, count: int) -> list[Received]:
    """Wait until `count` mails with a subject have come, and a second longer for one too many."""
    end = time.monotonic() + LIMIT_SECONDS
    while True:
        came = [m for m in list(server.messages) if str(m.mail["Subject"]).startswith(subject)]
        if len(came) >= count:
            time.sleep(1)
            return [m for m in server.messages if str(m.mail["Subject"]).startswith(subject)]
        assert time.monotonic() < end, f"{len(came)} of {count}"
        time.sleep(0.2)


def fetch_all_links(mail: Received, site: str) -> int:
    """Fetch every link of ours three times, as scanners do; return how many there were."""
    header = str(mail.mail["List-Unsubscribe"])
    links = set(re.findall(r"https?://[^\s<>\"')]+", mail.text + mail.html + header))
    ours = [link for link in links if link.startswith(site)]
    for link in ours:
        for _ in range(3):
            urllib.request.urlopen(link).read()
    return len(ours)


def main() -> int:
    """Return 0 where all of it held."""
    with tempfile.TemporaryDirectory() as name, RecordingServer() as server:
        folder = Path(name)
        program = Program(
            folder / "community",
            surroundings={
                "BLUESTEM_SMTP_URL": server.url,
                "BLUESTEM_SENDER": "wit@example.org",
            },
        )
        program.folder.mkdir()
        program.init("ben@example.org")
        people = folder / "people.csv"
        rows = [f"m{i}@example.org,Member {i},{'fr' if i % 3 else 'en'}" for i in range(MEMBERS)]
        people.write_text("email,name,language\n" + "\n".join(rows) + "\n", encoding="utf-8")
        imported = program.command("import", "members", str(people), "--json")
        assert imported.returncode == 0, imported.stderr
        with program.running():
            started = time.monotonic()
            announce(program, folder, "First")
            first = wait_for(server, "First", MEMBERS + 1)
            print(f"{len(first)} mails in {time.monotonic() - started:.1f} s")
            assert len({m.recipients[0] for m in first}) == len(first) == MEMBERS + 1
            stopper = next(m for m in first if m.recipients == ["m7@example.org"])
            links = sum(fetch_all_links(m, program.address) for m in first[:50])
            print(f"{links} links fetched three times each")
            header = str(stopper.mail["List-Unsubscribe"])
            address = next(a for a in re.findall(r"<([^>]+)>", header) if a.startswith("http"))
            body = urllib.parse.urlencode({"List-Unsubscribe": "One-Click"}).encode()
            answer = urllib.request.urlopen(urllib.request.Request(address, data=body))
            print(f"one click: {answer.status}")
            announce(program, folder, "Second")
            second = wait_for(server, "Second", MEMBERS)
            reached = {m.recipients[0] for m in second}
            assert len(second) == MEMBERS, len(second)
            assert "m7@example.org" not in reached
            print(f"{len(second)} mails the second time, without the address that stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
