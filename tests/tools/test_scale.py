"""What `make proof` gathers becomes a document that hides nothing."""

from dataclasses import replace

from tools.proof import Line, document, read

ONE = Line(test="tests/a.py::one", kind="race", sentence="Many at once", result="passed", seconds=61.4,
           figures={"posts": 20, "longest_ms": 4.256})  # fmt: skip


def test_figures_of_one_sentence_are_added_and_the_largest_kept(tmp_path):
    # given two tests of one sentence and one of another, as their lines in the book
    book = tmp_path / "book"
    other = Line("tests/b.py::two", "fault", "All is gone", "failed", 1, {})
    more = Line("tests/a.py::more", "race", "Many at once", "passed", 2, {"posts": 5, "longest_ms": 3})
    planned = replace(ONE, result="not run", figures={})
    book.write_text("".join(one.as_json() + "\n" for one in (planned, ONE, more, other)), encoding="utf-8")
    # when the document is written
    text = document(read(book), {"Processor cores": "2"})
    # then each sentence stands once with its figures, and what failed says so in the first lines
    assert "| Many at once | posts 25, longest ms 4.26 | 2 passed | 1 min 3 s |" in text
    assert "| All is gone |  | **1 failed** | 1 s |" in text
    assert "1 of 3 did not hold" in text.split("##")[0]
    assert "| Processor cores | 2 |" in text


def test_what_was_left_out_is_not_called_held():
    assert "**1 not run**" in document([replace(ONE, result="not run")], {})
    skipped = Line("tests/c.py::three", "fault", "No browser here", "skipped", 0, {})
    assert "**1 skipped**" in document([skipped], {})
    assert "did not hold" in document([skipped], {})
