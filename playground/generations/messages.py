"""Sentences about a generation that several modules use.

A `model` is the id of a spec. The name of an API alone stands for its models in general.
"""

from playground.catalog.loading import specs
from playground.dialects.registry import DIALECTS, get_dialect
from playground.engines.base import CancelOutcome, describe_job

CANCELLED = "You cancelled this."
SEE_LOG = "The server log has the details."
SERVER_ERROR = "The picture could not be made because of an error on this server."
TRY_AGAIN = f"{SERVER_ERROR} Try again. {SEE_LOG}"


def title_of(model: str) -> str:
    """Return the name of the model's API, or its short name when this server no longer supports it."""
    dialect = model.partition("/")[0]
    return get_dialect(dialect).title if dialect in DIALECTS else dialect


def is_free(model: str) -> bool:
    """Return whether the model never costs anything, so that no sentence warns of a charge."""
    dialect = model.partition("/")[0]
    return dialect in DIALECTS and get_dialect(dialect).is_free(specs().get(model))


def cancelled(model: str, *, sent: bool) -> str:
    """Return the sentence for a cancelled generation, which warns of a charge when it was already sent."""
    if not sent or is_free(model):
        return CANCELLED
    return f"You cancelled this after it was sent to {title_of(model)}, so it may still be charged."


def cancelled_there(model: str, outcome: CancelOutcome) -> str:
    """Return the sentence for a generation that was cancelled while its API worked on it."""
    title = title_of(model)
    if is_free(model):
        ends = {"taken": f", and {title} was asked to stop.", "impossible": "."}
        return f"You cancelled this{ends.get(outcome, f', but {title} goes on with it.')}"
    if outcome == "taken":
        return f"You cancelled this after it was sent to {title}, which was asked to stop. It may still be charged."
    if outcome == "refused":
        return f"You cancelled this after it was sent to {title}, which did not stop it, so it may still be charged."
    if outcome == "not asked":
        return (
            f"You cancelled this after it was sent to {title}, which could not be asked to stop, so it may still be"
            " charged."
        )
    return cancelled(model, sent=True)


def charged(model: str) -> str:
    """Return the sentence for a generation whose worker stopped after it was sent."""
    title = title_of(model)
    if is_free(model):
        return f"The worker stopped after this was sent to {title}. Try again."
    return (
        f"The worker stopped after this was sent to {title}, so it may have been charged. Check your pictures at"
        f" {title} before you try again."
    )


def made_there(model: str) -> str:
    """Return the beginning of a sentence about a picture that the API made and this server does not have."""
    return f"{title_of(model)} made the picture" + ("" if is_free(model) else " and charges for it")


def download_there(model: str, job: str = "") -> str:
    """Return the advice for a picture that was charged but could not be stored here, with the id that it has there."""
    advice = f"Download it from {title_of(model)} while it is still available there."
    if is_free(model):
        advice = "Try again."
    return f"{advice} {describe_job(job)}".rstrip()


def failed_here(model: str, *, sent: bool) -> str:
    """Return the sentence for an error on this server, which warns of a charge when the request was already sent."""
    if not sent or is_free(model):
        return TRY_AGAIN
    charge = f"It was sent to {title_of(model)} and may have been charged: check there before you try again."
    return f"{SERVER_ERROR} {charge} {SEE_LOG}"


def model_not_offered(spec_id: str) -> str:
    """Return the sentence for a generation whose model was removed from the catalog."""
    return f"The model {spec_id} is no longer offered here. Choose another one."
