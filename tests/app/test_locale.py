"""How numbers are written: a locale changes what a person reads, and no value, link, hash or file."""

from __future__ import annotations

import re
from typing import Any

import brand
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from televantage.charts import charts, specification
from televantage.exports import brief, chart_image
from televantage.scenario import preset_scenario
from televantage.units import BY_ROW, CHOICE, LOCALES, TEXT, UNITS, YEAR_MONTH, Notation, Unit, in_locale, read_number
from tests.support.explorer import choose, explorer, open_app, press, settle, shown, view
from tests.support.pictures import EUROS, flat, gallery, page, placed, text_of

pytestmark = pytest.mark.usefixtures("fewer_customers")
NUMERIC = [unit for unit in UNITS.values() if unit not in (TEXT, CHOICE, YEAR_MONTH, BY_ROW)]
OTHERS = [locale for locale in LOCALES if locale != "en"]
ENGLISH = re.compile(r"(?<![\w.])\d+\.\d{1,2}(?!\d)(?!\.\d)|(?<!\d)[1-9]\d{0,2},\d{3}(?!\d)|\d %")
"""A number that German does not write: a point before one or two digits, a comma before three, a bare per cent sign."""


def opened(**query: str) -> AppTest:
    return explorer(**query).run()


# The pure functions


WRITTEN = [
    ("47.3 M", "47,3 M", "47,3 M", "47.3 M"),
    ("$1.20 bn", "$1,20 bn", "$1,20 bn", "$1.20 bn"),
    ("−$1,234,567.50", "−$1.234.567,50", "−$1\u202f234\u202f567,50", "−$1’234’567.50"),
    ("+2.1 pt", "+2,1 pt", "+2,1 pt", "+2.1 pt"),
    ("95 % of 1,000.", "95\u202f% of 1.000.", "95\u202f% of 1\u202f000.", "95\u202f% of 1’000."),
    ("0.05 → 1.5e-05", "0,05 → 1,5e-05", "0,05 → 1,5e-05", "0.05 → 1.5e-05"),
    ("(1.5×), 2.5; 3.5–4.5", "(1,5×), 2,5; 3,5–4,5", "(1,5×), 2,5; 3,5–4,5", "(1.5×), 2.5; 3.5–4.5"),
]


@pytest.mark.parametrize("case", WRITTEN)
def test_numbers_are_written_as_the_locale_has_them(case: tuple[str, ...]) -> None:
    assert tuple(in_locale(case[0], locale) for locale in LOCALES) == case


NO_NUMBERS = (
    "2026-01", "2026-01-31", "version 1.2.3", "v1.5", "1.5.json", "table-1.5.csv", "month 36.", "3, 4", "3,and",
    "1,2,3", "1,23", "0,123", "12,3456", "127.0.0.1", "price.change", "a_1.5", "dir/1.5", "Tenure, bill", "churn, %",
    "...", "",
)  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_stays(text: str, locale: str) -> None:
    assert in_locale(text, locale) == text
    assert in_locale(f"From {text}", locale) == f"From {text}"


@given(st.text(), st.sampled_from(list(LOCALES)))
def test_a_text_keeps_its_length_and_its_words(text: str, locale: str) -> None:
    found = in_locale(text, locale)
    assert len(found) == len(text) and (locale != "en" or found == text)
    assert all(old == new or old in ".,% " for old, new in zip(text, found, strict=True))


@given(st.sampled_from(NUMERIC), st.floats(-1e13, 1e13), st.sampled_from(list(LOCALES)), st.booleans())
def test_what_is_written_is_read_again(unit: Unit, value: float, locale: str, change: bool) -> None:
    english = unit.show_change(value) if change else unit.show(value)
    assert read_number(in_locale(english, locale), locale) == read_number(english)


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("2,1 %", "de", 0.021), ("1.234,5", "de", 1234.5), ("1.234", "de", 1234.0), ("€1,2 bn", "de", 1.2e9),
        ("1 234,5", "fr", 1234.5), ("−1\u202f234 k", "fr", -1.234e6), ("2,1\u202f%", "fr", 0.021),
        ("1'234.5", "ch", 1234.5), ("CHF 1’234.5", "ch", 1234.5),
    ],
)  # fmt: skip
def test_numbers_are_read_as_the_locale_has_them(text: str, locale: str, value: float) -> None:
    assert read_number(text, locale) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("2.1 %", "de"), ("0.021", "de"), ("1,234.5", "de"), ("1 234", "de"), ("1.2.3", "de"), ("12.34", "fr"),
        ("1.234", "fr"), ("2,1", "ch"), ("1,234", "ch"), ("0,021", "en"), ("1234,567", "en"), ("1’234", "en"),
        ("1_0", "en"),
    ],
)  # fmt: skip
def test_the_mark_of_another_locale_is_refused_and_never_misread(text: str, locale: str) -> None:
    with pytest.raises(ValueError):
        read_number(text, locale)


