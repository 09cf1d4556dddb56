from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    name = "bluestem.announcements"
