"""Markdown as people write it here, made into safe HTML and into plain text for mails.

Two fences: markdown-it passes no HTML of the writer through, and nh3 cleans what it produced.
Pictures become their description, so that no page and no mail calls a stranger's server.
"""

import re
from collections.abc import Callable, MutableMapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "a"),
}
ATTRIBUTES = {"a": {"href", "title", "rel"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
BARE_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]+[^\s<>\"“”«».,;:!?'’)\]]")
DEEPEST_HEADING = 6

MAIL_STYLES = {
    "p": "margin:0 0 16px;",
    "a": "color:#134d50;",
    "ul": "margin:0 0 16px;padding-left:22px;",
    "ol": "margin:0 0 16px;padding-left:22px;",
    "li": "margin:0 0 6px;",
    "blockquote": "margin:0 0 16px;padding-left:16px;border-left:3px solid #c46f1d;",
    "h2": "margin:24px 0 10px;font:400 24px/30px Georgia,'Times New Roman',serif;",
    "h3": "margin:20px 0 6px;font-size:17px;line-height:24px;",
}
MAIL_CLASSES = {"a": "link", "h2": "ink"}


def as_html(source: str, *, site: str = "", top_heading: int = 2) -> SafeString:
    """Render for a page: headings start at `top_heading`, links away from `site` are marked."""
    html = _parser().render(source, {"site": site, "top": top_heading})
    return mark_safe(_clean(html))  # noqa: S308 - cleaned on this line


def as_mail_html(source: str, *, site: str) -> SafeString:
    """Render for a letter: the same, with full addresses and the styles mail programs need."""
    html = _clean(_parser().render(source, {"site": site, "top": 2, "absolute": True}))
    for tag, style in MAIL_STYLES.items():
        kind = f' class="{MAIL_CLASSES[tag]}"' if tag in MAIL_CLASSES else ""
        html = re.sub(rf"<{tag}(?=[ >])", f'<{tag}{kind} style="{style}"', html)
    return mark_safe(html)  # noqa: S308 - cleaned above; the styles are constants


def as_text(source: str, *, site: str = "") -> str:
    """Render as plain text: paragraphs, lists with dashes, each link's address behind its words."""
    return _Text(site).write(_parser().parse(source, {"site": site}))


def _clean(html: str) -> str:
    return nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None
    ).strip()


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    parser.enable("strikethrough")
    parser.core.ruler.push("bare_addresses", _link_bare_addresses)
    parser.add_render_rule("image", _picture)
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("heading_open", _heading)
    parser.add_render_rule("heading_close", _heading)
    return parser


type Env = MutableMapping[str, Any]


def _picture(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: Env
) -> str:
    return nh3.clean_text(tokens[index].content)


def _link_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    token = tokens[index]
    address, site = str(token.attrGet("href") or ""), str(env.get("site", ""))
    if _leads_away(address, site):
        token.attrSet("rel", "noopener nofollow")
    elif env.get("absolute"):
        token.attrSet("href", urljoin(site, address))
    return self.renderToken(tokens, index, options, env)


