from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from bluestem.kit.audience import EVERYONE, audience


@audience(EVERYONE)
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say that the site answers."""
    return JsonResponse({"status": "ok"})
