from bluestem.community.models import Page
from bluestem.kit.examples import first_key, shows
from bluestem.mailroom.models import Delivery, Mailing


@shows("front")
def example(_view: str, parameter: str) -> object:
    """Return a mailing, a delivery, or one of the community's own pages."""
    if parameter == "slug":
        return Page.Slug.PRIVACY.value
    rows = {"mailing_id": Mailing.objects.all(), "delivery_id": Delivery.objects.all()}
    return first_key(rows[parameter]) if parameter in rows else None
