"""Answers that may be asked for in parts, as players do: iPhones play nothing that can't be, and seeking needs it."""

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable


def in_parts(data: bytes, mimetype: str, etag: str) -> Response:
    """Answer with these bytes, or with the one part of them that is asked for. `etag` names exactly these bytes."""
    response = Response(data, mimetype=mimetype)
    response.set_etag(etag)
    try:
        response.make_conditional(request, accept_ranges=_asks_for_one_part(len(data)), complete_length=len(data))
    except RequestedRangeNotSatisfiable:
        # No page of ours: a player reads the length, and nobody the words.
        response = Response(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
    response.accept_ranges = "bytes"
    return response


def _asks_for_one_part(length: int) -> bool:
    """Say whether the request's Range is one that we answer. Any other is passed over, and the whole is sent."""
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return False
    start, _end = asked.ranges[0]
    # The last so many bytes, more than there are: the whole.
    return start is not None and start >= -length
