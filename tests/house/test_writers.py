"""Only actions write: by the names that are called (the judges of conftest look at run time)."""

import ast
import re

from tests.house.source import CODE_FOLDERS, is_ours, parsed, python_files, short, strings
from tests.house.writes import WRITE

WRITERS = {
    "save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "touch",
    "asave", "acreate", "abulk_create", "abulk_update", "aget_or_create", "aupdate_or_create", "adelete",
    "aupdate",
}  # fmt: skip
# Calls that are called like a write, each with what it is.
OTHERWISE: dict[tuple[str, str], str] = {}
ROWS = re.compile(r"\.objects\b|\.filter\(|\.exclude\(|select_for_update|\brows\b|queryset")


def may_write(path):
    parts = is_ours(str(path))
    return parts[-1] in ("actions.py", "demo.py") or bool({"actions", "demo"} & set(parts[:-1]))


def writes(tree):
    """Method names that write rows; `update` only of a queryset, a dict has one too."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, owner = node.func.attr, ast.unparse(node.func.value)
        if name in WRITERS or (name == "update" and node.keywords and not node.args and ROWS.search(owner)):
            yield name, node.lineno


def docstrings(tree):
    """The texts that are documentation."""
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef
    return {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, kinds)}


def test_nothing_but_actions_calls_a_write():
    found, excused = [], set()
    for path in python_files(*CODE_FOLDERS):
        if may_write(path):
            continue
        for name, line in writes(parsed(path)):
            if (short(path), name) in OTHERWISE:
                excused.add((short(path), name))
            else:
                found.append(f"{short(path)}:{line} calls {name}()")
    assert not found
    assert excused == set(OTHERWISE), "an excuse that nothing needs"


def test_nothing_but_actions_holds_sql_that_writes():
    found = [
        f"{short(path)}: {text.strip()[:60]}"
        for path in python_files(*CODE_FOLDERS)
        if not may_write(path)
        for text in set(strings(parsed(path))) - docstrings(parsed(path))
        if WRITE.search(text)
    ]
    assert not found


def test_no_save_is_overridden_and_no_model_sends_signals():
    found = [
        f"{short(path)}: {node.name}"
        for path in python_files(*CODE_FOLDERS)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef)
        and node.name in ("save", "delete")
        and "models" in (*path.parts, path.stem)
    ]
    found += [
        short(path)
        for path in python_files(*CODE_FOLDERS)
        if re.search(r"@receiver|\b(?:pre|post)_(?:save|delete)\b", path.read_text(encoding="utf-8"))
    ]
    assert not found
