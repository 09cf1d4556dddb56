"""The addresses of the desk's pages about mail."""

from django.urls import path

from bluestem.front.views import mailings

urlpatterns = [
    path("desk/mailings", mailings.mailing_list, name="mailing_list"),
    path("desk/mailings/<uuid:mailing_id>", mailings.mailing, name="mailing"),
    path(
        "desk/mailings/<uuid:mailing_id>/<str:deed>", mailings.mailing_change, name="mailing_change"
    ),
    path("desk/outbox", mailings.outbox, name="outbox"),
    path("desk/outbox/<int:delivery_id>", mailings.delivery, name="delivery"),
    path("desk/outbox/<int:delivery_id>/mail", mailings.delivery_mail, name="delivery_mail"),
]
