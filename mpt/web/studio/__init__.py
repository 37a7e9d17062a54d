"""The studio: where trainers write, translate, record, publish and improve courses."""
