"""Where things are in the site: pages by what they hold, and public addresses."""

from __future__ import annotations

import re

from sphinx.environment import BuildEnvironment

from durand.errors import DataError
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


def check(base: str) -> None:
    """Refuse a public address that is none.

    Raises
    ------
    DataError
        If it is given, and does not begin with a scheme and a host.
    """
    if base and not re.fullmatch(r"https?://[^\s/?#{}<>\"\\]+(/[^\s?#{}<>\"\\]*)?", base):
        raise DataError(
            f"_config.yml, html: baseurl (or BASE_URL): {base!r} is no public address. Write the "
            "whole of it, such as https://example.org/book/, or leave it blank."
        )


def address(env: BuildEnvironment, path: str) -> str:
    """Return the public address of a path from the site root; ``""`` where the site has none.

    What is taken elsewhere holds this or nothing: a path is dead once it is pasted.
    """
    base = env.config.html_baseurl
    return f"{base.rstrip('/')}/{path}" if base else ""


def repository(address: str) -> str:
    """Return ``owner/name`` of a repository on GitHub; ``""`` where no address is given.

    Raises
    ------
    DataError
        If the address is given, and is not that of a repository there.
    """
    found = re.fullmatch(r"https://github\.com/([\w-]+/[\w.-]+?)(?:\.git|/)?", address)
    if address and not found:
        raise DataError(
            f"_config.yml, repository_address: {address!r} is no repository that Binder and "
            "Codespaces can open. Write https://github.com/owner/name, or leave it blank."
        )
    return found[1] if found else ""