def _heading(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    """Give the levels that a text uses, whichever they are, the next ones below the page's own."""
    token = tokens[index]
    used = sorted({other.tag for other in tokens if other.type == "heading_open"})
    level = int(env.get("top", 2)) + used.index(token.tag)
    shown = Token(token.type, f"h{min(level, DEEPEST_HEADING)}", token.nesting)
    return self.renderToken([shown], 0, options, env) + "\n" * (token.nesting < 0)


def _leads_away(address: str, site: str) -> bool:
    """Tell links to other sites from links within; "//host" and "\\\\host" lead away too."""
    parts = urlsplit(address.replace("\\", "/"))
    if not parts.netloc:
        return False
    return parts.netloc != urlsplit(site).netloc


def _link_bare_addresses(state: Any) -> None:
    """Make a bare address that somebody pasted into a link, outside links and code."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = _with_links(block.children, state.md.validateLink)


def _with_links(tokens: Sequence[Token], is_allowed: Callable[[str], bool]) -> list[Token]:
    result: list[Token] = []
    depth = 0
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not depth:
            result.extend(_split(token, is_allowed))
        else:
            result.append(token)
    return result


def _split(token: Token, is_allowed: Callable[[str], bool]) -> list[Token]:
    parts: list[Token] = []
    end = 0
    for found in BARE_ADDRESS.finditer(token.content):
        address = found.group()
        if not is_allowed(address):
            continue
        parts.append(Token("text", "", 0, content=token.content[end : found.start()]))
        parts.append(Token("link_open", "a", 1, attrs={"href": address}))
        parts.append(Token("text", "", 0, content=address))
        parts.append(Token("link_close", "a", -1))
        end = found.end()
    return [*parts, Token("text", "", 0, content=token.content[end:])]


class _Text:
    """Write the tokens of a parsed text as plain text, block by block."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.blocks: list[str] = []
        self.lists: list[int | None] = []
        self.quotes = 0
        self.item_begins = False

    def write(self, tokens: Sequence[Token]) -> str:
        for token in tokens:
            act = getattr(self, f"_{token.type}", None)
            if act:
                act(token)
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.blocks)).strip()

    def _add(self, text: str) -> None:
        """Add a block, indented below its list item and marked where it is quoted."""
        mark = ""
        if self.item_begins:
            count = self.lists[-1]
            mark = "- " if count is None else f"{count}. "
            self.item_begins = False
        indent = "  " * max(len(self.lists) - 1, 0)
        rest = indent + (" " * len(mark) if mark else "  " * bool(self.lists))
        lines = text.split("\n")
        shown = [
            (indent + mark if i == 0 and mark else rest) + line for i, line in enumerate(lines)
        ]
        quote = "> " * self.quotes
        self.blocks.append("\n".join((quote + line).rstrip() for line in shown))
        if not self.lists:
            self.blocks.append("")

    def _inline(self, token: Token) -> None:
        self._add(self._words(token.children or []))

    def _fence(self, token: Token) -> None:
        self._add("\n".join("    " + line for line in token.content.rstrip("\n").split("\n")))

    _code_block = _fence

    def _hr(self, _token: Token) -> None:
        self._add("* * *")

    def _bullet_list_open(self, _token: Token) -> None:
        self.lists.append(None)

    def _ordered_list_open(self, token: Token) -> None:
        self.lists.append(int(token.attrGet("start") or 1) - 1)

    def _list_item_open(self, _token: Token) -> None:
        self.item_begins = True
        count = self.lists[-1]
        if count is not None:
            self.lists[-1] = count + 1

    def _bullet_list_close(self, _token: Token) -> None:
        self.lists.pop()
        if not self.lists:
            self.blocks.append("")

    _ordered_list_close = _bullet_list_close

    def _blockquote_open(self, _token: Token) -> None:
        self.quotes += 1

    def _blockquote_close(self, _token: Token) -> None:
        self.quotes -= 1

    def _words(self, tokens: Sequence[Token]) -> str:
        written: list[str] = []
        links: list[tuple[str, int]] = []
        for token in tokens:
            if token.type == "link_open":
                links.append((str(token.attrGet("href") or ""), len(written)))
            elif token.type == "link_close":
                address, start = links.pop()
                words = "".join(written[start:]).removeprefix("mailto:")
                written[start:] = [words, self._behind(words, address)]
            elif token.type in {"softbreak", "hardbreak"}:
                written.append("\n")
            else:
                written.append(token.content)
        return "".join(written)

    def _behind(self, words: str, address: str) -> str:
        is_mail = address.startswith("mailto:")
        full = address.removeprefix("mailto:") if is_mail else urljoin(self.site, address)
        return "" if words in {address, full} else f" ({full})"
