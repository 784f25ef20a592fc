"""The pages as a part of Django, and the one thing they refuse to start with."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class WebConfig(AppConfig):
    """The pages."""

    name = "tawthiq.web"
    label = "web"

    def ready(self) -> None:
        """Refuse (ImproperlyConfigured) to start with DEBUG: its error pages show settings, queries and testimony."""
        if settings.DEBUG:
            raise ImproperlyConfigured("DEBUG is on; Tawthiq does not start with it. Remove it from the settings.")
