"""What `sd-server` says that it offers: its model, its defaults and limits, and the lists of the form."""

from collections.abc import Mapping
from typing import Any

from playground.catalog.narrowing import Offer, Offers, read_choices
from playground.dialects.errors import AnswerError
from playground.dialects.loras import PATH as LORA_PATH
from playground.dialects.reading import first_sentence, read_number

# The mode of the server in which it makes pictures; it may have others, for videos.
MODE = "img_gen"
# Files in the server's folder, which `--lora-model-dir` names. Tags such as `<lora:ink:1>` in a prompt have no effect.
LORAS = "lora"


def read_capabilities(found: Mapping[str, Any]) -> Offers:
    """Read the capabilities, or raise `AnswerError`."""
    modes, model = read_choices(found.get("supported_modes")), _object(found, "model")
    defaults = _of_mode(found, "defaults")
    if not isinstance(found.get("model"), Mapping) or (not defaults and modes is None):
        raise AnswerError("it did not answer like sd-server.")
    if modes is not None and MODE not in modes:
        raise AnswerError("the model that it has loaded cannot generate images.")
    features, formats = _of_mode(found, "features"), _object(found, "output_formats_by_mode").get(MODE)
    sampling, guidance = _object(defaults, "sample_params"), _object(_object(defaults, "sample_params"), "guidance")
    limits = _object(found, "limits")
    parameters = {side: _side(side, limits, defaults) for side in ("width", "height")}
    parameters |= {
        "ref_images": Offer(is_there=features.get("ref_images") is not False),
        "sample_steps": Offer(default=_tidy(sampling.get("sample_steps"))),
        "txt_cfg": Offer(default=_tidy(guidance.get("txt_cfg"))),
        "distilled_guidance": Offer(default=_tidy(guidance.get("distilled_guidance"))),
        "sample_method": _choice(found.get("samplers"), sampling.get("sample_method")),
        "scheduler": _choice(found.get("schedulers"), sampling.get("scheduler")),
        LORAS: _offer_loras(found.get("loras"), features),
        # Without the parameter the server makes a PNG, whatever it lists first.
        "output_format": _choice(formats or found.get("output_formats"), None),
    }
    return Offers(first_sentence([model.get("stem"), model.get("name")]), parameters)


def _object(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = found.get(name)
    return value if isinstance(value, Mapping) else {}


def _of_mode(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return what the server says of pictures: by mode, or of its only mode."""
    return _object(_object(found, f"{name}_by_mode"), MODE) or _object(found, name)


def _side(name: str, limits: Mapping[str, Any], defaults: Mapping[str, Any]) -> Offer:
    least, most = (read_number(limits.get(f"{bound}_{name}")) for bound in ("min", "max"))
    return Offer(minimum=_tidy(least), maximum=_tidy(most), default=_tidy(defaults.get(name)))


def _choice(listed: object, default: object) -> Offer:
    choices = read_choices(listed)
    # "default" is not in the list: it means that the model decides.
    return Offer(choices=choices, default=default if isinstance(default, str) and default in (choices or ()) else None)


def _offer_loras(listed: object, features: Mapping[str, Any]) -> Offer:
    """Return the files that the server has. It refuses a request that names any other, as routes_sdcpp.cpp shows."""
    entries = listed if isinstance(listed, list) else ()
    paths = [entry.get(LORA_PATH) for entry in entries if isinstance(entry, Mapping)]
    choices = read_choices(paths) if isinstance(listed, list) else None
    return Offer(choices=choices, is_there=features.get("lora") is not False)


def _tidy(value: object) -> float | int | None:
    """Return a number as a form shows it, or None. The server's numbers are floats of 32 bits."""
    number = read_number(value)
    if number is None:
        return None
    number = round(number, 4)
    return int(number) if number.is_integer() else number
