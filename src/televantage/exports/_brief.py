"""The brief: a scenario on one page, to be left behind after a meeting; it is drawn from measures, as the screen is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from televantage import __version__
from televantage.exports._images import BADGE, PRIMARY, chart_module, drawing
from televantage.exports._sheet import HIGH, INK, LINE, QUIET, WIDE, Box, Pen, Sheet, blank
from televantage.exports._side import Part, again, assumptions
from televantage.exports._typesetting import LEADING, UNKNOWN, fitted, known
from televantage.measures import FIGURES
from televantage.scenario import Parameter, Scenario, UsageError, parameters, preset_scenario, sections
from televantage.scenario.errors import shown
from televantage.scenario.offer import NO_LIMIT
from televantage.simulation.prepare import effective
from televantage.units import CUSTOMERS, LOG_HAZARD, LOG_ODDS, MONTHS, MONTHS_MEAN, RATIO, Notation

TILES = ("churn_12m", "customers_lost", "mrr_end", "revenue_at_risk", "margin")
SPENT, NOT_SPENT = ("saved_customers", "roi"), ("churn_monthly", "customers_end")
"""The last two tiles, where money is spent on retention and where none is."""
BETTER, WORSE = "#0065a0", "#b54708"
MOST_CHARTS = 4
PIXEL = 0.58
"""Points of a chart's pixel."""
EDGE, GAP = 28.0, 9.0
SIDE = 222.0
"""Width of the column beside the charts."""
ROLES = ("lever", "assumption", "setting")
BARE = (CUSTOMERS, LOG_HAZARD, LOG_ODDS, MONTHS, MONTHS_MEAN, RATIO)
"""Units whose values do not say what they are."""


@dataclass(frozen=True)
class Brief:
    """What stands on the page.

    ``loaded`` is the scenario as it was loaded, under ``loaded_name``, before anything was changed; ``rows`` is the
    table of the headline; ``charts`` are up to four names with the tables of their measures; ``link`` opens the
    scenario, and ``command`` makes its numbers again, with the same number of simulated ``customers``. Numbers are
    written as the ``locale`` has them; texts that are given stand as they are.
    """

    title: str
    story: str
    sentence: str
    scenario: Scenario
    loaded: Scenario
    loaded_name: str
    rows: pd.DataFrame
    charts: Sequence[tuple[str, pd.DataFrame]]
    link: str
    command: str
    customers: int
    brand: str = "TeleVantage"
    primary: str = PRIMARY
    locale: str = "en"

    @property
    def notation(self) -> Notation:
        """How numbers are written: amounts in the scenario's currency."""
        return Notation(self.scenario.setting.currency, self.locale)

    @property
    def figures(self) -> dict[str, dict[str, Any]]:
        """The rows of the headline by figure."""
        return {str(row["figure"]): row for row in self.rows.to_dict("records")}


def _value(page: Brief, parameter: Parameter, value: Any) -> str:
    if parameter.kind in ("choice", "month"):
        return str(value)
    if parameter.path == "offer.budget" and value >= NO_LIMIT:
        return "no limit"
    return page.notation.write(parameter.param.unit.show(value))


def _values(page: Brief, parameter: Parameter, before: Any, now: Any) -> str:
    """Return a changed value as a person reads it: from → to; in full where rounding would hide the change."""
    there, here = (_value(page, parameter, value) for value in (before, now))
    return f"{there} → {here}" if there != here else page.notation.write(f"{before} → {now}")


def _label(parameter: Parameter) -> str:
    unit = parameter.param.unit
    named = f"{sections()[parameter.section].title}: {parameter.label}"
    return f"{named} ({unit.name})" if unit in BARE else named


def _changed(page: Brief, before: Scenario, now: Scenario) -> list[tuple[str, str]]:
    """Return the parameters in which two scenarios differ, levers first: a label, and the value before and now."""
    old, new = before.flat(), now.changes_from(before)
    found = sorted((parameters()[path] for path in new), key=lambda parameter: ROLES.index(parameter.param.role))
    return [(_label(p), _values(page, p, old[p.path], new[p.path])) for p in found]


