"""The catalog: what each model takes, the one judge of it, and the size of the picture that comes of it."""

from playground.catalog.carrying import Carried, Dropped, carry_over
from playground.catalog.coercion import coerce_form, resolve, strip_defaults
from playground.catalog.faults import SpecFault
from playground.catalog.loading import UnknownSpec, get_spec, schema_faults, specs
from playground.catalog.remarks import find_remarks
from playground.catalog.sizes import picture_size, ratio_choices
from playground.catalog.spec import Example, Issue, ModelSpec, Parameter, Params, Size, Value
from playground.catalog.validation import normalise, split_unknown, validate

__all__ = [
    "Carried",
    "Dropped",
    "Example",
    "Issue",
    "ModelSpec",
    "Parameter",
    "Params",
    "Size",
    "SpecFault",
    "UnknownSpec",
    "Value",
    "carry_over",
    "coerce_form",
    "find_remarks",
    "get_spec",
    "normalise",
    "picture_size",
    "ratio_choices",
    "resolve",
    "schema_faults",
    "specs",
    "split_unknown",
    "strip_defaults",
    "validate",
]
