"""Addresses of reported figures."""

from django.urls import path

from tawthiq.web.figures import timeline, views

app_name = "figures"
urlpatterns = [
    path("", views.list_figures, name="list"),
    path("timeline/", timeline.show_timeline, name="timeline"),
    path("events/<uuid:event_id>/decide/", timeline.decide, name="decide_event"),
    path("<uuid:figure_id>/place/", views.choose, name="place"),
    path("<uuid:figure_id>/", views.show_figure, name="figure"),
    path("<uuid:figure_id>/decide/", views.decide, name="decide"),
    path("<uuid:figure_id>/split/", views.split, name="split"),
    path("<uuid:figure_id>/unsplit/", views.unsplit, name="unsplit"),
]
