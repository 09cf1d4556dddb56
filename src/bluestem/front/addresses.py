"""Every address the site answers, read from the table of addresses itself."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from inspect import getclosurevars, unwrap
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern, RoutePattern
from django.utils import translation

from bluestem.kit.audience import audience_of
from bluestem.kit.examples import example_for

UNDECLARED = "undeclared"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
NAMED_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
ANY_ID = "00000000-0000-4000-8000-000000000000"
WORDS = {
    "name": "invited",
    "language": "en",
    "eyes": "members",
    "deed": "pause",
    "token": "example",
}


@dataclass(frozen=True)
class Address:
    """One address: its pattern without the language, who may come, how, and an example of it."""

    pattern: str
    name: str
    methods: tuple[str, ...]
    audience: tuple[str, ...]
    example: str
    languages: tuple[str, ...] = ()  # empty: the same address in every language


def addresses() -> list[Address]:
    """Return every address in the order of its pattern; French stands under /fr/ besides."""
    with translation.override("en"):
        found = [
            _address(route, name, pattern, is_in_languages)
            for route, name, pattern, is_in_languages in _walk(get_resolver())
        ]
    return sorted(found, key=lambda address: (address.pattern, address.name))


def _walk(
    resolver: URLResolver, route: str = "/", space: str = "", is_in_languages: bool = False
) -> Iterator[tuple[str, str, URLPattern, bool]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            has_prefix = isinstance(entry.pattern, LocalePrefixPattern)
            below = f"{space}{entry.namespace}:" if entry.namespace else space
            further = route if has_prefix else route + _readable(entry.pattern)
            yield from _walk(entry, further, below, is_in_languages or has_prefix)
        else:
            name = f"{space}{entry.name}" if entry.name else ""
            yield route + _readable(entry.pattern), name, entry, is_in_languages


def _readable(pattern: Any) -> str:
    """Write a route without its converters, and an expression without its signs."""
    if isinstance(pattern, RoutePattern):
        return PARAMETER.sub(r"<\1>", str(pattern))
    return NAMED_GROUP.sub(r"<\1>", str(pattern)).strip("^$").replace("\\", "").replace("?", "")


def _address(route: str, name: str, entry: URLPattern, is_in_languages: bool) -> Address:
    declared = audience_of(entry.callback)
    return Address(
        pattern=route,
        name=name,
        methods=methods_of(entry.callback),
        audience=tuple(sorted(declared)) if declared else (UNDECLARED,),
        example=_example(route, name, entry),
        languages=tuple(code for code, _ in settings.LANGUAGES) if is_in_languages else (),
    )


def methods_of(view: Callable[..., Any]) -> tuple[str, ...]:
    """Return the methods a view takes: of a class its handlers, of a function what it declares.

    `require_http_methods` and its kin keep their list in their closure, nowhere else.
    """
    view_class = getattr(view, "view_class", None)
    if view_class is not None:
        return tuple(word.upper() for word in view_class.http_method_names
                     if word != "options" and hasattr(view_class, word))  # fmt: skip
    declared = _declared_methods(view)
    return tuple(sorted(declared)) if declared else (UNDECLARED,)


def _declared_methods(view: Callable[..., Any]) -> set[str]:
    found: list[set[str]] = []

    def look(layer: Callable[..., Any]) -> bool:
        said = getattr(layer, "methods", None)
        if said is None and hasattr(layer, "__code__"):
            said = getclosurevars(layer).nonlocals.get("request_method_list")
        if said is not None:
            found.append(set(said))
        return False

    look(unwrap(view, stop=look))
    return set.intersection(*found) if found else set()


def _example(route: str, name: str, entry: URLPattern) -> str:
    """Return the address of something that exists, or one of the right shape."""
    converters = getattr(entry.pattern, "converters", {})
    values: dict[str, Any] = {}
    for parameter in re.findall(r"<(\w+)>", route):
        kind = type(converters.get(parameter)).__name__
        values[parameter] = _value(name, parameter, kind)
    if name:
        with suppress(NoReverseMatch):
            return reverse(name, kwargs=values)
    example = route
    for parameter, value in values.items():
        example = example.replace(f"<{parameter}>", str(value))
    return example


def _value(name: str, parameter: str, kind: str) -> object:
    with suppress(DatabaseError):  # before `bluestem init` there is nothing to show
        found = example_for(name, parameter)
        if found is not None and _fits(found, kind):
            return found
    if kind == "StringConverter" and parameter in WORDS:
        return WORDS[parameter]
    return {"UUIDConverter": ANY_ID, "IntConverter": 1}.get(kind, "example")


def _fits(found: object, kind: str) -> bool:
    wanted = {"UUIDConverter": "UUID", "IntConverter": "int"}.get(kind)
    return wanted is None or wanted == type(found).__name__
