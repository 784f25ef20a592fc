"""Tables, charts, maps, small-cell suppression and the release bundle with its manifest."""
