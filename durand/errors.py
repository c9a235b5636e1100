"""What can be wrong, said to a person: each message names what, where, and what to do."""


class DataError(ValueError):
    """Something in ``data/`` is wrong."""


class LedgerError(DataError):
    """A row of the ledger cannot be resolved."""


class FigureError(ValueError):
    """A figure record is incomplete or says what its rows do not; the message names the field."""


class ReleaseError(RuntimeError):
    """A release cannot be made; nothing was changed."""