# Charts, pictures, the brief


@pytest.mark.full
@pytest.mark.parametrize("locale", OTHERS)
@pytest.mark.parametrize("name", charts())
def test_a_chart_writes_every_number_in_the_locale(name: str, locale: str) -> None:
    english = specification(name, gallery()[name], EUROS)
    look = specification(name, gallery()[name], Notation("EUR", locale))
    number, to = look["config"]["locale"]["number"], LOCALES[locale]
    assert (number["decimal"], number["thousands"]) == (to.decimal, to.thousands[0])
    assert number["percent"] == to.percent and number["currency"] == ["€", ""]
    assert look["title"]["subtitle"] == in_locale(english["title"]["subtitle"], locale)
    for key, rows in look["datasets"].items():  # no text with a number is forgotten
        for column in rows.select_dtypes(["object", "string"]):
            pairs = zip(rows[column], english["datasets"][key][column], strict=True)
            assert all(new == in_locale(old, locale) for new, old in pairs if isinstance(old, str)), column
    assert specification(name, gallery()[name], EUROS)["config"] == english["config"]  # nothing is left of the other


@pytest.mark.full
@pytest.mark.parametrize("name", ["mrr_bridge", "survival", "segments", "policies"])
def test_a_picture_is_written_in_the_locale(name: str) -> None:
    svg = chart_image(name, gallery()[name], Notation("EUR", "de"), "svg").decode("utf-8")
    english = chart_image(name, gallery()[name], EUROS, "svg").decode("utf-8")
    texts, before = ([text for text, *_ in placed(each)] for each in (svg, english))
    assert texts != before and not [text for text in texts if re.search(r"\d\.\d{1,2}(?!\d)|\d%", text)]


@pytest.mark.full
@pytest.mark.parametrize("locale", OTHERS)
def test_the_brief_is_written_in_the_locale(locale: str) -> None:
    made = page(locale=locale)
    text = flat(text_of(brief(made)))
    for said in ("47.3 M subscribers", "1,000 customers simulated", "95 % simulation interval"):
        assert flat(in_locale(said, locale)) in text, said
    if locale != "ch":
        assert "47.3M" not in text


# The page


def test_a_choice_changes_what_is_written_and_nothing_else() -> None:
    app = choose(open_app(), "price_war")
    scenario, link = app.code[0].value, dict(app.query_params)
    before = {m.label: m.value for m in app.metric}
    app.selectbox(key="numbers").select("de").run()
    assert not app.exception and "47,3 M subscribers" in shown(app) and "8.000 customers" in shown(app)
    assert {m.label: m.value for m in app.metric} == {label: in_locale(text, "de") for label, text in before.items()}
    assert re.search(r"loses \$\d+,\d+ M of margin", shown(app))
    assert dict(app.query_params) == link | {"numbers": "de"} and app.code[0].value == f"{scenario}&numbers=de"
    assert app.button(key="undo").disabled is False  # the preset; a locale is no step
    app.button(key="undo").click().run()
    assert app.button(key="undo").disabled and app.query_params["numbers"] == "de"
    app.selectbox(key="numbers").select("en").run()
    assert "numbers" not in app.query_params and "47.3 M subscribers" in shown(app)


def test_a_link_brings_the_locale() -> None:
    app = opened(preset="price_war", numbers="fr")
    assert not app.exception and not app.error and app.selectbox(key="numbers").value == "fr"
    assert "8\u202f000 customers" in shown(app) and "The price war" in shown(app)
    app.text_input(key="search").set_value("uplift spread").run()  # the box is not drawn
    assert not [box for box in app.selectbox if box.key == "numbers"] and "8\u202f000 customers" in shown(app)
    app.text_input(key="search").set_value("decimal").run()
    assert app.selectbox(key="numbers").value == "fr" and not app.slider


@pytest.mark.full
@pytest.mark.parametrize("wrong", ["xx", "DE", "", "![x](http://evil.example/y)" * 50])
def test_a_wrong_locale_of_a_link_is_told(wrong: str) -> None:
    app = opened(preset="price_war", numbers=wrong)
    assert not app.exception and len(app.error) == 1 and "The price war" in shown(app)
    told = app.error[0].value
    assert "must be one of en, de, fr, ch." in told.replace("\\", "") and len(told) < 300
    assert not re.search(r"(?<!\\)!\[", told) and "numbers" not in app.query_params
    app.selectbox(key="numbers").select("de").run()
    assert not app.error and app.query_params["numbers"] == "de"


