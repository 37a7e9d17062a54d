"""Tables, migrations and engines, on SQLite and on PostgreSQL."""
