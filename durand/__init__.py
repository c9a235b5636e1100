"""The library that the chapters, the site and the tests of a publication share."""

import sys

if not (3, 11) <= sys.version_info < (3, 15):
    raise SystemExit(
        f"This book runs on Python 3.11 to 3.14; this is {sys.version.split()[0]}. "
        "Install one of those and run `make book PYTHON=/path/to/it`."
    )

from durand.publication import Publication

__all__ = ["Publication"]
