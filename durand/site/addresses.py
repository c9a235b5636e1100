"""Where things are in the site: pages by what they hold, and public addresses."""

from __future__ import annotations

from sphinx.environment import BuildEnvironment

from durand.site.state import state

FIGURES = "figures"
DATA = "data"


def holds(env: BuildEnvironment, what: str) -> None:
    """Note that the page being read holds something that others lead to."""
    state(env).addresses[what] = env.docname


def page(env: BuildEnvironment, what: str) -> str:
    """Return the page that holds something, as Sphinx names it; ``""`` where none does."""
    return state(env).addresses.get(what, "")


def way(env: BuildEnvironment, docname: str, what: str) -> str:
    """Return the way from a page to the one that holds something; ``""`` where none does."""
    target = page(env, what)
    return env.app.builder.get_relative_uri(docname, target) if target else ""


def root(docname: str) -> str:
    """Return the way from a page to the site root."""
    return "../" * docname.count("/")


def public(env: BuildEnvironment, path: str) -> str:
    """Return a public address for a path from the site root, or the path where there is none."""
    base = env.config.html_baseurl
    return f"{base.rstrip('/')}/{path}" if base else path
