"""Addresses of incidents."""

from django.urls import path

from tawthiq.web.incidents import views

app_name = "incidents"
urlpatterns = [
    path("", views.list_incidents, name="list"),
    path("<uuid:incident_id>/", views.show_incident, name="incident"),
]
