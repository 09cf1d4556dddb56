from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

# What a room may hold for others to find; each registers itself when it is imported.
DISCOVERED = ("letters", "receivers", "sweeps", "attention", "figures", "examples")


class KitConfig(AppConfig):
    name = "bluestem.kit"

    def ready(self) -> None:
        autodiscover_modules(*DISCOVERED)
