"""Tests, as stories with a fixed cast (see `tests.cast`)."""
