"""Addresses of the review."""

from django.urls import path

from tawthiq.web.review import second, views

app_name = "review"
urlpatterns = [
    path("", views.go_to_next, name="next"),
    path("<int:pair_id>/", views.show_pair, name="pair"),
    path("<int:pair_id>/judge/", views.judge, name="judge"),
    path("<int:pair_id>/second/", views.ask_second, name="second"),
    path("undo/", views.undo, name="undo"),
    path("conflicts/", second.list_conflicts, name="conflicts"),
    path("conflicts/<uuid:record_a>/<uuid:record_b>/", second.show_conflict, name="conflict"),
    path("conflicts/<uuid:record_a>/<uuid:record_b>/settle/", second.settle, name="settle"),
]
