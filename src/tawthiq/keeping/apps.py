"""The one Django app that holds models."""

from django.apps import AppConfig


class KeepingConfig(AppConfig):
    """Registers `tawthiq.keeping` under the label ``keeping``."""

    name = "tawthiq.keeping"
    label = "keeping"
    default_auto_field = "django.db.models.BigAutoField"
