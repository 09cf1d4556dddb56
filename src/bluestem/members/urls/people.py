from django.urls import URLPattern, path

from bluestem.members.views import departments, desk_members, directory, member, profile, roles

DESK = "desk/members/<str:member_id>"

urlpatterns: list[URLPattern] = [
    path("members", directory.directory, name="directory"),
    path("members/<str:member_id>", member.member, name="member"),
    path("departments", directory.department_list, name="department_list"),
    path("settings/profile", profile.profile, name="profile"),
    path("settings/profile/as/<str:eyes>", profile.profile_preview, name="profile_preview"),
    path("desk/members", desk_members.desk_members, name="desk_members"),
    path("desk/members/export", desk_members.directory_export, name="directory_export"),
    path(DESK, desk_members.desk_member, name="desk_member"),
    path(f"{DESK}/approve", desk_members.joining_approve, name="joining_approve"),
    path(f"{DESK}/decline", desk_members.joining_decline, name="joining_decline"),
    path(f"{DESK}/deactivate", desk_members.member_deactivate, name="member_deactivate"),
    path(f"{DESK}/reactivate", desk_members.member_reactivate, name="member_reactivate"),
    path(f"{DESK}/affiliation", desk_members.member_affiliation, name="member_affiliation"),
    path(f"{DESK}/give-role", roles.role_give, name="role_give"),
    path("desk/roles", roles.role_list, name="role_list"),
    path("desk/roles/<int:role_id>/end", roles.role_end, name="role_end"),
    path("desk/departments", departments.desk_departments, name="desk_departments"),
    path("desk/institutions", departments.desk_institutions, name="desk_institutions"),
    path("desk/interests", departments.desk_interests, name="desk_interests"),
    *[
        path(
            f"desk/{kind}/<str:item_id>",
            departments.listed_edit,
            {"kind": kind},
            name=f"{listed.name}_edit",
        )
        for kind, listed in departments.KINDS.items()
    ],
    *[
        path(
            f"desk/{kind}/<str:item_id>/remove",
            departments.listed_remove,
            {"kind": kind},
            name=f"{listed.name}_remove",
        )
        for kind, listed in departments.KINDS.items()
    ],
]
