from django.urls import path

from bluestem.mailroom import views

app_name = "mailroom"
urlpatterns = [path("stop/<str:token>", views.stop, name="stop")]
