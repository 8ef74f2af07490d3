"""The four kinds among those offered it: how many, and their money."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import INK, LEGEND, MONEY_AXIS, ZERO, finish, is_offered, no_offer, of
from televantage.units import CUSTOMERS, SHARE

TITLE = "The four kinds"
QUESTION = "Who are the customers offered it, and where does the money go?"
MEASURE = "four_kinds"
VIEW = "Retention"
ORDER = 3
ENTRIES = {"margin brought": "#0072b2", "discount": "#f3b48b", "contact": "#d55e00"}

shape = is_offered


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the amounts by kind, the label of each kind with its customers, and zero."""
    labels = [
        f"{kind} · {CUSTOMERS.show(round(n))} ({SHARE.show(share)})"
        for kind, n, share in zip(table["kind"], table["customers"], table["share"], strict=True)
    ]
    parts = [
        pd.DataFrame({"kind": table["kind"], "label": labels, "entry": entry, "amount": values})
        for entry, values in zip(ENTRIES, (table["margin"], -table["discount"], -table["contact"]), strict=True)
    ]
    return {
        "rows": pd.concat(parts, ignore_index=True),
        "net": table[["kind", "net", "meaning", "customers"]].assign(label=labels),
        "zero": ZERO,
    }


def chart(offered: bool) -> alt.Chart:
    """Return stacked amounts a kind, with the net as a mark."""
    if not offered:
        return no_offer(TITLE, QUESTION, "rows", "net")
    axis = alt.Axis(labelFontSize=13, labelColor=INK, ticks=False, domain=False, labelLimit=260)
    y = alt.Y("label:N", title=None, sort=None, axis=axis)
    colours = alt.Scale(domain=list(ENTRIES), range=list(ENTRIES.values()))
    bars = (
        of()
        .mark_bar(opacity=0.9)
        .encode(
            y=y,
            x=alt.X("amount:Q", title=None, axis=MONEY_AXIS),
            color=alt.Color("entry:N", scale=colours, legend=LEGEND),
            tooltip=["kind:N", "entry:N", alt.Tooltip("amount:Q", format="$,.0f")],
        )
    )
    net = (
        of("net")
        .mark_point(shape="diamond", filled=True, size=120, opacity=1, color=INK, stroke="white")
        .encode(
            y=y,
            x="net:Q",
            tooltip=[
                "kind:N",
                "meaning:N",
                alt.Tooltip("net:Q", format="$,.0f"),
                alt.Tooltip("customers:Q", format=",.0f"),
            ],
        )
    )
    nothing = of("zero").mark_rule(color=INK, strokeWidth=1).encode(x="zero:Q")
    return finish(bars + nothing + net, TITLE, QUESTION + " ◆ net")
