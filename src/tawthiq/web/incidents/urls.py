"""Addresses of incidents."""

from django.urls import path

from tawthiq.web.incidents import reviewing, views

app_name = "incidents"
urlpatterns = [
    path("", views.list_incidents, name="list"),
    path("link/", reviewing.link, name="link"),
    path("review/", reviewing.go_to_next, name="review"),
    path("review/<int:pair_id>/", reviewing.show_pair, name="pair"),
    path("review/<int:pair_id>/judge/", reviewing.judge, name="judge"),
    path("review/undo/", reviewing.undo, name="undo"),
    path("<uuid:incident_id>/", views.show_incident, name="incident"),
]
