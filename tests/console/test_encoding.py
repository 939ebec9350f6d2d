"""What the command writes where not every character can be written."""

import io

import pytest

from console.encoding import write_alike


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("utf-8", "✓ ✗ 5 µV 数据 😀"),
        ("gbk", "√ × 5 μV 数据 ?"),  # Windows in China, into a file
        ("ascii", "+ x 5 uV ?? ?"),
    ],
)
def test_what_an_encoding_does_not_have_is_written_as_something_alike(
    encoding: str, written: str
) -> None:
    data = io.BytesIO()
    stream = io.TextIOWrapper(data, encoding=encoding)
    write_alike(stream)

    stream.write("✓ ✗ 5 µV 数据 😀")
    stream.flush()

    assert data.getvalue().decode(encoding) == written
