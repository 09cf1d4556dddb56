"""Addresses that calendars fetch: one language, no prefix."""

from django.urls import path

from bluestem.events.views import calendars

app_name = "event_feeds"
urlpatterns = [
    path("events.ics", calendars.all_ics, name="all_ics"),
    path("events/series/<str:slug>.ics", calendars.series_ics, name="series_ics"),
    path("calendar/<str:secret>.ics", calendars.personal_ics, name="personal_ics"),
]
