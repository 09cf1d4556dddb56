from django.http import HttpRequest, JsonResponse

from bluestem.kit.audience import EVERYONE, audience


@audience(EVERYONE)
def health(request: HttpRequest) -> JsonResponse:
    """Say that the site answers."""
    return JsonResponse({"status": "ok"})
