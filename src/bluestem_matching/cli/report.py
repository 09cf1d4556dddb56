"""The report: one HTML file without outside resources, to read on a screen and on paper."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from importlib.resources import files
from typing import Any

from bluestem_matching.cli.picture import picture
from bluestem_matching.cli.report_words import REPORT_WORDS
from bluestem_matching.problem import Pair, Problem
from bluestem_matching.result import Matching
from bluestem_matching.words import number

_SERIES = ("k-talk", "k-div", "k-drink", "k-coffee", "k-mentor", "k-out")
_MOST_BLOCKING = 20
_FONTS = (
    ("Newsreader Variable", "newsreader-latin-wght-normal", "200 800", "latin"),
    ("Newsreader Variable", "newsreader-latin-ext-wght-normal", "200 800", "ext"),
    ("Instrument Sans Variable", "instrument-sans-latin-wght-normal", "400 700", "latin"),
    ("Instrument Sans Variable", "instrument-sans-latin-ext-wght-normal", "400 700", "ext"),
)
_RANGES = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,"
    "U+2122,U+2191,U+2193,U+2212,U+2215",
    "ext": "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB,U+20AD-20C0",
}
_TICK = '<circle cx="12" cy="12" r="9"/><path d="M7.5 12.5l3.2 3.2 6-7"/>'
_OPEN = '<circle cx="12" cy="12" r="9"/><path d="M12 7v6M12 16.5v.01"/>'
_MARK = (
    '<svg viewBox="0 0 48 48" fill="none" stroke-linecap="round" aria-hidden="true">'
    '<g stroke="var(--c-1)" stroke-width="2.2"><path d="M24 29V15"/>'
    '<path d="M23.4 29c0-6.5-4.6-11-13.4-12.3"/><path d="M24.6 29c0-5 4-9.3 12.4-10"/></g>'
    '<g stroke="var(--c-2)" stroke-width="2.8"><path d="M24 15C23.6 9.5 20.3 5.5 14.5 4"/>'
    '<path d="M24 15c-.2-5 .5-9 2-13"/><path d="M24 15c1.3-4.2 4.8-7.2 10.5-8"/></g>'
    '<path d="M4 29.5h40" stroke="var(--ink-faint)" stroke-width="1.4"/>'
    '<g stroke="var(--c-1)" stroke-width="1.6"><path d="M24 31v16"/>'
    '<path d="M23.2 31c-.8 6-4 9-6.2 14"/><path d="M24.8 31c.8 6 4 9 6.2 14"/>'
    '<path d="M22.4 31c-2 4-8 5-12.4 10"/><path d="M25.6 31c2 4 8 5 12.4 10"/></g></svg>'
)


def report(problem: Problem, matching: Matching, result: dict[str, Any], language: str) -> str:
    """The whole page, from a matching and its `result_json` in the same language."""
    return _Page(problem, matching, result, language).html()


class _Page:
    def __init__(
        self, problem: Problem, matching: Matching, result: dict[str, Any], language: str
    ) -> None:
        self.problem = problem
        self.matching = matching
        self.result = result
        self.language = language

    def say(self, word: str, **values: object) -> str:
        """A sentence of the report, ready for HTML."""
        return escape(REPORT_WORDS[self.language][word].format(**values))

    def points(self, value: float | None) -> str:
        """A score as people write it."""
        return "–" if value is None else number(self.language, round(value * 1000))

    def html(self) -> str:
        possible = self.matching.status != "impossible"
        body = [self._proof()]
        if possible:
            body += [self._picture(), self._pairs()]
        return (
            f'<!doctype html>\n<html lang="{self.language}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{self.say('title')}</title>\n"
            '<meta name="color-scheme" content="light dark">\n'
            '<meta name="robots" content="noindex">\n'
            f"<style>{_fonts()}{_css()}</style>\n</head>\n<body>\n"
            f'<a class="skip-link" href="#main">{self.say("skip")}</a>\n'
            f'<header class="site-header desk"><div class="wrap"><p class="brand">{_MARK}'
            f"<span>{self.say('brand')}<small>{self.say('brand small')}</small></span></p></div>"
            '</header>\n<main id="main" tabindex="-1"><div class="wrap">\n'
            f"{self._head(possible)}"
            '<div class="split"><div class="cq stack flow-l">\n'
            f"{''.join(body)}</div>\n"
            f'<aside class="stack flow-l">{self._aside() if possible else ""}</aside></div>\n'
            '</div></main>\n<footer class="site-footer"><div class="wrap">'
            f'<p class="xs">{self.say("footer")}</p></div></footer>\n</body>\n</html>\n'
        )

    # ---- Parts

    def _head(self, possible: bool) -> str:
        lede = self.say(
            "lede" if possible else "lede none",
            mentees=len(self.problem.mentees),
            mentors=len(self.problem.mentors),
            pairs=len(self.matching.pairs),
        )
        return (
            f'<div class="page-head tight"><h1>{self.say("h1")}</h1>'
            f'<p class="lede">{lede}</p></div>\n'
        )

    def _proof(self) -> str:
        status = self.matching.status
        word = "proved" if status == "optimal" else status
        heading = self.say(word, gap=self.points(self.result["gap"]))
        icon = _TICK if status == "optimal" else _OPEN
        state = "proof" if status == "optimal" else "proof open"
        return (
            f'<section class="panel {state}" aria-labelledby="pf"><svg viewBox="0 0 24 24" '
            'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" '
            f'stroke-linejoin="round" aria-hidden="true">{icon}</svg>'
            f'<div><h2 id="pf">{heading}</h2>{self._proof_words()}</div></section>\n'
        )

    def _proof_words(self) -> str:
        if self.matching.status == "impossible":
            items = "".join(f"<li>{escape(text)}</li>" for text in self.result["conflict"])
            return f'<ul class="mt-2">{items}</ul>'
        numbers = self.say(
            "numbers",
            total=self.points(self.result["total"]),
            bound=self.points(self.result["bound"]),
            weakest=self.points(self.result["weakest"]),
        )
        if not self.matching.pairs:
            numbers = self.say("no pairs")
        pins, forbidden = len(self.problem.pins), len(self.problem.forbidden)
        kept = self.say("pins", pins=pins, forbidden=forbidden) if pins or forbidden else ""
        return (
            f'<p class="mt-2">{numbers} {self.say(self.matching.objective)} {kept}</p>'
            f'<details class="mt-2"><summary>{self.say("how")}</summary>'
            f'<p class="small muted">{self._criteria()}{self.say("proof")}</p></details>'
        )

    def _criteria(self) -> str:
        scoring = self.problem.scoring
        if scoring is None:
            return ""
        names = [
            REPORT_WORDS[self.language]["points"].format(
                points=number(self.language, round(criterion.points * 1000)), name=criterion.name
            )
            for criterion, _answer in scoring.criteria
        ]
        return self.say("score", list=", ".join(names)) + " "

    def _picture(self) -> str:
        scores = self.problem.scores
        low, high = (int(scores.min()), int(scores.max())) if scores.size else (0, 0)
        label = REPORT_WORDS[self.language]["picture label"].format(
            mentees=len(self.problem.mentees),
            mentors=len(self.problem.mentors),
            low=number(self.language, max(low, 0)),
            high=number(self.language, max(high, 0)),
            pairs=len(self.matching.pairs),
        )
        drawn = picture(self.problem, self.matching, label)
        if not drawn:
            return ""
        legend = "".join(
            f'<li><svg viewBox="0 0 16 16" aria-hidden="true">{mark}</svg>{self.say(word)}</li>'
            for word, mark in (
                ("legend chosen", '<path class="chosen" d="M2 2h12v12h-12z"/>'),
                ("legend high", '<rect class="cell" width="16" height="16"/>'),
                ("legend low", '<rect class="cell" fill-opacity=".12" width="16" height="16"/>'),
                ("legend no", '<path class="no" d="M4 4l8 8"/>'),
            )
        )
        return (
            f'<section aria-labelledby="sc"><h2 id="sc" class="h-s ruled">{self.say("picture")}'
            f'</h2><figure class="chart picture mt-4">{drawn}'
            f'<ul class="legend">{legend}</ul>'
            f"<figcaption>{self.say('picture caption')}</figcaption></figure></section>\n"
        )

    def _pairs(self) -> str:
        entries = dict(zip(self.matching.pairs, self.result["pairs"], strict=True))
        order = sorted(entries, key=lambda pair: (int(self.problem.scores[pair]), pair))
        items = "".join(self._pair(pair, entries[pair]) for pair in order)
        swatch = '<svg class="swatch" viewBox="0 0 8 8" aria-hidden="true">'
        return (
            f'<section aria-labelledby="pp"><div class="ruled-head"><h2 id="pp">'
            f'{self.say("pairs")}</h2><p class="xs muted">{swatch}<rect width="8" height="8"/>'
            f'</svg> {self.say("copper")}</p></div><ol class="pairs">{items}</ol></section>\n'
        )

    def _pair(self, pair: Pair, entry: dict[str, Any]) -> str:
        score = self.points(entry["score"])
        rounded = number(self.language, round(entry["score"] * 10) * 100)
        names = {"mentee": entry["mentee"], "mentor": entry["mentor"]}
        badges = ""
        if entry["score"] == self.result["weakest"]:
            badges += f'<span class="badge warn">{self.say("weakest")}</span> '
        if pair in self.problem.pins:
            badges += f'<span class="badge brand-b">{self.say("pinned")}</span>'
        pinned = " pinned" if pair in self.problem.pins else ""
        return (
            f'<li class="pair{pinned}"><h3 class="visually-hidden">'
            f"{self.say('pair heading', score=score, **names)}</h3>"
            f'<p class="score" aria-hidden="true"><b>{rounded}</b>'
            f"<span>{self.say('of 100')}</span></p>"
            f'<div class="duo">{_who(names["mentee"], self.say("mentee"))}'
            f"{_who(names['mentor'], self.say('mentor'))}"
            f"{f'<p>{badges}</p>' if badges else ''}</div>"
            f'<dl class="bars">{self._bars(entry["reasons"])}</dl></li>\n'
        )

    def _bars(self, reasons: list[dict[str, Any]]) -> str:
        shares = [reason["points"] / reason["of"] if reason["of"] else 1 for reason in reasons]
        weakest = min(shares, default=1)
        parts = []
        for reason, share in zip(reasons, shares, strict=True):
            kind = "weak" if share == weakest and share < 1 else "part"
            width = max(100 * share, 2.5 if kind == "weak" else 0)  # seen also where it is nothing
            points, full = self.points(reason["points"]), self.points(reason["of"])
            said = self.say("bar", points=points, of=full)
            parts.append(
                f"<div><dt>{escape(reason['criterion'])}</dt><dd>"
                f'<svg viewBox="0 0 100 8" preserveAspectRatio="none" role="img" '
                f'aria-label="{said}"><rect class="rest" width="100" height="8"/>'
                f'<rect class="{kind}" width="{width:.1f}" height="8"/></svg></dd>'
                f'<dd class="val">{escape(reason["words"])}</dd></div>'
            )
        return "".join(parts)

    # ---- Beside the pairs

    def _aside(self) -> str:
        parts = [
            self._alone("mentees alone", self.result["unmatched_mentees"]),
            self._alone("mentors alone", self.result["unmatched_mentors"]),
            self._rules(),
            self._blocking(),
        ]
        return "".join(parts)

    def _section(self, name: str, heading: str, inner: str) -> str:
        return (
            f'<section aria-labelledby="{name}"><h2 id="{name}" class="ruled h-s">{heading}</h2>'
            f"{inner}</section>\n"
        )

    def _alone(self, word: str, people: list[dict[str, Any]]) -> str:
        items = "".join(
            f"<li><b>{escape(person['id'])}</b><small>{escape(person['reason'])}</small></li>"
            for person in people
        )
        inner = f'<ul class="alone small mt-2" role="list">{items}</ul>'
        if not people:
            inner = f'<p class="small muted mt-2">{self.say("nobody")}</p>'
        return self._section(word.replace(" ", "-"), self.say(word, count=len(people)), inner)

    def _rules(self) -> str:
        said = [self._rule("rule pin", pair) for pair in self.problem.pins]
        said += [self._rule("rule forbid", pair) for pair in sorted(self.problem.forbidden)]
        said += [escape(condition.name) for condition in self.problem.conditions]
        if not said:
            return ""
        items = "".join(f"<li>{text}</li>" for text in said)
        inner = f'<ul class="alone small mt-2" role="list">{items}</ul>'
        return self._section("rules", self.say("rules"), inner)

    def _rule(self, word: str, pair: Pair) -> str:
        mentee, mentor = self.problem.mentees[pair[0]], self.problem.mentors[pair[1]]
        return self.say(word, mentee=mentee, mentor=mentor)

    def _blocking(self) -> str:
        found = self.result["blocking_pairs"]
        if not found:
            return ""
        items = "".join(
            f"<li>{self.say('blocking pair', mentee=pair['mentee'], mentor=pair['mentor'])}</li>"
            for pair in found[:_MOST_BLOCKING]
        )
        if len(found) > _MOST_BLOCKING:
            items += f"<li>{self.say('more', count=len(found) - _MOST_BLOCKING)}</li>"
        inner = (
            f'<p class="small muted mt-2">{self.say("blocking words")}</p>'
            f'<ul class="alone small mt-2" role="list">{items}</ul>'
        )
        return self._section("blocking", self.say("blocking", count=len(found)), inner)


def _who(name: str, role: str) -> str:
    """A person with initials on a colour that follows from the identifier alone."""
    letters = [part[0] for part in name.split("@", maxsplit=1)[0].replace(".", " ").split() if part]
    initials = escape("".join(letters[:2]).upper())
    series = _SERIES[hashlib.sha256(name.encode()).digest()[0] % len(_SERIES)]
    return (
        f'<div class="who"><span class="avatar {series}" aria-hidden="true">{initials}</span>'
        f"<p><b>{escape(name)}</b><small>{role}</small></p></div>"
    )


def _css() -> str:
    return files("bluestem_matching.cli").joinpath("report.css").read_text("utf-8")


def _fonts() -> str:
    """The two typefaces of the design inside the page, so that it looks the same anywhere."""
    folder = files("bluestem_matching.cli").joinpath("fonts")
    parts = []
    for family, file, weights, letters in _FONTS:
        data = base64.b64encode(folder.joinpath(f"{file}.woff2").read_bytes()).decode("ascii")
        parts.append(
            f'@font-face{{font-family:"{family}";font-style:normal;font-weight:{weights};'
            f"font-display:swap;src:url(data:font/woff2;base64,{data}) format('woff2');"
            f"unicode-range:{_RANGES[letters]}}}"
        )
    return "".join(parts)
