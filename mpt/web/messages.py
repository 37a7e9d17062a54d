"""Messages that are chosen in code and shown by a template."""


def N_(message: str) -> str:  # noqa: N802 - the name by which Babel finds messages
    """Mark a message for the catalogues; the page that shows it says it in its reader's language."""
    return message
