"""Addresses of sealed identities and of the key-holders' tools."""

from django.urls import path

from tawthiq.web.sealing import adding, keys, opening

app_name = "sealing"
urlpatterns = [
    path("sealed/", opening.list_sealed, name="list"),
    path("sealed/ask/", opening.ask, name="ask"),
    path("sealed/requests/<uuid:opening_id>/", opening.show_request, name="request"),
    path("sealed/requests/<uuid:opening_id>/answer/", opening.answer, name="answer"),
    path("sealed/requests/<uuid:opening_id>/items/", opening.take_items, name="items"),
    path("sealed/requests/<uuid:opening_id>/file/", opening.take_file, name="file"),
    path("sealed/requests/<uuid:opening_id>/station/", opening.take_for_station, name="for_station"),
    path("sealed/interviews/<uuid:source_id>/", adding.add, name="add"),
    path("sealed/interviews/<uuid:source_id>/file/", adding.receive_file, name="add_file"),
    path("sealed/interviews/<uuid:source_id>/in-clear/", adding.receive_in_clear, name="in_clear"),
    path("keys/", keys.show_keys, name="keys"),
    path("keys/publish/", keys.publish, name="publish"),
    path("keys/batch/", keys.take_batch, name="batch"),
    path("keys/batch/keep/", keys.keep_batch, name="keep_batch"),
    path("keys/drill/", keys.begin, name="begin_drill"),
    path("keys/drill/<uuid:drill_id>/", keys.take_drill, name="drill"),
    path("keys/drill/<uuid:drill_id>/answer/", keys.answer, name="answer_drill"),
]
