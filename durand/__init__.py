"""The numbers of a publication, with who claims them; and what its chapters and site share.

Begin anywhere in the publication's folder, or below it::

    from durand import Publication

    book = Publication.find()
    book.ledger["attacks-2024-crss"]  # a number: what, where, when, who, and where it was read
    book.ledger.frame(origin="crss", period="2024")  # numbers as a table (pandas)
    book.load("evidence")  # a whole table of data/; book.data.names lists them

On a command line: ``python -m durand`` lists what can be done.
"""

import sys

if not (3, 11) <= sys.version_info < (3, 15):
    raise SystemExit(
        f"This book runs on Python 3.11 to 3.14; this is {sys.version.split()[0]}. "
        "Install one of those (python.org), and make the environment with it: "
        "`make book PYTHON=/path/to/it`, or by hand `/path/to/it -m venv .venv`."
    )

try:
    from durand.publication import Publication
except KeyboardInterrupt:
    if sys.argv[0] != "-m":  # as it is while `python -m durand` imports this; else it is a library
        raise
    print("Stopped.", file=sys.stderr)
    raise SystemExit(130) from None

__all__ = ["Publication"]
