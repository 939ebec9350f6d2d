"""What is wrong in a file is said in a sentence of ours, with the way out."""

from pathlib import Path
from typing import Annotated, Literal, Self

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from station.language import Language
from station.mistakes import mistake


class Wire(BaseModel):
    model_config = ConfigDict(extra="forbid")

    address: str = ""


class File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    gain: Literal[1, 2, 24] = 24
    inputs: tuple[Annotated[int, Field(ge=1)], ...] = ()
    wires: tuple[Wire, ...] = ()
    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    place: Annotated[str, Field(min_length=1)] = "A1"
    patient: str

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.gain == 1 and self.share == 1:
            raise ValueError("a gain of 1 needs a share")
        return self


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"gian": 24}, "'f' has an unknown setting 'gian'; did you mean 'gain'?"),
        (
            {"wires": [{"adress": "x"}]},
            "'f' has an unknown setting 'wires.0.adress'; did you mean 'address'?",
        ),
        ({"wires": [{"zz": 1}]}, "'f' has an unknown setting 'wires.0.zz'; known: address."),
        ({"gain": 5}, "'f': gain cannot be 5; allowed: 1, 2, 24."),
        ({"inputs": [0]}, "'f': inputs.0 cannot be 0; it must be ≥ 1."),
        ({"share": 1.5}, "'f': share cannot be 1.5; it must be ≤ 1."),
        ({"share": 0}, "'f': share cannot be 0; it must be > 0."),
        ({"inputs": 3}, "'f': inputs must be a list in square brackets, not 3."),
        ({"patient": 3}, "'f': patient must be text in quotation marks, not 3."),
        ({"place": ""}, "'f': place is empty; write something, or leave it out."),
        ({"patient": None}, "'f': patient must be text in quotation marks, not None."),
        (
            {"patient": "", "gian": 2, "share": 2},
            "'f' has an unknown setting 'gian'; did you mean 'gain'?",
        ),
        ({"gain": 1}, "'f' is wrong: a gain of 1 needs a share."),
    ],
)
def test_a_mistake_is_named_with_what_would_be_right(written: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        File.model_validate({"patient": "S02", **written})

    sentence, values = mistake(Path("f"), File, caught.value)

    assert Language("en")(sentence, **values) == said
    assert Language("zh")(sentence, **values) != said


def test_what_is_missing_is_named() -> None:
    with pytest.raises(ValidationError) as caught:
        File.model_validate({})

    sentence, values = mistake(Path("f"), File, caught.value)

    assert Language("en")(sentence, **values) == "'f': patient is missing; add it."
