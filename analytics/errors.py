"""What went wrong, in words that say what to do next.

Every error a user can meet is one of these. The message names the thing (file, column, feed), what is wrong with it, and
the next step; a traceback is for programming mistakes only.
"""


class CrimeStatsError(Exception):
    """Base of every error that a user, not a programmer, is meant to read."""


class SettingsError(CrimeStatsError):
    """A setting is missing, malformed or not allowed."""


class FeedError(CrimeStatsError):
    """A feed, or its definition, cannot be read as described."""


class ContractError(CrimeStatsError):
    """A table does not have the columns or values that its contract promises."""


class LayerError(CrimeStatsError):
    """A polygon layer cannot be read, or is not usable as it is."""


class StoreError(CrimeStatsError):
    """A snapshot is missing, damaged, or of another version."""


class ClusterError(CrimeStatsError):
    """The machines that a run was to be shared with are out of reach, or not what the run needs."""


class SelectionError(CrimeStatsError):
    """A selection names an offense, a neighborhood or a period that does not exist."""


class RecordError(CrimeStatsError):
    """What somebody decided cannot be written down like this, or the records cannot be reached."""


class RecordsOutOfReachError(RecordError):
    """The records cannot be reached, whatever is asked of them."""


class NoRecordsError(RecordsOutOfReachError):
    """Nothing was written down so far: there is no database, or it has no tables yet."""


class ReportHeldError(CrimeStatsError):
    """The preflight lets no report be written: as long as `needs_name`, a name that acknowledges its flags is enough."""

    def __init__(self, message: str, *, needs_name: bool = False) -> None:
        super().__init__(message)
        self.needs_name = needs_name