def _assumed(page: Brief) -> list[Part]:
    """Return what is assumed: what was changed from the preset, and what the preset changes in business as usual."""
    parts = [
        ("Changed from the preset", _changed(page, page.loaded, page.scenario)),
        ("The preset against business as usual", _changed(page, preset_scenario("baseline"), page.loaded)),
    ]
    return [part for part in parts if part[1]] or [("Business as usual: nothing is changed", [])]


def _head(page: Brief, sheet: Sheet) -> float:
    """Draw the title with its badge, facts, sentence and story; return where they end."""
    setting = page.scenario.setting
    badge = Pen(9, True, "#7a2e0e")
    wide = badge.width(BADGE) + 20
    sheet.box(Box(0, 0, WIDE, 7), page.primary)
    sheet.box(Box(WIDE - EDGE - wide, 22, wide, 18), "#fef0c7", radius=8.5)
    sheet.text(WIDE - EDGE - wide + 10, 25, BADGE, badge)
    room = WIDE - 2 * EDGE
    title, beside = known(page.title), room - wide - 20
    on_one_line = [size for size in (23, 21, 19, 17) if Pen(size, True).width(title) <= beside]
    size, lines = fitted(title, beside, 46, on_one_line or (18, 16, 14), True)
    y = sheet.lines(EDGE, 18, lines, Pen(size, True)) + 2
    facts = (
        f"As of {setting.as_of} · {CUSTOMERS.show(setting.subscribers)} subscribers · "
        f"{setting.horizon} month{'s' * (setting.horizon > 1)} · "
        f"{page.customers:,} customers simulated · amounts in {setting.currency}"
    )
    y = sheet.lines(EDGE, y, [page.notation.write(facts)], Pen(9, colour=QUIET)) + 5
    size, lines = fitted(known(page.sentence), room, 48, (12.5, 11.5, 10.5, 9.5, 8.5), True)
    y = sheet.lines(EDGE, y, lines, Pen(size, True)) + 2
    size, lines = fitted(known(page.story), room, 40, (10, 9.5, 9, 8.5, 8))
    return sheet.lines(EDGE, y, lines, Pen(size)) + 9


def _difference(page: Brief, name: str) -> tuple[str, str]:
    """Return the line below a figure, its difference to the baseline, and its colour."""
    figure, row = FIGURES[name], page.figures[name]
    if name == "roi":
        payback = page.figures["payback_month"]["scenario"]
        return ("not paid back" if math.isnan(payback) else f"payback in month {payback:.0f}"), QUIET
    if not figure.both:
        return "against no retention", QUIET
    change, low, high = (row[f"difference{end}"] for end in ("", "_low", "_high"))
    if change == 0:
        return "as the baseline", QUIET
    said = page.notation.write(figure.unit.show_change(change))
    if low <= 0 <= high:
        return f"{said} · luck?", QUIET
    good = figure.better * change > 0
    return f"{'▲' if change > 0 else '▼'} {said}", (BETTER if good else WORSE) if figure.better else INK


def _tile(page: Brief, sheet: Sheet, box: Box, name: str) -> None:
    """Draw a headline figure: its label, value, difference to the baseline and interval."""
    figure, row = FIGURES[name], page.figures[name]
    value, low, high = (
        "—" if math.isnan(row[f"scenario{end}"]) else page.notation.write(figure.unit.show(row[f"scenario{end}"]))
        for end in ("", "_low", "_high")
    )
    sheet.box(box, "#ffffff", LINE, 4)
    left, room = box.left + 8, box.width - 14
    line, colour = _difference(page, name)
    written = (
        (5.5, figure.label, (8.5, 7.5), False, QUIET),
        (16.0, value, (17.0, 15.0, 13.0), True, INK),
        (38.0, line, (8.5, 7.5, 6.5), True, colour),
        (50.0, f"{low} to {high}", (7.5, 6.5, 5.5), False, QUIET),
    )
    for down, text, sizes, bold, ink in written:
        size, lines = fitted(text, room, sizes[0] * LEADING, sizes, bold)
        sheet.text(left, box.top + down, lines[0], Pen(size, bold, ink))


