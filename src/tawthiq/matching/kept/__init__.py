"""A linkage kept for later, so that a new list is linked to it in seconds instead of linking all again.

`keep` a linkage, write it to a folder, open it with `read_kept` and `link_new` list after list::

    from tawthiq import matching
    matching.write_kept(matching.keep(frame, matching.link(frame)), folder)
    added = matching.link_new(matching.read_kept(folder), new_frame)
    matching.write_kept(added.kept(), folder)
"""
