"""The table of addresses. French stands under /fr/, English without a prefix."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from bluestem.front.views.health import health

# Addresses that programs call have one language.
urlpatterns = [
    path("health", health, name="health"),
    path("", include("bluestem.mailroom.urls")),
    *i18n_patterns(
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
