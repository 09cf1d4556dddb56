"""The table of addresses. French stands under /fr/, English without a prefix."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, include, path

from bluestem.front.views import demo
from bluestem.front.views.health import health
from bluestem.kit.views import sheet

# A demonstration alone has the page where anyone signs in as anyone, and the sheet of components.
demonstration: list[URLPattern] = (
    [path("demo", demo.cast, name="demo"), path("sheet", sheet, name="sheet")]
    if settings.DEMONSTRATION
    else []
)

# Addresses that programs call have one language.
urlpatterns = [
    path("health", health, name="health"),
    path("", include("bluestem.front.urls_machines")),
    path("", include("bluestem.mailroom.urls")),
    path("", include("bluestem.events.urls.machines")),
    *i18n_patterns(
        *demonstration,
        # No two rooms have an address in common; what is asked for most is tried first.
        path("", include("bluestem.events.urls")),
        path("", include("bluestem.members.urls")),
        path("", include("bluestem.announcements.urls")),
        path("", include("bluestem.front.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "bluestem.kit.views.bad_request"
handler403 = "bluestem.kit.views.forbidden"
handler404 = "bluestem.kit.views.not_found"
handler500 = "bluestem.kit.views.server_error"
