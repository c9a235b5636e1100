"""What can be wrong, said to a person: each message names what, where, and what to do."""


class DataError(ValueError):
    """Something in ``data/`` is wrong: each argument is one problem, and its text a line."""

    MOST = 50
    """Problems that are told in full."""

    def __str__(self) -> str:
        """Return all problems, and of too many the first and how many more there are."""
        rest = len(self.args) - self.MOST
        more = [f"({rest} more problems.)"] if rest > 0 else []
        return "\n".join([*map(str, self.args[: self.MOST]), *more])


class LedgerError(DataError):
    """A row of the ledger cannot be resolved."""


class FigureError(ValueError):
    """A figure record is incomplete or says what its rows do not; the message names the field."""


class StageError(RuntimeError):
    """A stage of a command failed, or cannot begin: the message says which, and what to do."""


class ReleaseError(RuntimeError):
    """A release cannot be made; nothing was changed."""
