"""Pages, as people come to them: one file a view."""
