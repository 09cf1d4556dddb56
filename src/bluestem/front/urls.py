from django.urls import include, path

from bluestem.community.models import Page
from bluestem.front.views import audit, desk, figures, home, pages, settings

app_name = "front"
urlpatterns = [
    path("", home.home, name="home"),
    path("team", home.team, name="team"),
    *[
        path(slug, home.page, {"slug": slug}, name=f"page_{slug}")
        for slug in (Page.Slug.CONDUCT, Page.Slug.PRIVACY, Page.Slug.ACCESSIBILITY)
    ],
    path("desk", desk.desk, name="desk"),
    path("desk/pages", pages.page_list, name="page_list"),
    path("desk/pages/<slug:slug>", pages.page_edit, name="page_edit"),
    path("desk/settings", settings.community_settings, name="community_settings"),
    path("desk/audit", audit.audit, name="audit"),
    path("desk/audit/check", audit.audit_check, name="audit_check"),
    path("figures/members", figures.member_figures, name="member_figures"),
    path("figures/members.csv", figures.member_figures_csv, name="member_figures_csv"),
    path("figures/members.png", figures.member_figures_png, name="member_figures_png"),
    path("", include("bluestem.front.urls_mail")),
]
