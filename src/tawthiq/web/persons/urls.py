"""Addresses of persons."""

from django.urls import path

from tawthiq.web.persons import views

app_name = "persons"
urlpatterns = [
    path("", views.list_persons, name="list"),
    path("<uuid:person_id>/", views.show_person, name="person"),
    path("<uuid:person_id>/verify/", views.verify, name="verify"),
]
