"""Everything a person reads, in Chinese and in English.

English sentences in the source are the keys of one gettext catalogue for the whole product
(``station/locale``). ``N_`` marks a sentence where it is written; a :class:`Language`
translates and fills it where it is shown. Both names are the extraction keywords.
"""

import gettext
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh")
LOCALE = Path(__file__).parent / "locale"
_FOLDERS = {"en": "en", "zh": "zh_CN"}


def N_(message: str) -> str:
    """Mark a sentence for translation without translating it here."""
    return message


# What Linux and macOS say of files and disks; Windows speaks its user's language by itself.
REASONS = (
    N_("Disk quota exceeded"),
    N_("File exists"),
    N_("File name too long"),
    N_("File too large"),
    N_("Input/output error"),
    N_("Is a directory"),
    N_("No space left on device"),
    N_("No such file or directory"),
    N_("Not a directory"),
    N_("Operation not permitted"),
    N_("Permission denied"),
    N_("Read-only file system"),
)


class Language:
    """Translate marked sentences into one language and fill in their values.

    Parameters
    ----------
    code : str
        One of :data:`LANGUAGES`.
    """

    def __init__(self, code: str) -> None:
        if code not in LANGUAGES:
            raise ValueError(f"language {code!r} is not one of {', '.join(LANGUAGES)}")
        self.code = code
        self._catalogue = _catalogue(code)

    def __call__(self, message: str, /, **values: object) -> str:
        """Return the sentence in this language, its ``{named}`` fields filled.

        A field named ``reason`` is what the system says of a failure; the usual ones are translated, too.
        """
        translated = self._catalogue.gettext(message) if message else ""
        if values.get("reason") in REASONS:
            values["reason"] = self(str(values["reason"]))
        return translated.format(**values) if values else translated


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    # English is the source; a missing Chinese catalogue (an install step left out) falls
    # back to English rather than stopping a session. A test keeps the catalogue complete.
    return gettext.translation("volition", LOCALE, [_FOLDERS[code]], fallback=True)
