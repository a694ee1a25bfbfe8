"""Who may import whom (docs/architecture.md), read from the files."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = {
    "consular.standalone": {"consular.standalone"},
    "consular.organisation": {"consular.organisation"},
    "consular.privacy": {"consular.privacy", "consular.organisation"},
    "consular.events": {"consular.events", "consular.privacy", "consular.organisation"},
    "alerts": {"alerts", "consular"},
    "cases": {"cases", "alerts", "consular"},
}
SHARED = {"consular.errors", "consular.authentication"}
ROOTS = {"consular.settings", "consular.urls", "consular.asgi", "consular.celery"}
SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals")
CHANNEL_LAYER = {"consular/events/publisher.py", "consular/events/feed.py"}


def sources() -> list[Path]:
    return [
        path
        for package in ("consular", "alerts", "cases")
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def imports(path: Path) -> list[tuple[str, int]]:
    """(module, line) of every import."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [(name.name, node.lineno) for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(node.module, node.lineno)]
            found += [(f"{node.module}.{name.name}", node.lineno) for name in node.names]
    return found


def layer_of(module: str) -> str | None:
    return max((layer for layer in LAYERS if module == layer or module.startswith(layer + ".")), key=len, default=None)


def belongs(module: str, packages: set[str]) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_what_stands_below_it(path):
    module = module_name(path)
    layer = layer_of(module)
    wrong = []
    for imported, line in imports(path):
        ours = imported.split(".")[0] in ("consular", "alerts", "cases")
        if layer and ours and not belongs(imported, LAYERS[layer] | SHARED):
            wrong.append(f"{path.name}:{line} imports {imported}")
        if belongs(imported, ROOTS) and module not in ROOTS:
            wrong.append(f"{path.name}:{line} imports {imported}, which is the composition root's")
        if imported.startswith(SIGNALS):
            wrong.append(f"{path.name}:{line} uses signals")
        if imported.startswith("channels.layers") and str(path.relative_to(ROOT)) not in CHANNEL_LAYER:
            wrong.append(f"{path.name}:{line} talks to the channel layer")
    assert not wrong


@pytest.mark.parametrize("app", ["alerts", "cases"])
def test_workflow_is_plain_python(app):
    outside = [
        name
        for name, _line in imports(ROOT / app / "workflow.py")
        if name.split(".")[0] in ("django", "alerts", "cases", "consular", "rest_framework")
    ]
    assert not [name for name in outside if not name.startswith(f"{app}.")]


@pytest.mark.parametrize("app", ["alerts", "cases"])
def test_actions_never_reach_for_celery_redis_mail_or_http(app):
    banned = ("celery", "redis", "channels", "httpx", "requests", "urllib.request", "django.core.mail", "django.http")
    reached = [
        f"{path.name}: {name}"
        for path in sorted((ROOT / app / "actions").rglob("*.py"))
        for name, _line in imports(path)
        if name.startswith(banned)
    ]
    assert not reached


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_says_in_its_first_line_what_belongs_in_it(path):
    said = ast.get_docstring(ast.parse(path.read_text()))
    if path.name == "__init__.py" and not path.read_text().strip():
        return
    assert said and said.splitlines()[0].strip()


def test_nothing_is_named_utils_or_helpers():
    assert not [path for path in sources() if path.stem in ("utils", "helpers", "misc", "common")]


def test_no_model_overrides_save():
    overriding = [
        str(path.relative_to(ROOT))
        for path in sources()
        if "models" in str(path)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name == "save"
    ]
    assert not overriding
