"""Address of the first page."""

from django.urls import path

from tawthiq.web.overview import views

app_name = "overview"
urlpatterns = [path("", views.show_overview, name="home")]
