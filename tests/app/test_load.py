"""Many people at once, and one for long: every move is answered, to whom it belongs, and memory stays in bounds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from outcome import LIVE_CUSTOMERS
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.sync.client import ClientConnection, connect

from scripts.gallery import server
from televantage.interfaces import to_link
from televantage.measures import FIGURES, Outcome, measures
from televantage.scenario import Scenario, preset, preset_scenario
from televantage.simulation import simulate

MOVES = 8
VIEWS = ("Price & competition", "Customers & segments", "Retention", "Story", "Compare")
LEVERS = (
    ("price.change", -0.5, 0.01, 101), ("competitor.gap", 0.0, 0.01, 59), ("competitor.exposed", 0.05, 0.05, 19),
)  # fmt: skip
"""Path, first value, step and number of values of what is moved."""
RUN, CACHES, SESSION, FLAT = 26, 4 * 24 + 32 * 1, 10, 25
"""Megabytes: of a simulation while it runs; of all that is kept, four simulations and the tables of 32 scenarios; of a
session's history and what the allocator keeps for it; and by how much a warm server may still grow."""
HELD = {
    "slider": ("value", "double_array_value"), "number_input": ("value", "double_value"),
    "text_input": ("value", "string_value"), "selectbox": ("raw_value", "string_value"),
    "radio": ("raw_value", "string_value"), "multiselect": ("raw_values", "string_array_value"),
    "button_group": ("raw_values", "string_array_value"),
}  # fmt: skip
"""By kind of widget, where the server writes its value, and where the browser does."""

SESSIONS = 25
"""At once."""
LONG, WARM = 500, 150
"""Moves of a long session, and those after which it is warm."""

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("load")]


def held(kind: str, e: Any) -> WidgetState:
    """Return the value that a widget is drawn with, as the browser states it."""
    source, target = HELD[kind]
    name = source if e.set_value else "default"
    value = getattr(e, name)
    if target.endswith("array_value"):
        value = {"data": value}
    elif not e.HasField(name):
        value = None
    elif source == "raw_value" and name == "default":
        value = e.options[value]
    elif kind == "number_input" and e.data_type == e.INT:
        target, value = "int_value", int(value)
    return WidgetState(**{"id": e.id, target: value})


