"""Addresses of counts and estimates."""

from django.urls import path

from tawthiq.web.results import displaced, division, views

app_name = "results"
urlpatterns = [
    path("", views.show_home, name="home"),
    path("count/", views.count, name="count"),
    path("estimate/", views.estimate, name="estimate"),
    path("link/", views.link, name="link"),
    path("<uuid:result_id>/", views.show_result, name="result"),
    path("<uuid:result_id>/ask/", views.ask_to_export, name="ask"),
    path("<uuid:result_id>/table/", division.divide, name="divide"),
    path("<uuid:result_id>/cell/", division.cell, name="cell"),
    path("<uuid:result_id>/ready/<slug:name>/", division.ready, name="ready"),
    path("<uuid:result_id>/displacement/", displaced.displacement, name="displacement"),
    path("<uuid:result_id>/again/", division.again, name="again"),
    path("<uuid:result_id>/<slug:name>-<int:place>.<str:kind>", division.download, name="file"),
    path("<uuid:result_id>/<int:place>.<str:kind>", views.download, name="table"),
]
