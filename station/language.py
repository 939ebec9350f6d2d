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
        """Return the sentence in this language, its ``{named}`` fields filled."""
        translated = self._catalogue.gettext(message) if message else ""
        return translated.format(**values) if values else translated


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    # English is the source; a missing Chinese catalogue (an install step left out) falls
    # back to English rather than stopping a session. A test keeps the catalogue complete.
    return gettext.translation("volition", LOCALE, [_FOLDERS[code]], fallback=True)
