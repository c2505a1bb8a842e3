"""Prompts and file names that break what is printed carelessly, and the plans that carry them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from playground.catalog.spec import ModelSpec
from playground.dialects.base import CONTENT_TYPES
from playground.dialects.planning import plan_request
from playground.dialects.registry import get_dialect
from playground.dialects.wire import FormBody, FormPicture, RequestPlan, SeedVariable
from tests.specs import SPECS

PROMPTS = {
    "plain": "A vibrant event poster: SUMMER FEST 2026",
    "quotes": """it's "here" and ''there'' and "" `quoted` and '"'"' again""",
    "only_quotes": "'''\"\"\"```'",
    "apostrophe_first_and_last": "'tis the season o'",
    "shell": "$HOME ${HOME} $(id) `id` !! !$ ~ * ? [a] {b,c} #d & | ; < > && || \\$x",
    "backslashes": "\\ \\\\ \\n \\' \\\" \\u0041 \\x41 \\0 C:\\new\\table\\",
    "ends_in_backslash": "the end \\",
    "newlines": "one\ntwo\r\nthree\rfour\n\n\tfive\n",
    "heredoc": "EOF\n'\nEOF\n\"\"\"\n'''\n*/ // -- #",
    "markup": "</script><script>alert('x')</script><!-- --> ]]> &amp; <b>",
    "emoji": "🏳️‍🌈 👩‍🚀 😀 café naïve 猫 Ω",
    "separators": "line\u2028paragraph\u2029end\x85next",
    "hidden": "a\u202eb\u200bc\ufeffd\xade\u2066f\u2069g",
    "percent": "50% %s %d %(x)s %25 {0} {x} #{y} {{z}} ${w}",
    "leading_dash": "--data @/etc/passwd -o x",
    "leading_at": "@/etc/passwd",
    "control": "".join(map(chr, range(1, 32))) + "\x7f\x1b[31mred",
    "lone_surrogate": "half \ud83d of one",
    "spaces": "  two  leading and trailing  ",
    "empty": "",
    "long": "lorem 'ipsum' \"dolor\" $sit \\ amet 😀\n" * 1000,
}

VALUES: dict[str, Any] = {
    "aspect_ratio": "9:16",
    "steps": 30.0,
    "guidance": 3.5,
    "safety_tolerance": 2,
    "prompt_upsampling": False,
    "go_fast": True,
    "seed": 2**53,
    "nothing": None,
    "not-a name": {"__proto__": {"x": 1}, "class": [], "constructor": {}, "a'b\"c": [1, [2.0, "x"]]},
    "__proto__": "kept",
    "$ref": "$1",
    "7": 7,
}

FILES = [
    "summer-fest.png",
    "my cat.jpg",
    "a;type=text.png",
    "a,b=@c.webp",
    'it\'s "quoted".png',
    "-",
    "-rf.png",
    "--help.webp",
    "<cat.png",
    "@cat.png",
    "back\\slash.png",
    "ends\\",
    "$HOME `id` !x.png",
    "猫 🐈.webp",
    "100%.gif",
    "no extension",
    # Names by macOS and WhatsApp, and an emoji of several characters.
    "Screenshot at 9.41.00\u202fAM.png",
    "WhatsApp Image \u200e2026 (1).jpeg",
    "a 👩‍🚀 & $(id) `x`\u202e.png",
]
# Longer than any argument of a command may be.
BIG = "big.png"


def content_of(filename: str) -> bytes:
    """Return what is in the file of that name: 10 MB in the big one, every byte in each."""
    return (bytes(range(256)) * 40_960 if filename == BIG else bytes(range(256))) + filename.encode()


@dataclass(frozen=True)
class Case:
    """A spec, the params and the files to upload first; `name` is safe in an address."""

    name: str
    spec: ModelSpec
    params: Mapping[str, Any]
    files: tuple[str, ...] = ()
    variants: int = 1

    def plan(self, base_url: str) -> RequestPlan:
        dialect = get_dialect(self.spec.dialect)
        return plan_request(
            dialect, self.spec, self.params, base_url=base_url, files=self.files, variants=self.variants
        )


@dataclass(frozen=True)
class FormCase(Case):
    """A form with the prompt, the files and, for a batch, the seed."""

    def plan(self, base_url: str) -> RequestPlan:
        pictures = [
            (
                "image[]",
                FormPicture(place, name, CONTENT_TYPES.get(name[name.rfind(".") :], "application/octet-stream")),
            )
            for place, name in enumerate(self.files)
        ]
        seeds = [("seed", SeedVariable(tuple(range(7, 7 + self.variants))))] if self.variants > 1 else []
        body = FormBody((("prompt", self.params["prompt"]), *pictures, ("a b", '"1" = 1; é'), *seeds))
        request = get_dialect(self.spec.dialect).write_request(self.spec, {}, base_url=base_url)
        # The client that sends a form chooses its content type.
        return RequestPlan((), replace(request, headers=request.headers[:1], body=body), self.variants)


