"""Pages in other languages: what they follow, what is checked on them, and what fell behind."""

from __future__ import annotations

from sphinx.environment import BuildEnvironment

from durand.prose.languages import Language, languages


def language_of(env: BuildEnvironment, docname: str) -> Language | None:
    """Return the language of a page by the folder that it lies in, or ``None`` for English."""
    return languages().get(docname.partition("/")[0]) if "/" in docname else None
