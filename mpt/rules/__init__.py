"""What is decided, as pure functions on plain values: no web, no database, no clock."""
