"""The headers that every answer carries."""

import base64
import hashlib

from flask import Flask, Response, g

_NO_FRAME = "frame-ancestors 'none'"
PAGE_HEADERS = "mpt.page_headers"
"""Names the extension that holds the headers of every page, for pages that a phone keeps."""


def init_app(app: Flask, inline_style: str) -> None:
    """Send security headers with every answer of `app`; `inline_style` is the one stylesheet that pages may hold."""
    digest = base64.b64encode(hashlib.sha256(inline_style.encode()).digest()).decode()
    for_pages = "; ".join(
        (
            "default-src 'none'",
            f"style-src 'self' 'sha256-{digest}'",
            "script-src 'self'",
            "img-src 'self'",
            "media-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            _NO_FRAME,
        )
    )
    every = {
        "X-Content-Type-Options": "nosniff",
        # Not no-referrer: it would make older browsers say `Origin: null` on our own forms.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    app.extensions[PAGE_HEADERS] = {"Content-Security-Policy": for_pages, **every}
    is_https = app.config["MPT"].public_url.startswith("https:")

    def send(response: Response) -> Response:
        # Older browsers show a PDF by scripts and styles of their own, which the policy for pages would stop.
        is_page = response.mimetype == "text/html"
        response.headers["Content-Security-Policy"] = _with_frames(for_pages) if is_page else _NO_FRAME
        response.headers.update(every)
        if is_https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        # Whoever may listen says so itself; no other page hears, sees or locates anybody.
        response.headers.setdefault("Permissions-Policy", "microphone=(), camera=(), geolocation=()")
        # Whatever doesn't say that it's for everyone is for one person, and stays in no cache of a shared phone.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    app.after_request(send)


def show_frames() -> None:
    """Let the page that answers this request show pages of ours in frames."""
    g.shows_frames = True


def be_framed() -> None:
    """Let the page that answers this request stand in a frame of a page of ours; no script of it runs there."""
    g.is_framed = True


def _with_frames(policy: str) -> str:
    if "is_framed" in g:
        return policy.replace(_NO_FRAME, "frame-ancestors 'self'").replace("script-src 'self'", "script-src 'none'")
    return f"{policy}; frame-src 'self'" if "shows_frames" in g else policy