def test_the_brand_says_which_locale_a_page_opens_in(monkeypatch: pytest.MonkeyPatch) -> None:
    found, problems = brand.checked({"locale": "de"})
    assert found["locale"] == "de" and not problems
    wrong, told = brand.checked({"locale": "german"})
    assert wrong["locale"] == "en" and told == ["brand.toml: locale must be one of en, de, fr, ch."]
    monkeypatch.setattr(brand, "brand", lambda: (found, told))
    app = opened()
    assert "47,3 M" in shown(app) and "numbers" not in app.query_params
    assert "locale must be one of" in app.warning[0].value.replace("\\", "")
    app.selectbox(key="numbers").select("en").run()
    assert "47.3 M" in shown(app) and app.query_params["numbers"] == "en"


@pytest.mark.full
def test_goal_seek_reads_what_the_page_writes() -> None:
    app = choose(opened(numbers="de"), "risk_targeting")
    app.button(key="seek roi").click().run()
    for wanted, told in (("0.5", "write it as 2,1\u202f%, 0,021, 1,2 bn"), ("900,5", "gives 900,5")):
        app.text_input(key="seek target roi").set_value(wanted).run()
        press(app, "Solve")
        assert told in app.error[0].value.replace("\\", "")
    app.text_input(key="seek target roi").set_value("0,5").run()
    press(app, "Solve")
    assert not app.exception and "gives ROI = 0,5" in app.success[0].value.replace("\\", "")


@pytest.mark.full
def test_tailoring_shows_the_fit_in_the_locale() -> None:
    app = opened(numbers="de")
    app.button(key="tailor").click().run()
    app.number_input(key="tailor arpu").set_value(24.9)
    app.number_input(key="tailor churn Month-to-month").set_value(45.0)
    app.selectbox(key="tailor currency").select("CAD")
    app.button(key="tailor").click().run()
    app.button(key="tailor solve").click()
    app.button(key="tailor").click().run()  # a dialog is drawn only in a run that opens it
    fit = app.dataframe[0].value.set_index("statistic")
    assert not app.exception and list(fit.loc["ARPU", ["wanted", "got"]]) == ["CA$24,90", "CA$24,90"]
    assert "45,00\u202f% is out of reach" in app.warning[0].value.replace("\\", "")


def written(app: AppTest) -> list[str]:
    """Return every text of the main page that may hold a number, but for what is copied or typed."""
    kinds = ("metric", "caption", "markdown", "info", "warning", "success")
    found = [element for kind in kinds for element in app.main.get(kind)]
    texts = [str(getattr(element, part, "")) for element in found for part in ("label", "value", "delta", "help")]
    tables = [table.value.select_dtypes(["object", "string"]) for table in app.dataframe]
    texts += [str(cell) for table in tables for cell in table.to_numpy().flat]
    return [text.replace("\\", "") for text in texts] + [re.sub(r"<style>.*?</style>", "", shown(app), flags=re.S)]


PAGES: list[tuple[str, dict[str, Any]]] = [
    ("Overview", {}), ("Story", {}), ("Customers & segments", {}), ("Retention", {}), ("Compare", {}), ("Export", {}),
    ("Why", {}), ("Evidence", {}), ("Evidence", {"evidence part": "Fidelity"}),
]  # fmt: skip


@pytest.mark.full
@pytest.mark.parametrize(("title", "parts"), PAGES)
def test_no_number_of_a_page_is_forgotten(title: str, parts: dict[str, Any]) -> None:
    app = view(choose(opened(numbers="de"), "risk_targeting"), title)
    for part, value in parts.items():
        app.button_group(key=part).set_value(value).run()
    for _ in range(4 if title == "Story" else 0):
        app.button(key="story next").click().run()
    settle(app)
    assert not app.exception and [text for text in written(app) if ENGLISH.search(text)] == []
    assert [text for text in written(app) if re.search(r"\d,\d", text)]


@pytest.mark.full
def test_a_table_of_the_files_is_shown_in_the_locale_and_stays_numbers() -> None:
    app = view(opened(numbers="de"), "Evidence")
    app.button_group(key="evidence part").set_value("Tables and definitions").run()
    app.selectbox(key="table").select("survival").run()
    assert not app.exception and app.dataframe[0].value["survival"].dtype == float
    assert re.search(r"0,\d{4}", app.dataframe[0].proto.arrow_data.styler.display_values.decode("latin-1"))


def test_a_locale_is_no_part_of_a_scenario() -> None:
    assert not [path for path in preset_scenario("baseline").flat() if "locale" in path or "numbers" in path]
