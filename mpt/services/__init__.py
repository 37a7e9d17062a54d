"""Use cases: one function each, on plain values and a session. They never see a request and never commit."""
