"""Are parts that only show something one component, and is all that may be answered to left as it is?"""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.components.drawn import Drawn, as_drawn, drawn


def rows(count: int) -> list[html.Li]:
    return [html.Li(html.Strong(str(n))) for n in range(count)]


def test_a_part_without_an_id_is_one_component_with_all_its_words() -> None:
    link = dcc.Link("Midtown", href="/neighborhood?neighborhood=midtown", className="place")
    part = as_drawn(html.Ul([*rows(2), html.Li([link, " and more"])], **{"aria-label": "Places"}))
    assert isinstance(part, Drawn)
    assert part.tree["type"] == "Ul"
    assert part.tree["props"]["aria-label"] == "Places"
    last = part.tree["props"]["children"][-1]["props"]["children"]
    assert last == [{"type": "Link", "props": link.to_plotly_json()["props"]}, " and more"]


def test_what_may_be_answered_to_stays_a_component_and_the_rest_beside_it_is_drawn() -> None:
    button = html.Button("Save", id="save")
    part = as_drawn(html.Section([html.Ul(rows(3)), html.Div([html.P("Now"), button])]))
    assert isinstance(part, html.Section)
    listed, form = part.children
    assert isinstance(listed, Drawn)
    assert form.children[1] is button
    # One element is not worth a component around it.
    assert isinstance(form.children[0], html.P)
    for kept in (
        dcc.Link("All", href="/incidents", refresh=True),
        dcc.Graph(figure={}),
        html.Details(rows(2), n_clicks=0),
    ):
        assert as_drawn(html.Div([kept, html.Ul(rows(2))])).children[0] is kept


def test_each_output_of_a_callback_is_drawn_by_itself() -> None:
    @drawn
    def show(search: str) -> tuple[Any, ...]:
        return html.Ul(rows(3)), None, [html.P("a"), html.Ul(rows(2))], {"search": search}, "words"

    listed, nothing, parts, data, words = show("?x=1")
    assert isinstance(listed, Drawn)
    assert (nothing, data, words) == (None, {"search": "?x=1"}, "words")
    assert isinstance(parts[0], html.P)
    assert isinstance(parts[1], Drawn)
    assert show.__name__ == "show"


def test_what_was_drawn_is_left_as_it_is() -> None:
    part = as_drawn(html.Section([html.Ul(rows(3)), html.Button("Save", id="save")]))
    again = as_drawn(part)
    assert again is part
    assert [type(each) for each in again.children] == [Drawn, html.Button]
