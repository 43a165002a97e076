"""The documents say what the program does: nothing public missing, nothing stale, every link and command works."""

from __future__ import annotations

import doctest
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from manual.__main__ import FOLDERS, build_site, generated
from mkip_xl.cli import group
from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.outcomes import Refusal, answer
from mkip_xl.workbook.inspection.opened import _ODDITIES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
BY_HAND = [page for page in PAGES if not (page.parent.parent == DOCS and page.parent.name in FOLDERS)]
LINK = re.compile(r"!?\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
AGAIN = "Run: python3 run.py manual pages"


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    """A page without its code."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL))


def test_every_page_made_from_the_program_is_current() -> None:
    stale = [
        name
        for name, text in generated().items()
        if not (DOCS / name).is_file() or text_of(DOCS / name) != text  # a missing page is a stale one
    ]

    assert stale == [], AGAIN


def test_no_page_is_left_of_what_is_gone() -> None:
    wanted = generated()
    left = [
        path.relative_to(DOCS).as_posix()
        for folder in FOLDERS
        for path in (DOCS / folder).glob("*.md")
        if path.relative_to(DOCS).as_posix() not in wanted
    ]

    assert left == [], AGAIN


def test_every_function_has_its_page_with_arguments_example_refusals_and_source() -> None:
    for function in CATALOGUE.values():
        page = text_of(DOCS / "functions" / f"{function.name}.md")
        assert f"={function.signature}" in page
        for argument in function.arguments:
            assert re.search(rf"^\| `\[?{argument.name}\]?` \|.*\S.*\|$", page, re.MULTILINE), (function.name, argument)
        for heading in ("## Worked example", "## When it refuses", "## Rule and source"):
            assert heading in page
        assert f"={function.name}(" in page.partition("## Worked example")[2].partition("## When it refuses")[0]
        assert re.search(r"^Source: ", page, re.MULTILINE), f"{function.name} names no source"


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command and subcommand, by what is typed."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for word in command.list_commands(context):
            inner = command.get_command(context, word)
            assert inner is not None
            yield from commands(inner, f"{name} {word}")
    else:
        yield name, command


def test_every_command_argument_and_option_is_in_the_manual() -> None:
    missing, count = [], 0
    for typed, command in commands(group, "mkip-xl"):
        page = text_of(DOCS / "commands" / f"{typed.split()[1]}.md")
        for parameter in command.params:
            names = parameter.opts if isinstance(parameter, click.Option) else [parameter.human_readable_name.upper()]
            count += 1
            missing += [f"{typed} {name}" for name in names if name not in page]

    assert missing == []
    assert count > 40


def test_the_codes_of_what_is_refused_or_found_are_in_the_manual() -> None:
    page = text_of(DOCS / "refusals.md")
    wanted = {*_ODDITIES, "bomb", "doctype", "dde", "macros", "external-link", "hidden-row", "stale", "not-a-year"}

    assert {code for code in wanted if f"\n| `{code}` |" not in page} == set()


def test_nothing_that_a_run_wrote_lies_among_the_sources() -> None:
    assert [path for path in ROOT.glob("*/*EXEMPT*") if path.parent.name != "out"] == []


def test_every_function_has_refusals_and_each_is_refused_as_stated() -> None:
    told = json.loads(text_of(ROOT / "tests" / "spec" / "refusals.json"))

    assert sorted(told) == sorted(CATALOGUE)
    for name, calls in told.items():
        assert len(calls) >= 2, name
        for call in calls:
            outcome = answer(name, call["arguments"])
            assert isinstance(outcome, Refusal), (name, call)
            assert outcome.error == call["shows"], (name, call)
            assert outcome.message.rstrip().endswith((".", '"'))


def anchors(page: Path) -> set[str]:
    """The places of a page a link may go to, as code hosts and the site name them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for found in LINK.finditer(prose_of(page)):
        target, _, anchor = found["target"].partition("#")
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        place = (page.parent / target).resolve() if target else page
        if not place.exists() or (anchor and anchor not in anchors(place)):
            broken.append(found["target"])

    assert broken == []


def test_every_picture_has_words_and_every_picture_is_used() -> None:
    shown = {
        (page.parent / found["target"]).resolve(): found["text"]
        for page in PAGES
        for found in LINK.finditer(prose_of(page))
        if found.group().startswith("!")
    }

    assert {path.name for path, words in shown.items() if len(words) < 20} == set()
    assert {path.resolve() for path in (DOCS / "images").glob("*.png")} == set(shown)
    assert max(path.stat().st_size for path in shown) < 250_000


def test_the_python_of_the_documents_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    attempted = 0
    for page in BY_HAND:
        source = "\n".join(re.findall(r"```python\n(.*?)```", text_of(page), re.DOTALL))
        test = doctest.DocTestParser().get_doctest(source, {}, page.name, str(page), 0)
        result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test)
        assert result.failed == 0, page
        attempted += result.attempted

    assert attempted >= 10


