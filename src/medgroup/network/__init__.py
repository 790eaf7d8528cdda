"""Network status: by contract and by listing, on a day, over time, and for everyone at once."""

from medgroup.network.answer import Link, NetworkStatus, Path, PathKind, Standing, Status, Step
from medgroup.network.rosters import Roster, RosterRow, roster
from medgroup.network.status import network_standing, network_status
from medgroup.network.timeline import Interval, Timeline, status_timeline

__all__ = [
    "Interval",
    "Link",
    "NetworkStatus",
    "Path",
    "PathKind",
    "Roster",
    "RosterRow",
    "Standing",
    "Status",
    "Step",
    "Timeline",
    "network_standing",
    "network_status",
    "roster",
    "status_timeline",
]


def __dir__() -> list[str]:
    return __all__
