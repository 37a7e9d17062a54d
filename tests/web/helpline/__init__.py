"""The helpline's pages."""
