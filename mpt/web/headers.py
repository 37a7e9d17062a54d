"""The headers that every answer carries."""

import base64
import hashlib

from flask import Flask, Response


def init_app(app: Flask, inline_style: str) -> None:
    """Send security headers with every answer of `app`; `inline_style` is the one stylesheet that pages may hold."""
    digest = base64.b64encode(hashlib.sha256(inline_style.encode()).digest()).decode()
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{digest}'",
            "script-src 'self'",
            "img-src 'self'",
            "media-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )

    def send(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        # Not no-referrer: it would make older browsers say `Origin: null` on our own forms.
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        # Whatever doesn't say that it's for everyone is for one person, and stays in no cache of a shared phone.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    app.after_request(send)