def _tiles(page: Brief, sheet: Sheet, top: float) -> float:
    """Draw the row of tiles; return where it ends."""
    spent = page.figures["programme_cost"]["scenario"] > 0
    names = (*TILES, *(SPENT if spent else NOT_SPENT))
    width = (WIDE - 2 * EDGE - (len(names) - 1) * GAP) / len(names)
    for place, name in enumerate(names):
        _tile(page, sheet, Box(EDGE + place * (width + GAP), top, width, 64), name)
    return top + 64 + GAP


def _charts(page: Brief, sheet: Sheet, box: Box) -> None:
    """Draw the charts in a grid that fills a box."""
    columns = 2 if len(page.charts) > 2 else 1
    rows = math.ceil(len(page.charts) / columns)
    wide, high = (box.width - (columns - 1) * GAP) / columns, (box.height - (rows - 1) * GAP) / rows
    for place, (name, table) in enumerate(page.charts):
        card = Box(box.left + place % columns * (wide + GAP), box.top + place // columns * (high + GAP), wide, high)
        sheet.box(card, "#ffffff", LINE, 4)
        inside = card.inner(6)
        size = (round(inside.width / PIXEL), round(inside.height / PIXEL))
        margin = dict.fromkeys(("left", "right", "top", "bottom"), 2)
        svg = drawing(name, table, page.notation, size, page.primary, margin)
        module = chart_module(name)
        sheet.picture(inside, svg, page.notation.write(f"{module.TITLE}. {module.QUESTION}"))


def _foot(page: Brief, sheet: Sheet) -> None:
    """Draw what the page is made of and how to read it."""
    pen, top = Pen(6.5, colour=QUIET), HIGH - 29
    note = (
        "All customers are simulated. Tiles: value, difference to the baseline (the same customers without the levers) "
        "and 95 % simulation interval; luck?: the difference may be chance."
    )
    made = f"{page.brand} · televantage {__version__} · scenario {effective(page.scenario).hash}"
    source = f"from {page.loaded_name} · seed {page.scenario.setting.seed}"
    if UNKNOWN in known(page.title + page.story + page.sentence + page.brand):
        note += f" {UNKNOWN}: a letter that this page's font lacks."
    sheet.text(EDGE, top, page.notation.write(note), pen)
    sheet.text(EDGE, top + pen.leading, made, pen)
    sheet.right(WIDE - EDGE, top + pen.leading, source, pen)


def brief(page: Brief) -> bytes:
    """Return the brief as a PDF of one page; the same input, the same bytes.

    It is dated by the scenario's as-of month, never by the clock.

    Raises
    ------
    UsageError
        If there is no chart or more than four, a chart or colour does not exist, the link is no web address, or the
        extra ``brief`` is not installed.
    """
    if not 1 <= len(page.charts) <= MOST_CHARTS:
        raise UsageError(f"A brief has 1 to {MOST_CHARTS} charts, not {len(page.charts)}.")
    if page.link and not page.link.startswith(("http://", "https://")):
        raise UsageError(f"The link is {shown(page.link)}, but must begin with http:// or https://.")
    year, month = (int(part) for part in page.scenario.setting.as_of.split("-"))
    with blank(known(page.title), datetime(year, month, 1, tzinfo=UTC), f"televantage {__version__}") as sheet:
        top = _tiles(page, sheet, _head(page, sheet))
        body = Box(EDGE, top, WIDE - 2 * EDGE, HIGH - 36 - top)
        _charts(page, sheet, Box(body.left, body.top, body.width - SIDE - 1.5 * GAP, body.height))
        side = Box(body.right - SIDE, body.top + 2, SIDE, body.height - 2)
        end = again(sheet, side, page.link, page.command, page.primary)
        assumptions(sheet, Box(side.left, side.top, side.width, end - GAP - side.top), _assumed(page))
        _foot(page, sheet)
        return sheet.done()
