"""The helpline: writing to it, answering, deleting, counting."""
