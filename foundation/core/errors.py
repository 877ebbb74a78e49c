"""What an action says when it may not go on."""


class RuleBroken(Exception):
    """A business rule forbids this now; the text is a sentence for the user, already in their language."""


class ChangedMeanwhile(RuleBroken):
    """Somebody else changed the same row first; `theirs` and `yours` hold both values by field label."""

    def __init__(
        self, message: str, *, theirs: dict[str, str] | None = None, yours: dict[str, str] | None = None
    ):
        super().__init__(message)
        self.theirs, self.yours = theirs or {}, yours or {}
