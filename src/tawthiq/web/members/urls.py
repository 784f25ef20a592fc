"""Addresses of members."""

from django.urls import path

from tawthiq.web.members import views

app_name = "members"
urlpatterns = [
    path("", views.list_members, name="list"),
    path("add/", views.add, name="add"),
    path("<uuid:member_id>/", views.change, name="change"),
]
