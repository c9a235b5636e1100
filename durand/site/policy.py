"""The Content-Security-Policy: a page loads nothing from elsewhere."""

from __future__ import annotations

import hashlib
from base64 import b64encode


def _sha(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(*, style: str = "") -> str:
    """Return the policy of a page without inline scripts, with one inline sheet or none."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' {_sha(style)}" if style else "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
        ]
    )
