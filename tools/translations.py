"""Translations without gettext: read .po, write .mo, say what is missing. Only collecting needs gettext."""

import ast
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

from tools.places import CHECKOUT

FOLDERS = ("config", "costs", "fleet", "foundation", "overview", "partners", "requests_desk", "templates")
PLURAL_CALLS = {"ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy"}
CONTEXT_CALLS = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
CALLS = PLURAL_CALLS | CONTEXT_CALLS | {"_", "gettext", "gettext_lazy", "gettext_noop", "gettext_noop_lazy"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%[sd]|(?<!\{)\{(\w*)\}")


@dataclass
class Entry:
    """One text of a .po file with its translations, one for each plural form."""

    msgid: str = ""
    context: str | None = None
    plural: str | None = None
    forms: dict[int, str] = field(default_factory=dict)
    flags: str = ""

    @property
    def key(self) -> str:
        """How gettext looks it up: context and text."""
        return self.msgid if self.context is None else f"{self.context}\x04{self.msgid}"


def read(path: Path) -> list[Entry]:
    """The living entries of a .po file, its head first (the empty text)."""
    entries: list[Entry] = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        entry, into = Entry(), ""
        for line in block.splitlines():
            if line.startswith("#,"):
                entry.flags += line
            found = re.match(r'(?:(msgid_plural|msgctxt|msgid|msgstr(?:\[(\d)\])?)\s+)?(".*")\s*$', line)
            if not found:
                continue
            into, text = found[1] or into, ast.literal_eval(found[3])
            _add(entry, into, text)
        if into:
            entries.append(entry)
    return entries


def _add(entry: Entry, into: str, text: str) -> None:
    """Append one quoted line to the part of the entry it belongs to."""
    if into == "msgid":
        entry.msgid += text
    elif into == "msgctxt":
        entry.context = (entry.context or "") + text
    elif into == "msgid_plural":
        entry.plural = (entry.plural or "") + text
    else:
        number = int(into[7]) if "[" in into else 0
        entry.forms[number] = entry.forms.get(number, "") + text


def compiled(entries: list[Entry]) -> bytes:
    """The .mo file of these entries; fuzzy and empty ones are left out."""
    texts: dict[bytes, bytes] = {}
    for entry in entries:
        if ("fuzzy" in entry.flags and entry.msgid) or not all(entry.forms.values()):
            continue
        key = entry.key if entry.plural is None else f"{entry.key}\0{entry.plural}"
        texts[key.encode()] = "\0".join(entry.forms[n] for n in sorted(entry.forms)).encode()
    ids = sorted(texts)
    head, table = 28, 8 * len(ids)
    at, sizes = head + 2 * table, []
    for part in (ids, [texts[i] for i in ids]):
        for text in part:
            sizes += [len(text), at]
            at += len(text) + 1
    start = struct.pack("<7I", 0x950412DE, 0, len(ids), head, head + table, 0, 0)
    body = b"".join(text + b"\0" for text in [*ids, *(texts[i] for i in ids)])
    return start + struct.pack(f"<{len(sizes)}I", *sizes) + body


def used_in_python(source: str) -> Iterator[str]:
    """The keys of the texts that Python code translates."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in CALLS and texts:
            yield "\x04".join(texts[:2]) if name in CONTEXT_CALLS and len(texts) > 1 else texts[0]


def used_in_template(source: str, origin: str) -> Iterator[str]:
    """The keys of the texts that a template translates."""
    calls = re.findall(
        r"""\b(?:n?p?gettext|_)\((?:u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\w+)[,\s]*)+\)""",
        templatize(source, origin),
    )
    for call in calls:
        yield from used_in_python(call)


def used(checkout: Path) -> dict[str, str]:
    """Every text used, with the first file that uses it."""
    found: dict[str, str] = {}
    for folder in FOLDERS:
        for path in sorted((checkout / folder).rglob("*")):
            if path.suffix not in (".py", ".html", ".txt"):
                continue
            source = path.read_text(encoding="utf-8")
            keys = used_in_python(source) if path.suffix == ".py" else used_in_template(source, path.name)
            for key in keys:
                found.setdefault(key, str(path.relative_to(checkout)))
    return found


def faults(path: Path, texts: dict[str, str]) -> Iterator[str]:
    """What is wrong with one .po file and its .mo, a sentence each; `texts` are those used by the code."""
    entries = read(path)
    known = {entry.key for entry in entries}
    for entry in entries:
        if "fuzzy" in entry.flags and entry.msgid:
            yield f"fuzzy: {entry.msgid!r}"
        if not entry.forms or not all(entry.forms.values()) or (entry.plural and len(entry.forms) < 2):
            yield f"not translated: {entry.msgid!r}"
        else:
            allowed = names_in(entry.msgid) | names_in(entry.plural or "")
            yield from (
                f"strange placeholder in: {t!r}"
                for t in entry.forms.values()
                if entry.msgid and names_in(t) - allowed
            )
    yield from (f"not in the file: {key!r} of {where}" for key, where in texts.items() if key not in known)
    mo = path.with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != compiled(entries):
        yield f"{mo.name} is not what {path.name} compiles to: run `make messages`"


def names_in(text: str) -> set[str]:
    """The placeholders of a text."""
    return {found[0] for found in PLACEHOLDER.finditer(text)}


def compile_all(checkout: Path) -> None:
    """Write every .mo anew."""
    for path in checkout.glob("locale/*/LC_MESSAGES/*.po"):
        path.with_suffix(".mo").write_bytes(compiled(read(path)))


def check(checkout: Path = CHECKOUT) -> list[str]:
    """Everything wrong with the translations, a sentence each."""
    texts = used(checkout)
    files = sorted(checkout.glob("locale/*/LC_MESSAGES/django.po"))
    found = [f"{path.relative_to(checkout)}: {fault}" for path in files for fault in faults(path, texts)]
    return found if files else ["there are no translations under locale/"]


def update(checkout: Path = CHECKOUT) -> int:
    """Collect the texts anew with gettext and compile; exit code 1 without gettext."""
    if not shutil.which("xgettext"):
        sys.stderr.write("Collecting texts needs gettext: apt-get install gettext\n")
        return 1
    ignored = [f"--ignore={name}" for name in (".venv", ".venv.*", "var", "tests", "tools", "staticfiles")]
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "--locale=et",
        "--no-obsolete",
        "--add-location=file",
        *ignored,
    ]
    done = subprocess.run(command, cwd=checkout)
    compile_all(checkout)
    return done.returncode


def main() -> int:
    """`update`, `compile` or `check`; exit code 1 when something is wrong."""
    asked = sys.argv[1] if len(sys.argv) > 1 else "check"
    if asked == "update":
        return update()
    if asked == "compile":
        compile_all(CHECKOUT)
    found = check()
    sys.stdout.write("".join(f"{fault}\n" for fault in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
