from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from bluestem.front.demo import CAST_WORDS
from bluestem.kit.audience import EVERYONE, audience
from bluestem.members.demo import address_of
from bluestem.members.models import Member


@audience(EVERYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def cast(request: HttpRequest) -> HttpResponse:
    """Show the cast of the demonstration, and sign in as one of them.

    The address exists in a demonstration alone: see bluestem.config.urls.
    """
    if request.method == "POST":
        part = request.POST.get("part", "")
        member = get_object_or_404(Member.objects.active(), address=address_of(part))
        login(request, member, backend=settings.AUTHENTICATION_BACKENDS[0])
        with translation.override(member.language):
            return redirect("front:desk" if member.is_organiser else "front:home")
    people = {member.address: member for member in Member.objects.filter(address__in=_addresses())}
    rows = [
        {"part": part, "member": person, "below": f"{words} · {person.department}"}
        for part, words in CAST_WORDS.items()
        if (person := people.get(address_of(part)))
    ]
    return render(request, "front/demo.html", {"rows": rows})


def _addresses() -> list[str]:
    return [address_of(part) for part in CAST_WORDS]
