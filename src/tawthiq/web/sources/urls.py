"""Addresses of sources."""

from django.urls import path

from tawthiq.web.sources import adding, views

app_name = "sources"
urlpatterns = [
    path("", views.list_sources, name="list"),
    path("import/", adding.receive_list, name="import_list"),
    path("import/<uuid:exhibit_id>/", adding.preview_list, name="preview"),
    path("report/", adding.add_report, name="add_report"),
    path("<uuid:source_id>/", views.show_source, name="source"),
    path("<uuid:source_id>/rows/", views.show_rows, name="rows"),
    path("<uuid:source_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:source_id>/withdraw-consent/", views.withdraw_consent, name="withdraw_consent"),
    path("read-again/", views.read_all_again, name="read_all_again"),
    path("ask-model/", views.ask_model, name="ask_model"),
    path("<uuid:source_id>/read-again/", views.read_again, name="read_again"),
    path("<uuid:source_id>/move/", views.move, name="move"),
    path("<uuid:source_id>/repeats/", views.say_repeats, name="repeats"),
]
