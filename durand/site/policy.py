"""The Content-Security-Policy: a page loads nothing from elsewhere."""

from __future__ import annotations

import hashlib
from base64 import b64encode


def _sha(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(*, style: str = "", script: str = "") -> str:
    """Return the policy of a page: of inline sheets and scripts it lets one each pass, or none."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' {_sha(script)}" if script else "script-src 'self'",
            f"style-src 'self' {_sha(style)}" if style else "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
        ]
    )
