"""Names as they came from browsers and from people who try."""

import itertools
import unicodedata
from urllib.parse import unquote

import pytest

from foundation.files.actions.names import named_as, tidy
from foundation.files.choices import CSV, JPEG, PDF, TEXT

pytestmark = pytest.mark.proof("attack", "Names of files made to escape, to lie or to break a header")

HOSTILE = [
    "",
    " ",
    ".",
    "..",
    "...",
    "/",
    "\\",
    "///",
    "\0",
    "\r\n",
    "../../etc/passwd",
    "..\\..\\windows\\system32\\cmd.exe",
    "/etc/shadow",
    "C:\\Users\\x\\a.jpg",
    "\\\\server\\share\\a.pdf",
    "%2e%2e%2f%2e%2e%2fa.txt",
    "..%c0%af..%c0%afa.txt",
    "a.txt\0.jpg",
    "a\r\nSet-Cookie: x=1.txt",
    "a\nContent-Type: text/html.txt",
    'a"; filename="b.html',
    "a';alert(1);'.jpg",
    "<script>alert(1)</script>.png",
    "<img src=x onerror=alert(1)>.png",
    "photo\u202egpj.exe",
    "\u202eexe.txt",
    "\u2066a\u2069.txt",
    "a\u200b\u200c\u200d.txt",
    "\ufeffa.txt",
    "a\u2028b\u2029c.txt",
    "\ud800a.txt",
    "a\udfff.txt",
    "\ue000a.txt",
    "a\x7f\x80\x9f.txt",
    ".htaccess",
    ".env",
    "web.config",
    "CON",
    "con.txt",
    "NUL",
    "LPT1.txt",
    "a.txt.",
    "a.txt ",
    "a.txt::$DATA",
    "a" * 300,
    "a" * 300 + ".txt",
    "." * 300,
    "õ" * 300 + ".txt",
    "😀" * 300,
    "e\u0301" * 200 + ".txt",
    "Z\u0351\u0352\u0353" * 90,
    "a." + "b" * 300,
    "-rf",
    "--help.txt",
    "~root",
    "$(reboot).txt",
    "`id`.txt",
    "|ls",
    "a;b&c.txt",
    "{{ 7*7 }}.txt",
    "{% debug %}.txt",
    "%s%n%(name)s.txt",
    "=cmd|' /C calc'!A0.csv",
    "' OR 1=1 --.txt",
    "a.php.jpg",
    "a.jpg.php",
    "a.html",
    "a.svg",
    "a.exe",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "a\tb.txt",
    "a\x0bb\x0cc.txt",
]
WRAPPED = [
    f"{first}{name}{last}"
    for name, (first, last) in itertools.product(HOSTILE, [("../", ""), ("", "/.."), ("", ".jpg")])
]
NAMES = [*HOSTILE, *WRAPPED]


def test_there_are_enough_of_them():
    assert len(set(NAMES)) >= 200


@pytest.mark.parametrize("kind", [TEXT, JPEG, PDF])
def test_no_name_is_more_than_words(kind):
    for given in NAMES:
        # when a hostile name is made fit to be shown
        name = named_as(given, kind)
        # then it is short, is no path, hides nothing, tells the kind, fits the database and stays as it is
        assert 1 <= len(name) <= 120, given
        assert not set(name) & set("/\\\0\r\n\t"), given
        assert name.strip(". ") == name, given
        assert all(unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for one in name), given
        assert name.rpartition(".")[2].lower() in kind.endings, given
        assert name.rpartition(".")[0], given
        assert name.encode().decode() == name, given
        assert named_as(name, kind) == name, given


@pytest.mark.parametrize("given", NAMES)
def test_a_name_in_a_sentence_is_never_empty(given):
    assert 1 <= len(tidy(given)) <= 120


@pytest.mark.parametrize(
    ("given", "kind", "name"),
    [
        ("Põhja korrus 2.JPG", JPEG, "Põhja korrus 2.JPG"),
        ("kuva.png", JPEG, "kuva.jpg"),
        ("arve.pdf.exe", PDF, "arve.pdf.exe.pdf"),
        ("README", TEXT, "README.txt"),
        ("run.bat", TEXT, "run.bat.txt"),
        ("hinnad.csv", CSV, "hinnad.csv"),
        (".htaccess", TEXT, "htaccess.txt"),
        ("..", PDF, "file.pdf"),
        ("photo\u202egpj.exe", JPEG, "photogpj.exe.jpg"),
        ("o\u0303un.txt", TEXT, "õun.txt"),
        (unquote("%2e%2e%2fa.txt"), TEXT, "a.txt"),
    ],
)
def test_the_ending_tells_the_truth(given, kind, name):
    assert named_as(given, kind) == name
