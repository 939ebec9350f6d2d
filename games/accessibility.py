"""What one patient needs of the screen, applied to every game (CLINICAL 6.3).

No pygame here: sessions keep it with the patient, and rules use it too.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Skin = Literal["light", "tan", "brown", "dark"]


class Accessibility(BaseModel):
    """The accessibility profile of a patient.

    Attributes
    ----------
    offset : float
        Hemineglect: how far everything that matters is moved to the right, as a share of the
        width; negative to the left.
    field : {"whole", "left", "right", "centre"}
        Hemianopia: the part of the screen that holds everything that matters.
    text : int
        Height of the words that the patient reads, in logical pixels.
    calm : bool
        No particles, no pulsing, hardly any change of light. Forced by photosensitivity.
    still : bool
        Reduced motion: things fade where they would move for decoration.
    spoken : bool
        Cues are spoken where the system has a voice, and told by tones elsewhere.
    slow : bool
        Cues are spoken slowly.
    captions : bool
        Everything that sounds is also shown.
    child : bool
        A child's hand, and a child's words.
    skin : {"light", "tan", "brown", "dark"}
        Of the hands on the screen.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    offset: Annotated[float, Field(ge=-0.3, le=0.3)] = 0.0
    field: Literal["whole", "left", "right", "centre"] = "whole"
    text: Annotated[int, Field(ge=24, le=96)] = 64
    calm: bool = False
    still: bool = False
    spoken: bool = True
    slow: bool = False
    captions: bool = True
    child: bool = False
    skin: Skin = "light"

    @property
    def is_quiet(self) -> bool:
        """Whether nothing moves for decoration, and nothing to distract."""
        return self.calm or self.still
