"""What was sent with a form."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with, an empty one too; None where nothing was sent."""
    return request.POST if request.method == "POST" else None
