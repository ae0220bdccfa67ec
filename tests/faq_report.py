"""A report of the centres' questions (`docs/faq.md`), written from a run of the tests that carry `pytest.mark.faq`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
WORDS = yaml.safe_load((HERE / "faq.yaml").read_text("utf-8"))
LAYERS = {"pass": ("admin", "public", "devices", "browser"), "records": ("records",), "rules": ("policy",)}
"""What a question has come to once a test of these folders shows its answer; the first that holds counts."""
Marked = tuple[str, str]
"""A test: its file below the project's folder, and its name without parameters."""


def result(ran: Mapping[Marked, bool]) -> str:
    """Say what became of a question: ran gives each of its tests that ran, and whether it passed."""
    if not ran:
        return "none"
    if not all(ran.values()):
        return "fail"
    folders = {Path(file).parts[1] for file, _ in ran}
    return next(reached for reached, of_it in LAYERS.items() if folders.intersection(of_it))


def page(shown: Mapping[int, Mapping[Marked, bool]]) -> str:
    """Make the page; shown gives for each question the tests that ran, and whether they passed."""
    found = {number: result(shown.get(number, {})) for number in WORDS["questions"]}
    lines = [
        f"| {number} | {asked['ko']} | {asked['en']} | {WORDS['results'][found[number]]} "
        f"| {', '.join(map(_link, sorted(shown.get(number, {})))) or '–'} |"
        for number, asked in WORDS["questions"].items()
    ]
    counts = Counter(found.values())
    told = [f"| {text} | {counts[code]} |" for code, text in WORDS["results"].items()]
    return str(WORDS["page"]).format(counts="\n".join(told), lines="\n".join(lines))


def _link(test: Marked) -> str:
    return f"[{test[1]}](../{test[0]})"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--faq-report", metavar="FILE", help="write what the marked tests showed to this page")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--faq-report") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Report(Path(config.getoption("--faq-report"))), "faq-report")


def pytest_collection_modifyitems(config: pytest.Config, items: Iterable[pytest.Item]) -> None:
    """Let each marked test carry its questions to whoever hears of its result."""
    for item in items:
        numbers = {number for mark in item.iter_markers("faq") for number in mark.args}
        if unknown := numbers - WORDS["questions"].keys():
            raise pytest.UsageError(
                f"{item.nodeid}: there is no question {sorted(unknown)} in tests/faq.yaml"
            )
        if numbers:
            file = item.path.relative_to(config.rootpath).as_posix()
            name = getattr(item, "originalname", item.name)
            item.user_properties.append(("faq", [sorted(numbers), file, name]))


class Report:
    """Hears the results, and writes the page at the end."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.shown: dict[int, dict[Marked, bool]] = defaultdict(dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test once it ran; a set-up that failed is a failure too, a test left out is nothing."""
        if report.skipped or (report.when != "call" and report.passed):
            return
        for name, value in report.user_properties:
            if name == "faq":
                numbers, file, test = value
                for number in numbers:
                    before = self.shown[number].get((file, test), True)
                    self.shown[number][file, test] = before and report.passed

    def pytest_sessionfinish(self) -> None:
        """Write the page."""
        self.file.write_text(page(self.shown), "utf-8")
