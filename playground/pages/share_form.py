"""The form with which an owner chooses what the page of a share link shows."""

from django import forms

from playground.generations.models import Share
from playground.generations.models.share import LONGEST_TITLE


class ShareForm(forms.Form):
    """What strangers see. Each field has an id of its own, since the page of a generation has other forms."""

    title = forms.CharField(
        required=False,
        max_length=LONGEST_TITLE,
        label="Title",
        help_text="The heading of the page and of its preview. Without one, the prompt is the heading.",
        widget=forms.TextInput(attrs={"placeholder": "Coffee festival, poster", "autocomplete": "off", "dir": "auto"}),
    )
    picture_only = forms.BooleanField(
        required=False,
        label="Picture only",
        help_text="Hides the prompt, the settings and the code.",
        widget=forms.CheckboxInput(attrs={"role": "switch"}),
    )

    def __init__(self, data: object = None, *, share: Share | None = None) -> None:
        initial = {"title": share.title, "picture_only": share.picture_only} if share else {}
        super().__init__(data, initial=initial, auto_id="share_%s")  # type: ignore[arg-type]
