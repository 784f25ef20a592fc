"""Addresses of the styleguide."""

from django.urls import path

from tawthiq.web.styleguide import views

app_name = "styleguide"
urlpatterns = [
    path("", views.show_components, name="index"),
    path("progress/", views.show_progress, name="progress"),
]
