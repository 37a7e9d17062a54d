"""The helpline's pages: the worker's, the counsellors', and what the office learns of them."""
