"""Addresses of the review."""

from django.urls import path

from tawthiq.web.review import views

app_name = "review"
urlpatterns = [
    path("", views.go_to_next, name="next"),
    path("<int:pair_id>/", views.show_pair, name="pair"),
    path("<int:pair_id>/judge/", views.judge, name="judge"),
    path("undo/", views.undo, name="undo"),
]