def shell_lines(page: Path) -> list[str]:
    """The commands a page gives to type, in order."""
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", text_of(page), re.DOTALL | re.MULTILINE)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


SAYS_NO = {'mkip-xl call MKIP_SHARES "[100000, [8214, null, 6509]]"': "is blank"}
"""What shows a refusal on purpose, and a word of it."""
FINDS = ("mkip-xl inspect templates/appendix-b.xlsx",)
"""What may find something, which is status 1."""
ELSEWHERE = {
    "python3 run.py batch": "tests/journeys/test_first_hour.py, in a fresh clone",
    "python3 run.py tests": "CI itself: .ci/run",
}
"""What is run by another test, for it sets up an environment of its own."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what a reader has, to type the commands of one page in."""
    folder = tmp_path / "mkip_xl"
    leave = shutil.ignore_patterns(".*", "node_modules", "out", "site", "__pycache__", "tests", "dist")
    shutil.copytree(ROOT, folder, ignore=leave)
    return folder


@pytest.mark.parametrize(
    "page",
    [page for page in BY_HAND if shell_lines(page)],
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_every_command_given_to_type_works(page: Path, copy: Path) -> None:
    empty = copy / "empty"
    for line in shell_lines(page):
        if line in ELSEWHERE:
            continue
        words = line.replace("mkip-xl ", f'"{sys.executable}" -m mkip_xl ', 1).replace(
            "python3 ", f'"{sys.executable}" ', 1
        )
        if line == "mkip-xl demo":
            empty.mkdir()
        where = empty if empty.is_dir() and line.startswith("mkip-xl ") else copy  # a reader stays where the demo is
        done = subprocess.run(
            words, shell=True, cwd=where, capture_output=True, text=True, timeout=300, check=False, encoding="utf-8"
        )
        accepted = (0, 1) if line in FINDS else (0,)
        assert done.returncode in accepted, (line, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        assert SAYS_NO.get(line, "") in done.stdout


def test_ci_runs_the_readmes_own_two_commands() -> None:
    workflow = text_of(ROOT / ".github" / "workflows" / "ci.yml")

    assert {"python3 run.py tests", "python3 run.py batch"} <= set(shell_lines(ROOT / "README.md"))
    assert "exec python3 run.py tests" in text_of(ROOT / ".ci" / "run").splitlines()
    assert "- run: .ci/run" in workflow and "- run: python run.py batch" in workflow


def test_windows_is_told_beside_every_python3() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", DOCS / "it.md"):
        text = text_of(page)
        for line in shell_lines(page):
            if line.startswith("python3 "):
                assert f"py {line.removeprefix('python3 ')}" in text, (page.name, line)


manual_site = pytest.mark.xdist_group("manual site")  # one process builds it


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manual, built; Sphinx stops at a broken link, and at a page that is in no list."""
    out = tmp_path_factory.mktemp("manual") / "site"
    assert build_site(out) == 0
    return out


@manual_site
def test_the_site_is_built_without_a_warning_and_asks_nothing_of_the_network(site: Path) -> None:
    asked = re.compile(r"<(?:script|img|iframe)[^>]*\ssrc=\"(https?:[^\"]+)|<link[^>]*\shref=\"(https?:[^\"]+)")
    pages = list(site.rglob("*.html"))
    outside = [found.group() for page in pages for found in asked.finditer(text_of(page))]

    assert outside == []
    assert len(pages) > len(CATALOGUE) + 20
    assert (site / "searchindex.js").is_file()


@manual_site
def test_the_site_looks_and_finds_in_a_real_browser(site: Path, chromium: Callable[[str], str]) -> None:
    front = chromium((site / "index.html").as_uri())
    answer = chromium((site / "search.html").as_uri() + "?q=odd+penny")
    found = re.sub(r"<[^>]+>", "", answer).replace("\n", " ")

    assert "The manual" in front
    assert "How the odd penny is given" in found
    assert re.search(r"Search finished, found \d+ pages? matching the search query", found)


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """What a browser makes of an address once its scripts have run."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert program is not None, "Chromium is needed: python3 run.py tests installs it"
    profile = tmp_path_factory.mktemp("chromium")

    def seen(address: str) -> str:
        done = subprocess.run(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
             f"--user-data-dir={profile}", "--virtual-time-budget=6000", "--dump-dom", address],
            capture_output=True, text=True, timeout=120, check=True, encoding="utf-8",
        )  # fmt: skip
        return done.stdout

    return seen
