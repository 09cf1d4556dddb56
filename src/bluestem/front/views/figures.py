"""Figures of membership: page, table for a spreadsheet, picture."""

import csv
import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from bluestem.community.queries import the_community
from bluestem.kit import charts, time
from bluestem.kit.audience import EVERYONE, audience
from bluestem.kit.forms import DayField, Form
from bluestem.kit.spreadsheets import harmless
from bluestem.members.figures import DepartmentCount, MembershipFigures, membership

CHARTS = ("growth", "departments")
HIDDEN = "–"


class DayForm(Form):
    """Which day is counted."""

    on = DayField(label=gettext_lazy("Day"), required=False)
    marks_optional = False

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"] or time.today()
        if day > time.today():
            raise forms.ValidationError(
                _("Found %(found)s, which is still to come. Choose today or a day before it.")
                % {"found": formats.date_format(day, "DATE_FORMAT")}
            )
        return day


@audience(EVERYONE)
@require_safe
def member_figures(request: HttpRequest) -> HttpResponse:
    """Members over time, and by department beside the headcount."""
    form = DayForm(request.GET if "on" in request.GET else None)
    day = form.cleaned_data["on"] if form.is_bound and form.is_valid() else time.today()
    figures = _figures(day)
    context = {
        "form": form,
        "figures": figures,
        "threshold": the_community().small_cell_threshold,
        "growth_svg": charts.as_svg(_growth_chart(figures), label=_growth_words(figures)),
        "departments_svg": charts.as_svg(_bar_chart(figures), label=_department_words(figures)),
        "sources": sorted({row.headcount_source for row in _rows(figures)} - {""}),
        "years": _years(figures),
        "is_empty": not any(group.departments for group in figures.groups),
    }
    return render(request, "front/member_figures.html", context, status=_status(form))


@audience(EVERYONE)
@require_safe
def member_figures_csv(request: HttpRequest) -> HttpResponse:
    """The same table for a spreadsheet; hidden cells are empty and say so in a column."""
    form = DayForm({"on": request.GET.get("on", "")})
    if not form.is_valid():
        return _refused(form)
    figures = _figures(form.cleaned_data["on"])
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="members-{figures.on:%Y-%m-%d}.csv"'
    writer = csv.writer(answer)
    writer.writerow(
        [
            "on",
            "group",
            "department",
            "members",
            "is_hidden",
            "headcount",
            "headcount_on",
            "headcount_source",
        ]
    )
    for group in figures.groups:
        for row in group.departments:
            writer.writerow(_csv_row(figures.on, group.group, row))
        hidden = "yes" if group.members is None else ""
        writer.writerow([figures.on, group.group, "", group.members, hidden, "", "", ""])
    writer.writerow([figures.on, "", "", figures.total, "", "", "", ""])
    return answer


@audience(EVERYONE)
@require_safe
def member_figures_png(request: HttpRequest) -> HttpResponse:
    """A picture to show: `chart` is growth (default) or departments."""
    form = DayForm({"on": request.GET.get("on", "")})
    if not form.is_valid():
        return _refused(form)
    figures = _figures(form.cleaned_data["on"])
    wanted = request.GET.get("chart", CHARTS[0])
    drawn = _bar_chart(figures) if wanted == CHARTS[1] else _growth_chart(figures)
    return HttpResponse(charts.as_png(drawn), content_type="image/png")


def _figures(day: dt.date) -> MembershipFigures:
    return membership(day, the_community().small_cell_threshold)


def _status(form: DayForm) -> int:
    return 400 if form.is_bound and not form.is_valid() else 200


def _refused(form: DayForm) -> HttpResponse:
    words = " ".join(str(error) for error in form.errors["on"])
    return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")


def _csv_row(on: dt.date, group: str, row: DepartmentCount) -> list[Any]:
    return [
        on,
        group,
        harmless(row.code),
        row.members,
        "yes" if row.members is None else "",
        row.headcount_people,
        row.headcount_on,
        harmless(row.headcount_source),
    ]


def _rows(figures: MembershipFigures) -> list[DepartmentCount]:
    return [row for group in figures.groups for row in group.departments]


def _years(figures: MembershipFigures) -> list[tuple[dt.date, int]]:
    """The last day of each year, and the day itself."""
    return [(day, count) for day, count in figures.growth if day.month == 12 or day == figures.on]


def _growth_chart(figures: MembershipFigures) -> dict[str, Any]:
    points = [(day.isoformat(), count) for day, count in figures.growth]
    return charts.line_chart(points, last_label=formats.number_format(figures.total))


def _bar_chart(figures: MembershipFigures) -> dict[str, Any]:
    bars = [
        (str(group.words), row.code or row.name, row.members, _bar_words(row, row.members))
        for group in figures.groups
        for row in group.departments
        if row.members is not None
    ]
    return charts.bar_chart(bars)


def _bar_words(row: DepartmentCount, members: int) -> str:
    if row.share_percent is None:
        return formats.number_format(members)
    share = formats.number_format(round(row.share_percent))
    return _("%(members)s · %(share)s %%") % {
        "members": formats.number_format(members),
        "share": share,
    }


def _growth_words(figures: MembershipFigures) -> str:
    return ngettext(
        "A line of members over time: %(count)s member on %(day)s.",
        "A line of members over time: %(count)s members on %(day)s.",
        figures.total,
    ) % {
        "count": figures.total,
        "day": formats.date_format(figures.on, "DATE_FORMAT"),
    }


def _department_words(figures: MembershipFigures) -> str:
    parts = [
        f"{group.words} {HIDDEN if group.members is None else group.members}"
        for group in figures.groups
    ]
    return _("Bars of members by department. %(groups)s.") % {"groups": ", ".join(parts)}
