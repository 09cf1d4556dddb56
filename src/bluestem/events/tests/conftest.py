from django.conf import settings

collect_ignore_glob = [] if "bluestem.events" in settings.INSTALLED_APPS else ["test_*.py"]
