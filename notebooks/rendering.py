"""How does a notebook become a page that loads nothing from the network? Run, then turned into HTML beside its script and styles.

A page shows the snapshot that it was made from, as the police see it: it is not for publication. The charts are drawn by the
script of the installed plotly, copied beside the pages; a content-security policy forbids every other address.
"""

from __future__ import annotations

import json
import re
import shutil
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from plotly.offline import get_plotlyjs

FOLDER = Path(__file__).parent
PLOTLY = "application/vnd.plotly.v1+json"
SCRIPTS = ("plotly.min.js", "draw.js")
POLICE = "Police data: not for publication."
POLICY = (
    "default-src 'none'; script-src 'self' blob:; worker-src blob:; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; connect-src 'self' data: blob:; font-src 'self' data:"
)


def notebooks() -> list[Path]:
    """List the notebooks in their order."""
    return sorted(FOLDER.glob("*.ipynb"))


def run(path: Path, data_dir: Path, *, timeout: int = 300) -> NotebookNode:
    """Run a notebook on the snapshot in service of a data folder, and give it with its outputs.

    Raises nbclient's CellExecutionError for a cell that fails.
    """
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=timeout,
        resources={"metadata": {"path": path.parent}},
        # Else it warns on every start that other accounts of this machine could read along.
        extra_arguments=["--log-level=ERROR"],
    )
    client.create_kernel_manager()
    client.km.kernel_spec.env["CRIME_DATA_DIR"] = str(data_dir.resolve())
    client.execute()
    return notebook


def title_of(notebook: NotebookNode) -> str:
    """Give the question that a notebook begins with."""
    return str(notebook.cells[0].source.splitlines()[0].lstrip("# "))


def write_pages(ran: dict[str, NotebookNode], out: Path, *, data_words: str) -> Path:
    """Write a page for each notebook that was run, and the index of them; give the index.

    `ran` holds the notebooks by file name; `data_words` say which data they are about, at the foot of every page.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / "plotly.min.js").write_text(get_plotlyjs(), encoding="utf-8")
    for name in ("draw.js", "page.css"):
        shutil.copyfile(FOLDER / name, out / name)
    titles = {name: title_of(notebook) for name, notebook in ran.items()}
    for name, notebook in ran.items():
        links = " ".join(_link(other, titles, is_here=other == name) for other in titles)
        body = f'<nav aria-label="Notebooks"><a href="index.html">All</a> {links}</nav>\n<main>{_body(notebook)}</main>'
        # A notebook that brings data of its own says so in its metadata.
        own = notebook.metadata.get("data_words")
        page = _page(titles[name], body, own or f"{data_words}. {POLICE}", SCRIPTS)
        (out / f"{name}.html").write_text(page, encoding="utf-8")
    items = "\n".join(
        f'<li><a href="{name}.html">{escape(title)}</a><p>{_opening(ran[name])}</p></li>'
        for name, title in titles.items()
    )
    body = f'<main class="index"><h1>Notebooks</h1>\n<p>{escape(data_words)}</p>\n<ol>{items}</ol></main>'
    index = out / "index.html"
    index.write_text(_page("Notebooks", body, f"{data_words}. {POLICE}"), encoding="utf-8")
    return index


def _page(title: str, body: str, footer: str, scripts: tuple[str, ...] = ()) -> str:
    loaded = "\n".join(f'<script src="{name}"></script>' for name in scripts)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
</head>
<body>
{body}
<footer>{escape(footer)}</footer>
{loaded}
</body>
</html>
"""


def _link(name: str, titles: dict[str, str], *, is_here: bool) -> str:
    current = ' aria-current="page"' if is_here else ""
    return (
        f'<a href="{name}.html" title="{escape(titles[name])}"{current}>{escape(_short(name))}</a>'
    )


def _short(name: str) -> str:
    """Write a file's name as words: "01_first_look" is "First look"."""
    return name.split("_", 1)[-1].replace("_", " ").capitalize()


def _opening(notebook: NotebookNode) -> str:
    """Give the first paragraph under the question, without its marks."""
    paragraphs = notebook.cells[0].source.split("\n\n")
    return escape(re.sub(r"[*`]", "", paragraphs[1])) if len(paragraphs) > 1 else ""


def _body(notebook: NotebookNode) -> str:
    exporter = HTMLExporter(
        template_name="basic",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )
    body, _ = exporter.from_notebook_node(_with_charts(notebook))
    return str(body)


def _with_charts(notebook: NotebookNode) -> NotebookNode:
    """Give a copy in which each figure is an element with its data beside it, for draw.js."""
    copy = nbformat.from_dict(notebook)
    heading, number = "", 0
    for cell in copy.cells:
        heading = next(
            (line.lstrip("# ") for line in cell.source.splitlines() if line.startswith("#")
             and cell.cell_type == "markdown"), heading,
        )  # fmt: skip
        for output in cell.get("outputs", []):
            if PLOTLY in output.get("data", {}):
                number += 1
                output.data = {"text/html": _chart(output.data[PLOTLY], number, heading)}
    return copy


def _chart(figure: dict[str, Any], number: int, heading: str) -> str:
    layout = figure["layout"]
    label = (layout.get("meta") or {}).get("finding") or heading
    # A tag in a name must not end the script that holds the data.
    data = json.dumps(figure).replace("<", "\\u003c")
    return (
        f'<div class="chart" id="chart-{number}" role="img" aria-label="{escape(label)}"'
        f' style="height: {layout.get("height", 400)}px"></div>\n'
        f'<script type="application/json" data-chart="chart-{number}">{data}</script>'
    )
