"""Rules are pure, so these tests need neither a web nor a database."""
