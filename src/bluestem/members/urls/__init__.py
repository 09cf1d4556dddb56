"""The addresses of people: the way in and out, the directory, the desk's pages, the import."""

from bluestem.members.urls import account, importing, people

app_name = "members"
urlpatterns = [*account.urlpatterns, *people.urlpatterns, *importing.urlpatterns]
