"""Ways to run the map over blocks; each has the signature of ``map``."""

from televantage.engines.processes import processes

__all__ = ["processes"]
