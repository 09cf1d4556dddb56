from bluestem.announcements.models import Announcement
from bluestem.kit.examples import first_key, shows


@shows("announcements")
def example(_view: str, parameter: str) -> object:
    """Return an announcement."""
    return first_key(Announcement.objects.all()) if parameter == "announcement_id" else None
