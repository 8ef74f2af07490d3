"""What the winner goes by: how much its AUC drops when a feature is shuffled among the judged customers.

Permutation importance (Breiman 2001, doi:10.1023/A:1010933404324): it tells what the model uses, not what causes churn,
and features that say the same share their importance. Its interval is DeLong's for the difference of two AUCs of the
same customers (DeLong, DeLong & Clarke-Pearson 1988, doi:10.2307/2531595).
"""

from __future__ import annotations

import numpy as np

from televantage.learning.features import FEATURES, Floats, owners
from televantage.learning.judging import Estimate, by_score
from televantage.learning.models import Fitted
from televantage.learning.sample import Part
from televantage.simulation.block import Flags
from televantage.simulation.grading import NORMAL_95
from televantage.simulation.streams import bits

SHUFFLES = 3


def placements(chance: Floats, left: Flags) -> tuple[Floats, Floats]:
    """Return, for each leaver, the share of stayers with a lower score, and for each stayer, of leavers with a higher.

    Ties count half; the mean of either is the AUC.
    """
    order, first = by_score(chance)
    ties = np.diff(first, append=len(order))

    def below(who: Flags) -> Floats:
        inside = np.add.reduceat(who[order], first, dtype=np.int64)
        share = 1.0 - (np.cumsum(inside) - inside / 2) / max(who.sum(), 1)
        found = np.empty(len(order))
        found[order] = np.repeat(share, ties)
        return found

    return below(~left)[left], 1.0 - below(left)[~left]


def importances(winner: Fitted, judge: Part, seed: int) -> list[Estimate]:
    """Return the importance of each feature with its 95 % interval, in points of AUC; 0 where all or none left."""
    seen, left, owner = judge.seen, judge.left, owners()
    if left.all() or not left.any():
        return [Estimate(0.0, 0.0, 0.0)] * len(FEATURES)
    whole = placements(winner.chance(seen), left)
    draws = (bits(seed, "learning.permutation", shuffle * len(left), len(left), 32) for shuffle in range(SHUFFLES))
    orders = [np.argsort(draw, kind="stable") for draw in draws]
    found = []
    for place in range(len(FEATURES)):
        columns, drops = owner == place, [np.zeros(len(part)) for part in whole]
        for order in orders:
            shuffled = seen.copy()
            shuffled[:, columns] = seen[np.ix_(order, columns)]
            worse = placements(winner.chance(shuffled), left)
            drops = [drop + (b - a) / SHUFFLES for drop, b, a in zip(drops, whole, worse, strict=True)]
        error = NORMAL_95 * float(np.sqrt(sum(part.var() / len(part) for part in drops)))
        drop = float(drops[0].mean())
        found.append(Estimate(drop, drop - error, drop + error))
    return found