def _form_cases() -> list[Case]:
    spec = SPECS["bfl/flux-2-pro/generate"]
    # A form has no escapes for half of a character.
    prompts = {name: prompt for name, prompt in PROMPTS.items() if name != "lone_surrogate"}
    files = [FILES[start : start + 6] for start in range(0, len(FILES), 6)]
    return [
        *(FormCase(f"form_{name}", spec, {"prompt": prompt}) for name, prompt in prompts.items()),
        *(FormCase(f"form_files_{place}", spec, {"prompt": "@"}, tuple(names)) for place, names in enumerate(files)),
        FormCase("form_batch", spec, {"prompt": "it's\n  two lines"}, ("-rf.png",), variants=3),
        FormCase("form_batch_of_one_line", spec, {"prompt": "<it's $HOME"}, (BIG,), variants=2),
    ]


def _prompt_cases() -> list[Case]:
    ids = ["onemin/flux-2-flex/generate", "apiframe/flux-2-flex/generate"]
    sent = [
        Case(f"prompt_{name}", SPECS[ids[place % 2]], {"prompt": prompt, **VALUES})
        for place, (name, prompt) in enumerate(PROMPTS.items())
    ]
    piped = [
        Case(f"piped_{name}", SPECS["bfl/flux-2-flex/generate"], {"prompt": prompt, **VALUES}, ("summer-fest.png",))
        for name, prompt in PROMPTS.items()
    ]
    return sent + piped


def _file_cases() -> list[Case]:
    edit, blend = SPECS["onemin/flux-2-flex/edit"], SPECS["apiframe/flux-2-flex/generate"]
    one = [Case(f"file_{place}", edit, {"prompt": "it's"}, (name,)) for place, name in enumerate(FILES)]
    many = [
        Case(f"files_{start}", blend, {"prompt": '"'}, tuple(FILES[start : start + 8]))
        for start in (0, 8, len(FILES) - 8)
    ]
    inside = SPECS["bfl/flux-2-pro/generate"]
    within = [
        Case(f"within_{start}", inside, {"prompt": '"'}, tuple(FILES[start : start + 8]))
        for start in (0, 8, len(FILES) - 8)
    ]
    big = Case("within_big", inside, {"prompt": "a cat", "width": 512}, (BIG, "-rf.png"))
    return [*one, *many, *within, big]


def _batch_cases() -> list[Case]:
    """Return batches with and without a seed, with an upload before them, and with a picture in the body."""
    prompt = {"prompt": "it's $HOME"}
    flex, edit, inside = (
        SPECS[f"{name}"]
        for name in ("onemin/flux-2-flex/generate", "onemin/flux-2-flex/edit", "bfl/flux-2-pro/generate")
    )
    return [
        Case("batch_seeds", flex, prompt | {"seed": 2**53 - 2}, variants=4),
        Case("batch_random", flex, prompt, variants=3),
        Case("batch_upload", edit, prompt | {"seed": 7}, ("my cat.jpg",), variants=2),
        Case("batch_within", inside, prompt | {"seed": 0}, ("-rf.png",), variants=2),
    ]


def _dialect_cases() -> list[Case]:
    """Return what is special about each of the other APIs: data URLs, LoRAs, uploads, and bodies within bodies."""
    params = {"prompt": PROMPTS["quotes"], "seed": 7}
    two = ("my cat.jpg", "-rf.png")
    sampling = {"sample_steps": 4, "distilled_guidance": 3.5, "lora": "looks/Ink wash.safetensors 0.8"}
    return [
        Case("fal", SPECS["fal/flux-2-dev/edit"], params | {"loras": "someone/ink 0.8", "num_images": 2}, two),
        Case("fal_custom", SPECS["fal/flux-2-dev/generate"], params | {"image_size": "custom", "width": 512}),
        Case("replicate", SPECS["replicate/flux-2-flex/generate"], params, two),
        Case("replicate_batch", SPECS["replicate/flux-2-dev/generate"], params, (FILES[5],), variants=2),
        Case("sdcpp", SPECS["sdcpp/loaded-model/generate"], params | sampling, two),
        Case("openai_form", SPECS["openai/vllm-flux-2-klein-4b/edit"], params | {"width": 512}, two, variants=2),
        Case("openai_addresses", SPECS["openai/together-flux-2-dev/generate"], params, two),
        Case("openai_objects", SPECS["openai/openrouter-flux-2-klein-4b/generate"], params, two),
    ]


CASES = [*_prompt_cases(), *_file_cases(), *_batch_cases(), *_form_cases(), *_dialect_cases()]
