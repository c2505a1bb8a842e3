"""The form of an export: how the pictures are named, and what goes in beside them."""

from django import forms

from playground.library.errors import LibraryRefused
from playground.library.export.patterns import EXAMPLE, LONGEST_PATTERN
from playground.pages.file_naming import name_by

SWITCH = {"role": "switch"}


class ExportForm(forms.Form):
    """The choices of an export. All switches are on at first."""

    pattern = forms.CharField(
        required=False,
        label="File names",
        help_text="Placeholders in braces are replaced. Leave it empty for the usual names.",
        widget=forms.TextInput(
            attrs={
                "placeholder": EXAMPLE,
                "autocomplete": "off",
                "autocapitalize": "off",
                "spellcheck": "false",
                "maxlength": LONGEST_PATTERN,
                "dir": "ltr",
            }
        ),
    )
    recipes = forms.BooleanField(
        required=False,
        label="Recipes",
        help_text="The settings of each picture, as a JSON file beside it.",
        widget=forms.CheckboxInput(SWITCH),
    )
    sheet = forms.BooleanField(
        required=False,
        label="Contact sheet",
        help_text="index.html shows all pictures in a browser.",
        widget=forms.CheckboxInput(SWITCH),
    )
    table = forms.BooleanField(
        required=False,
        label="Table",
        help_text="pictures.csv lists all pictures for a spreadsheet.",
        widget=forms.CheckboxInput(SWITCH),
    )
    keep = forms.BooleanField(
        required=False,
        label="Use these names for single downloads, too",
        widget=forms.CheckboxInput(SWITCH),
    )

    def __init__(self, data: object = None, *, pattern: str = "") -> None:
        usual = {"pattern": pattern, "recipes": True, "sheet": True, "table": True, "keep": True}
        super().__init__(data, initial=usual, auto_id="export_%s")  # type: ignore[arg-type]

    def clean_pattern(self) -> str:
        """Refuse a pattern that cannot be understood, with its sentence."""
        pattern = str(self.cleaned_data["pattern"])
        try:
            name_by(pattern)
        except LibraryRefused as refused:
            raise forms.ValidationError(refused.sentence) from refused
        return pattern
