from django.urls import path

from bluestem.members.views import account, joining, settings

urlpatterns = [
    path("join", joining.join, name="join"),
    path("join/sent", joining.join_sent, name="join_sent"),
    path("join/again", joining.join_again, name="join_again"),
    path("join/confirm/<uuid:joining_id>", joining.join_confirm, name="join_confirm"),
    path("join/welcome", joining.join_done, name="join_done"),
    path("join/waiting", joining.join_waiting, name="join_waiting"),
    path("sign-in", account.sign_in, name="sign_in"),
    path("sign-in/code", account.sign_in_code, name="sign_in_code"),
    path("sign-in/again", account.sign_in_again, name="sign_in_again"),
    path("sign-in/once/<str:token>", account.sign_in_once, name="sign_in_once"),
    path("sign-out", account.sign_out, name="sign_out"),
    path("settings", settings.settings, name="settings"),
    path("settings/lists", settings.settings_lists, name="settings_lists"),
    path("settings/language", settings.settings_language, name="settings_language"),
    path("settings/sessions", settings.settings_sessions, name="settings_sessions"),
    path(
        "settings/consents/<int:consent_id>/withdraw",
        settings.consent_withdraw,
        name="consent_withdraw",
    ),
    path("settings/address", settings.address, name="address"),
    path("settings/address/<uuid:change_id>", settings.address_confirm, name="address_confirm"),
    path("settings/data", settings.own_data, name="own_data"),
    path("settings/leave", settings.leave, name="leave"),
    path("settings/erase", settings.erase, name="erase"),
]
