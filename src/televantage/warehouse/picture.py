"""Lineage as a picture: what a column is made of, and what is made of it, in the DOT language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterable

from televantage.warehouse.feeds import FEEDS
from televantage.warehouse.keys import tables
from televantage.warehouse.lineage import decided_by, deciding_sources, downstream, lineage
from televantage.warehouse.tracing import PARAMETER, Column


def _shown(place: Column) -> tuple[str, str] | None:
    """Return the feed or table, and the column, under which a place is shown; None for steps in between."""
    if place.table == PARAMETER:
        return "parameter", place.column
    if place.table in tables():
        return place.table, place.column
    feed = place.table.removeprefix("raw_")
    return (f"feed {feed}", place.column) if place.table.startswith("raw_") and feed in FEEDS else None


def _sources(place: Column) -> set[Column]:
    """Return the nearest places that are shown, from which a column comes."""
    found, seen, waiting = set[Column](), set[Column](), list(lineage()[place].sources if place in lineage() else ())
    while waiting:
        source = waiting.pop()
        if source in seen:
            continue
        seen.add(source)
        if _shown(source) is not None:
            found.add(source)
        elif source in lineage():
            waiting += lineage()[source].sources
    return found


def _place(table: str, column: str) -> Column:
    """Return a column of the schema, or of a feed, as the lineage knows it."""
    return Column(f"raw_{table}" if table in FEEDS else table, column)


def _edges(start: Column, decided: frozenset[Column]) -> set[tuple[Column, Column]]:
    """Return the edges from the feeds to a column, and from it, and from what it decides on, to what is made of it."""
    edges, seen, waiting = set[tuple[Column, Column]](), set[Column](), [start]
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        for source in _sources(place) - {place}:
            edges.add((source, place))
            waiting.append(source)
    below = {*downstream(start.table.removeprefix("raw_"), start.column), *decided, start}
    edges |= {(source, place) for place in below for source in _sources(place) & below if source != place}
    return edges


def _decisions(start: Column, decided: frozenset[Column]) -> set[tuple[Column, Column]]:
    """Return the edges from what decides on a column to it; from a column of a feed, to the first it decides on."""
    if not start.table.startswith("raw_"):
        return {(_place(*source), start) for source in deciding_sources(*start)}
    return {(start, place) for place in decided if not _sources(place) & decided}


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "") + '"'


def picture(table: str, column: str) -> str:
    """Return the lineage of a column of the schema, or of a feed, as a DOT document, the column itself in bold.

    Lines go from what a column is made of to it; dashed lines from what else decides on it.
    """
    start = _place(table, column)
    decided = decided_by(table, column) if table in FEEDS else frozenset()
    edges, decisions = sorted(_edges(start, decided)), sorted(_decisions(start, decided))
    places = sorted({start, *(place for edge in [*edges, *decisions] for place in edge)})
    groups: dict[str, list[Column]] = {}
    for place in places:
        shown = _shown(place)
        assert shown is not None
        groups.setdefault(shown[0], []).append(place)
    lines = [
        "digraph lineage {", '  rankdir=LR; bgcolor="transparent"; nodesep=0.12; ranksep=0.9;',
        '  node [shape=box, style="rounded,filled", fontname="sans-serif", fontsize=12, height=0.3, color="#98a2b3"];',
        '  edge [color="#98a2b3", arrowsize=0.6];',
    ]  # fmt: skip
    for number, (name, members) in enumerate(groups.items()):
        lines.append(f'  subgraph cluster{number} {{ label={_quoted(name)}; fontname="sans-serif"; fontsize=12;')
        lines.append(f'    style="rounded,filled"; color="#e4e7ec"; fillcolor="{_colour(name)}";')
        lines += [f"    {_node(place, place == start)};" for place in members]
        lines.append("  }")
    lines += [f"  {_quoted(str(source))} -> {_quoted(str(place))};" for source, place in edges]
    lines += [f"  {_quoted(str(source))} -> {_quoted(str(place))} [style=dashed];" for source, place in decisions]
    return "\n".join([*lines, "}"])


def _node(place: Column, bold: bool) -> str:
    look = 'fillcolor="#0f766e", fontcolor="white"' if bold else 'fillcolor="white"'
    return f"{_quoted(str(place))} [label={_quoted(place.column)}, {look}]"


def _colour(group: str) -> str:
    """Return the colour of a group: feeds, dimensions, facts, aggregates, and the rest."""
    colours = {"feed": "#fef0c7", "dim_": "#e0eaff", "fact": "#ccfbf1", "agg_": "#fce7f3"}
    return colours.get(group[:4], "#f2f4f7")


def made_by_sql() -> Iterable[str]:
    """Return the tables whose columns SQL makes: those that have a picture."""
    return [name for name in tables() if any(lineage()[Column(name, c)].sources for c in tables()[name].columns)]
