"""Small functions, small files, no silence: of all Python that people wrote."""

import ast
import re

import pytest

from tests.house.source import CODE_FOLDERS, PYTHON_FOLDERS, parsed, python_files, short

LONGEST_FUNCTION, LONGEST_VIEW, LONGEST_FILE, LONGEST_LINE = 40, 15, 400, 110
HEAVY = re.compile(r"\b(simplemma|xlsxwriter|python_calamine|icalendar|typst|nh3|markdown_it|lxml)\b")
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path):
    """Every function with its length in lines, decorators and docstring included."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, FUNCTIONS):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            yield node, node.end_lineno - first + 1


def test_no_function_is_longer_than_forty_lines():
    long = [
        f"{short(path)}: {node.name} has {length}"
        for path in python_files(*PYTHON_FOLDERS)
        for node, length in functions(path)
        if length > LONGEST_FUNCTION
    ]
    assert not long


def test_no_file_is_longer_than_four_hundred_lines():
    lengths = {
        short(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files(*PYTHON_FOLDERS)
    }
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}


def test_no_error_is_caught_without_a_name():
    bare = [
        f"{short(path)}:{node.lineno}"
        for path in python_files(*PYTHON_FOLDERS)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert not bare


def test_imports_stand_on_top():
    """But in `ready`, and for libraries that weigh: simplemma 240 MB, xlsxwriter a tenth of a second."""
    hidden = [
        f"{short(path)}:{inner.lineno}"
        for path in python_files(*CODE_FOLDERS)
        for node, _length in functions(path)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
        and node.name != "ready"
        and not HEAVY.search(ast.unparse(inner))
    ]
    assert not hidden


def test_every_public_function_class_and_module_of_the_product_says_what_it_is():
    silent = []
    for path in python_files(*CODE_FOLDERS):
        if path.name in ("__init__.py", "urls.py", "apps.py", "wsgi.py"):
            continue
        tree = parsed(path)
        named = [node for node in tree.body if isinstance(node, FUNCTIONS | ast.ClassDef)]
        silent += [
            f"{short(path)}: {node.name}"
            for node in named
            if node.name[0] != "_" and not ast.get_docstring(node)
        ]
        silent += [] if ast.get_docstring(tree) or not tree.body else [short(path)]
    assert not silent


@pytest.mark.parametrize("word", ["eager", "locmem", "console.EmailBackend", "dummy"])
def test_nothing_of_the_product_pretends(word):
    """Celery, mail and cache are real in every mode."""
    pretending = [
        short(path)
        for path in python_files(*CODE_FOLDERS)
        if word in path.read_text(encoding="utf-8").lower()
    ]
    assert not pretending
