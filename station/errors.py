"""The sentences in which Volition says that something cannot go on.

An error is a translatable template and named values. The command line renders it in the
person's language, prints it on one line and exits with code 2. Everything that is not a
:class:`VolitionError` is a bug and keeps its traceback.

    VolitionError
    ├── StationError       settings, plug-ins, language          (station)
    ├── AcquisitionError   boards, streams, recordings           (acquisition/errors.py)
    ├── DecodingError      signals, models, calibration          (decoding/errors.py)
    ├── GameError          rules, pictures, sound                (games/errors.py)
    └── SessionError       patients, plans, folders, reports     (sessions/errors.py)
"""

from station.language import Language


class VolitionError(Exception):
    """Something that a person can mend, said in one sentence with the way out.

    Parameters
    ----------
    template : str
        English sentence, marked with :func:`station.language.N_`, with ``{named}`` fields.
    **values : object
        The offending values that fill the fields.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template, values)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.text(Language("en"))

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.template, self.values))

    def text(self, language: Language) -> str:
        """Return the sentence in a language."""
        return language(self.template, **self.values)

    def to_status(self) -> dict[str, object]:
        """Return the error as the last status line of a child process."""
        values = {
            name: value if isinstance(value, int | float) else str(value)
            for name, value in self.values.items()
        }
        return {"status": "error", "sentence_template": self.template, "values": values}


class StationError(VolitionError):
    """Settings, plug-ins or language cannot be used as asked."""


def _rebuild(kind: type[VolitionError], template: str, values: dict[str, object]) -> VolitionError:
    return kind(template, **values)
