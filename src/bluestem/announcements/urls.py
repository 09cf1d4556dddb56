from django.urls import path

from bluestem.announcements import views

app_name = "announcements"
ONE = "desk/announcements/<uuid:announcement_id>"
urlpatterns = [
    path("desk/announcements", views.announcement_list, name="announcement_list"),
    path("desk/announcements/new", views.announcement_new, name="announcement_new"),
    path("desk/announcements/preview", views.announcement_preview, name="announcement_preview"),
    path(ONE, views.announcement, name="announcement"),
    path(f"{ONE}/check", views.announcement_check, name="announcement_check"),
    path(f"{ONE}/mail/<str:language>", views.announcement_mail, name="announcement_mail"),
    path(f"{ONE}/ask", views.announcement_ask, name="announcement_ask"),
    path(f"{ONE}/withdraw", views.announcement_withdraw, name="announcement_withdraw"),
    path(f"{ONE}/release", views.announcement_release, name="announcement_release"),
    path(f"{ONE}/take-back", views.announcement_take_back, name="announcement_take_back"),
    path(f"{ONE}/discard", views.announcement_discard, name="announcement_discard"),
    path(f"{ONE}/copy", views.announcement_copy, name="announcement_copy"),
]
