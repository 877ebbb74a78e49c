"""Markdown of people of the desk as HTML that can do no harm.

Two fences of different makers: the reader of Markdown takes no HTML, and of what it makes only listed tags
and addresses stay. Pictures are left out: a reader's browser would fetch them from elsewhere.
"""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto", "tel"}


@lru_cache(maxsize=256)
def to_html(text: str) -> SafeString:
    """The HTML of a text in Markdown; its headings begin right below the title of the page."""
    import nh3  # noqa: PLC0415  only pages with such texts need these two
    from markdown_it import MarkdownIt  # noqa: PLC0415  see above

    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    tokens = reader.parse(text)
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    levels = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(2 + levels.index(token.tag), 6)}"
    drawn = reader.renderer.render(tokens, reader.options, {})
    clean = nh3.clean(drawn, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES)
    return mark_safe(clean)  # noqa: S308  nh3 made it harmless
