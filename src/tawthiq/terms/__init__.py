"""The words of the field: frozen data that every room speaks in. Imports nothing of ours."""
