"""Reference tables in Markdown, from the declarations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from televantage import quality
from televantage.exports import DASHBOARD, dashboard_files, fields_of, written
from televantage.measures import measures
from televantage.scenario import parameters, sections
from televantage.simulation.campaign_rows import KEY_COLUMNS, LOG_COLUMNS
from televantage.simulation.observed import COLUMNS as CUSTOMER_COLUMNS
from televantage.units import Column


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def parameter_table() -> str:
    """Return one table a section: every parameter with its role, default, bounds, sentence and reference."""
    parts = []
    for section, model in sections().items():
        rows = [
            (f"`{p.path}`", p.label, p.param.role, p.default, p.allowed, p.sentence, p.param.reference)
            for p in parameters().values()
            if p.section == section
        ]
        head = ("Path", "Label", "Role", "Default", "Allowed", "What it is", "Reference")
        parts.append(f"### {model.title} (`{section}`)\n\n{model.__doc__}\n\n{_table(head, rows)}")
    return "\n\n".join(parts)


def _columns(columns: Mapping[str, Column]) -> str:
    rows = [
        (f"`{name}`", c.unit.name, c.unit.decimals if c.unit.decimals else "", c.sentence)
        for name, c in columns.items()
    ]
    return _table(("Field", "Unit", "Decimals", "What it is"), rows)


def measure_table() -> str:
    """Return a table of the files of a bundle that hold a measure."""
    rows = [(f"`{name}.json`", (m.__doc__ or "").splitlines()[0], m.GRAIN) for name, m in measures().items()]
    return _table(("File", "What it answers", "Grain"), rows)


def check_table() -> str:
    """Return a table of the checks of the fidelity report."""
    rows = [
        (f"`{name}`", check.CLAIM, f"± {check.UNIT.show_change(check.TOLERANCE).lstrip('+')}")
        for name, check in quality.checks().items()
    ]
    return _table(("Check", "Claim", "Tolerance"), rows)


def dashboard_table() -> str:
    """Return the dictionary of the dashboard's six files."""
    parts = []
    for file, module in dashboard_files().items():
        fields = {path: field for path, field in fields_of(module.CONTENT) if not path.startswith("about")}
        rows = [
            (f"`{path}`", how.unit.name if (how := written(field)) else "", how.decimals if how else "",
             " ".join((field.description or "").split()))
            for path, field in fields.items()
        ]  # fmt: skip
        about = " ".join((module.CONTENT.__doc__ or "").split())
        parts.append(
            f"### `{DASHBOARD}/{file}`\n\n{about}\n\n{_table(('Field', 'Unit', 'Decimals', 'What it is'), rows)}"
        )
    return "\n\n".join(parts)


def dictionary_table() -> str:
    """Return the dictionary of every row of every file of a bundle."""
    parts = [
        f"### `{name}.json`\n\n{m.__doc__}\nGrain: {m.GRAIN}.\n\n{_columns(m.COLUMNS)}"
        for name, m in measures().items()
    ]
    parts.append(
        f"### `fidelity.json`\n\nThe simulated base against the sample behind its calibration.\n"
        f"Grain: {quality.GRAIN}.\n\n{_columns(quality.COLUMNS)}"
    )
    parts.append(
        f"### `customers.json`\n\nThe first 200 customers, as an operator sees them.\n\n{_columns(CUSTOMER_COLUMNS)}"
    )
    parts.append(
        "### `observed_log.csv`\n\nThe campaign log of `--format campaign`: one row per customer active when the "
        f"offer is made.\n\n{_columns(LOG_COLUMNS)}"
    )
    parts.append(
        "### `answer_key.csv`\n\nThe truth about it, apart: one row per simulated customer. Months and margins are "
        f"of the one realisation.\n\n{_columns(KEY_COLUMNS)}"
    )
    return "\n\n".join(parts)
