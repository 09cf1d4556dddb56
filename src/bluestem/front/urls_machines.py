"""Addresses that programs ask for: they have one language."""

from django.urls import path

from bluestem.front.views import machines

urlpatterns = [
    path("brand.css", machines.brand, name="brand"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("favicon.ico", machines.favicon, name="favicon"),
    path("fr", machines.french_home, name="french_home"),
]
