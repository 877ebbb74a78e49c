"""What never stands in a log line: secrets of links, words looked for, personal codes, values of rows.

Pure, since the settings load it before Django is there.
"""

import re
from collections.abc import MutableMapping
from typing import Any

HIDDEN = "…"
SECRETS = re.compile(
    r"""(?<=/password/reset/key/)[^/\s"']+"""  # one-time links
    r"""|(?<=/calendar/)[^/\s"']+(?=\.ics)"""  # calendar feeds
    r"""|(?<=/\?)[^\s"']+"""  # words looked for, codes of an identity provider
    r"""|\b[1-8]\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}\b"""  # Estonian personal codes
    r"""|(?<=DETAIL:)[\s\S]*?(?=\n\n|\Z)"""  # the row that PostgreSQL quotes when a constraint refuses it
)


def without_secrets(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The log line with dots in place of all that."""
    for key, value in event.items():
        event[key] = _hidden(value)
    return event


def _hidden(value: Any) -> Any:
    if isinstance(value, str):
        return SECRETS.sub(HIDDEN, value)
    if isinstance(value, list | tuple):
        return [_hidden(one) for one in value]
    return {key: _hidden(one) for key, one in value.items()} if isinstance(value, dict) else value
