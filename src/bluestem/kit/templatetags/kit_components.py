"""The components of the design as tags: `{% notice kind="ok" text=_("Saved.") %}`.

Each is one template in `kit/`, and sees nothing of the page but what it is given, the request
and the token against forged forms. A word it does not know is refused, so a slip shows at once.
"""

from typing import Any

from django import template

register = template.Library()

COMPONENTS: dict[str, dict[str, Any]] = {
    "badge": {"words": "", "kind": "", "icon_name": ""},
    "bar": {"words": "", "percent": 0, "value": "", "colour": ""},
    "confirm": {
        "id": "",
        "label": "",
        "question": "",
        "text": "",
        "address": "",
        "button": "",
        "kind": "primary",
        "size": "",
        "name": "",
        "value": "",
        "form": None,
    },
    "copy_field": {"id": "", "label": "", "value": ""},
    "crumb": {"address": "", "words": "", "here": ""},
    "empty_state": {"why": "", "text": "", "address": "", "next": ""},
    "error_summary": {"form": None},
    "figures": {"items": (), "size": ""},
    "more": {"address": "", "words": ""},
    "notice": {"kind": "", "title": "", "text": "", "address": "", "link": "", "id": ""},
    "pagination": {"page": None, "label": ""},
    "person": {"person": None, "address": "", "below": "", "size": ""},
    "search": {
        "address": "",
        "label": "",
        "hint": "",
        "value": "",
        "name": "q",
        "id": "q",
    },
    "steps": {"items": (), "label": ""},
    "subnav": {"items": (), "label": ""},
    "switch": {"id": "", "name": "", "words": "", "hint": "", "value": "on", "is_on": False},
    "table": {"label": "", "columns": (), "rows": (), "caption": ""},
    "tasks": {"items": ()},
    "trouble": {"title": "", "text": "", "address": "", "next": ""},
}


def _add(name: str, known: dict[str, Any]) -> None:
    def component(context: template.Context, **given: Any) -> dict[str, Any]:
        unknown = given.keys() - known.keys()
        if unknown:
            raise template.TemplateSyntaxError(
                f"{{% {name} %}} does not know {sorted(unknown)}, only {sorted(known)}"
            )
        return {**known, **given, "request": context.get("request")}

    register.inclusion_tag(f"kit/{name}.html", takes_context=True, name=name)(component)


for _name, _known in COMPONENTS.items():
    _add(_name, _known)
