from django.urls import path

from bluestem.events.views import calendars, desk, figures, mails, public, running

app_name = "events"
ONE = "desk/events/<str:slug>"
urlpatterns = [
    path("events", public.event_list, name="event_list"),
    path("events/mine", public.my_events, name="my_events"),
    path("events/mine/calendar", calendars.calendar_open, name="calendar_open"),
    path("events/mine/calendar/end", calendars.calendar_close, name="calendar_close"),
    path("events/<str:slug>.ics", calendars.event_ics, name="event_ics"),
    path("events/<str:slug>", public.event, name="event"),
    path("events/<str:slug>/register", public.register, name="register"),
    path("events/<str:slug>/cancel", public.cancel, name="cancel"),
    path("events/<str:slug>/request", public.place_request, name="place_request"),
    path("offers/<str:token>", mails.offer, name="offer"),
    path("registrations/<str:token>", mails.own_registration, name="own_registration"),
    path("places/<str:token>", mails.confirm_place, name="confirm_place"),
    path("figures/events", figures.event_figures, name="event_figures"),
    path("desk/events", desk.desk_events, name="desk_events"),
    path("desk/events/new", desk.desk_new, name="desk_new"),
    path("desk/series", running.series_list, name="series_list"),
    path("desk/series/new", running.series_new, name="series_new"),
    path("desk/series/<str:slug>", running.series_edit, name="series_edit"),
    path(ONE, desk.desk_event, name="desk_event"),
    path(f"{ONE}/edit", desk.desk_edit, name="desk_edit"),
    path(f"{ONE}/propose", desk.desk_propose, name="desk_propose"),
    path(f"{ONE}/withdraw", desk.desk_withdraw, name="desk_withdraw"),
    path(f"{ONE}/approve", desk.desk_approve, name="desk_approve"),
    path(f"{ONE}/call-off", desk.desk_call_off, name="desk_call_off"),
    path(f"{ONE}/discard", desk.desk_discard, name="desk_discard"),
    path(f"{ONE}/copy", desk.desk_copy, name="desk_copy"),
    path(f"{ONE}/announce", desk.desk_announce, name="desk_announce"),
    path(f"{ONE}/places", desk.desk_places, name="desk_places"),
    path(f"{ONE}/registrations", running.registration_list, name="registration_list"),
    path(
        f"{ONE}/registrations/<uuid:registration_id>/cancel",
        running.registration_cancel,
        name="registration_cancel",
    ),
    path(f"{ONE}/door", running.door, name="door"),
    path(f"{ONE}/door/<uuid:registration_id>", running.check_in, name="check_in"),
    path(f"{ONE}/speakers", running.speaker_add, name="speaker_add"),
    path(f"{ONE}/speakers/<int:speaker_id>", running.speaker_step, name="speaker_step"),
    path(f"{ONE}/to-dos", running.to_do_add, name="to_do_add"),
    path(f"{ONE}/to-dos/<int:to_do_id>", running.to_do_tick, name="to_do_tick"),
]
