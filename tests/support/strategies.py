"""Hypothesis strategies read from the declarations: the whole declared space."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from televantage.scenario import Parameter, Scenario, parameters


def values(p: Parameter) -> st.SearchStrategy[Any]:
    """Return a strategy for every allowed value of a parameter, its bounds and default often."""
    if p.kind == "choice":
        return st.sampled_from(p.choices)
    if p.kind == "month":
        return st.builds("{:04d}-{:02d}".format, st.integers(2000, 2099), st.integers(1, 12))
    low, high = p.param.low, p.param.high
    assert low is not None and high is not None
    if p.kind == "int":
        return st.one_of(st.just(p.default), st.integers(int(low), int(high)))
    return st.one_of(st.just(p.default), st.sampled_from([low, high]), st.floats(low, high, allow_subnormal=False))


def changes(*prefixes: str, without: tuple[str, ...] = ("setting.subscribers",)) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for changes of any of the parameters whose path starts with one of the prefixes."""
    known = {p: values(q) for p, q in parameters().items() if p.startswith(prefixes or ("",)) and p not in without}
    return st.fixed_dictionaries({}, optional=known)


def scenarios(*prefixes: str) -> st.SearchStrategy[Scenario]:
    """Return a strategy for scenarios; horizons up to 30 months, to keep the tests quick."""
    horizon = st.integers(1, 30)
    return st.builds(
        lambda c, h: Scenario().override({**c, "setting.horizon": h}),
        changes(*prefixes, without=("setting.subscribers", "setting.horizon")),
        horizon,
    )
