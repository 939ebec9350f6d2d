"""Compile the message catalogue into whatever is built; everything else is in pyproject.toml.

A wheel and an editable install both pass through ``build_py``, so neither can be without its
Chinese. The source of truth is the ``.po`` file; the ``.mo`` file beside it is never committed.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithCatalogue(build_py):
    """Build the packages with their catalogue compiled."""

    def run(self) -> None:
        """Compile every catalogue, then build."""
        for source in Path("station/locale").glob("*/LC_MESSAGES/volition.po"):
            with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(text, locale=source.parts[2]))
        super().run()


setup(cmdclass={"build_py": BuildWithCatalogue})
