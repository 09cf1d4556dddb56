from django.urls import path

from bluestem.events.views import importing

RUN = "desk/events/import/<uuid:run_id>"

urlpatterns = [
    path("desk/events/import", importing.desk_import, name="desk_import"),
    path(RUN, importing.desk_import_run, name="desk_import_run"),
    path(f"{RUN}/columns", importing.desk_import_columns, name="desk_import_columns"),
    path(f"{RUN}/start", importing.desk_import_start, name="desk_import_start"),
    path(f"{RUN}/remove", importing.desk_import_remove, name="desk_import_remove"),
]