class Client:
    """A tab of a browser, as far as the server can tell: it sends the state of all its widgets, each time."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.query, self.page, self.fragment = "", "", ""
        self.widgets: dict[str, WidgetState] = {}
        self.metrics: dict[str, str] = {}
        self.scenario = preset_scenario("baseline")

    @classmethod
    @contextmanager
    def open(cls, port: str) -> Iterator[Client]:
        """Open the page, and close it in the end."""
        with connect(f"ws://127.0.0.1:{port}/_stcore/stream", max_size=None) as socket:
            client = cls(socket)
            client.run()
            yield client

    def move(self, path: str, value: float) -> None:
        self.widget(f"parameter {path}").double_array_value.data[:] = [value]
        self.scenario = self.scenario.override({path: value})
        self.run()

    def choose(self, view: str) -> None:
        self.widget("view").string_value = view
        self.run()

    def settle(self) -> None:
        while self.fragment:  # work beside the page that is not done; the page looks as often
            time.sleep(0.5)
            self.run(fragment_id=self.fragment, is_auto_rerun=True)

    def widget(self, key: str) -> WidgetState:
        return next(widget for name, widget in self.widgets.items() if name.endswith(f"-{key}"))

    def run(self, **more: Any) -> None:
        """Send the state of every widget and read the whole answer; the address bar must hold this very scenario."""
        widgets = WidgetStates(widgets=self.widgets.values())
        state = ClientState(query_string=self.query, page_script_hash=self.page, widget_states=widgets, **more)
        self.socket.send(BackMsg(rerun_script=state).SerializeToString())
        drawn, done = dict(self.widgets), None
        while done in (None, ForwardMsg.FINISHED_EARLY_FOR_RERUN):  # which is when a part of the page asks for all
            message = ForwardMsg.FromString(self.socket.recv(120, decode=False))  # seconds
            kind = message.WhichOneof("type")
            if kind == "new_session" and not message.metadata.run.fragment_ids:
                self.page, self.fragment, drawn = message.new_session.page_script_hash, "", {}
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "auto_rerun":
                self.fragment = message.auto_rerun.fragment_id
            elif kind == "delta" and message.delta.HasField("new_element"):
                self.draw(message.delta.new_element, drawn)
            elif kind == "script_finished":
                done = message.script_finished
        assert done in (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
        self.widgets = drawn
        link = to_link("baseline", preset("baseline"), self.scenario)
        assert dict(parse_qsl(self.query)) == link | {"view": self.widget("view").string_value}

    def draw(self, element: Any, drawn: dict[str, WidgetState]) -> None:
        """Take over a figure, or a widget; the server sets the value of one that is on the page only if it says so."""
        kind = element.WhichOneof("type")
        e = getattr(element, kind)
        assert kind != "exception", e
        if kind == "metric":
            self.metrics[e.label] = e.body
        elif kind in HELD:
            drawn[e.id] = self.widgets[e.id] if e.id in self.widgets and not e.set_value else held(kind, e)


@pytest.fixture
def port() -> Iterator[str]:
    with server() as address:
        yield address.rsplit(":", 1)[1]


@cache
def process(port: str) -> Path:
    for found in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            if f"--server.port\0{port}\0".encode() in (found / "cmdline").read_bytes():
                return found
    pytest.skip("there is no /proc here, where the memory of a server is read")


def memory(port: str, name: str = "VmRSS") -> float:
    """Return the megabytes of memory that a server takes, or took at most (VmHWM)."""
    return int((process(port) / "status").read_text("utf-8").split(f"{name}:")[1].split()[0]) / 1024


def lever(move: int, person: int = 0) -> tuple[str, float]:
    """Return the lever of a person's move, and where it goes."""
    path, first, step, count = LEVERS[move % len(LEVERS)]
    return path, round(first + step * ((person * MOVES + move) % count), 2)


def figures(scenario: Scenario) -> set[tuple[str, str]]:
    """Return figures of a scenario as they are written, worked out here."""
    rows = measures()["headline"].measure(Outcome(simulate(scenario, LIVE_CUSTOMERS))).set_index("figure")["scenario"]
    shown = ("churn_12m", "customers_lost", "mrr_end", "margin")
    return {(FIGURES[name].label, FIGURES[name].unit.show(rows[name])) for name in shown}


def test_many_sessions_at_once_are_answered_each_with_its_own(port: str) -> None:
    with Client.open(port):
        first = memory(port)

    def visit(person: int) -> Client:
        with Client.open(port) as client:
            for move in range(MOVES):
                client.move(*lever(move, person))
                if move == MOVES // 2:
                    client.choose(VIEWS[person % len(VIEWS)])
            client.settle()
            client.choose("Overview")
            return client

    with ThreadPoolExecutor(SESSIONS) as people:
        clients = list(people.map(visit, range(SESSIONS)))
    most, last = memory(port, "VmHWM"), memory(port)
    assert len({client.query for client in clients}) == SESSIONS
    assert [who.query for who in clients if not who.metrics.items() >= figures(who.scenario)] == []
    assert most < first + CACHES + SESSIONS * RUN, f"{first:.0f} MB grew to {most:.0f} MB for a moment"
    assert last < first + CACHES + SESSIONS * SESSION, f"{first:.0f} MB grew to {last:.0f} MB"


def test_a_long_session_takes_no_more_memory_than_a_short_one(port: str) -> None:
    taken: dict[str, float] = {}
    with Client.open(port) as client:
        for move in range(LONG):
            client.move(*lever(move))
            taken[client.query] = memory(port)
    assert len(taken) == LONG  # no scenario comes twice; it would be in a cache
    warm, last = (min(list(taken.values())[end - 50 : end]) for end in (WARM, LONG))  # between two runs
    assert last < warm + FLAT, f"{warm:.0f} MB grew to {last:.0f} MB"
