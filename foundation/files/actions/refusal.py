"""How a check says no."""


class Refused(Exception):
    """A file is not kept; `text` is a sentence with a place for the file's name and for each of `values`."""

    def __init__(self, text: str, **values: int):
        super().__init__(text)
        self.text, self.values = text, values

    def sentence(self, name: str) -> str:
        """What the user reads."""
        return self.text % {"name": name, **self.values}
