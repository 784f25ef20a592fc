"""Addresses of counts and estimates."""

from django.urls import path

from tawthiq.web.results import views

app_name = "results"
urlpatterns = [
    path("", views.show_home, name="home"),
    path("count/", views.count, name="count"),
    path("estimate/", views.estimate, name="estimate"),
    path("link/", views.link, name="link"),
    path("<uuid:result_id>/", views.show_result, name="result"),
    path("<uuid:result_id>/ask/", views.ask_to_export, name="ask"),
    path("<uuid:result_id>/<int:place>.<str:kind>", views.download, name="table"),
]
