"""Map shapes and their names, as data. `scripts/vendor.py` renews the outlines."""
