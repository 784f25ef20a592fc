"""Addresses of releases."""

from django.urls import path

from tawthiq.web.releases import views

app_name = "releases"
urlpatterns = [
    path("", views.list_releases, name="list"),
    path("publish/", views.publish, name="publish"),
    path("<int:number>/", views.show_release, name="release"),
    path("<int:number>/tables/<slug:name>/", views.show_table_of_release, name="table"),
    path("<int:number>/files/<path:path>", views.download, name="file"),
]
