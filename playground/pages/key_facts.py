"""Where a person gets a key for a public API, and what its pictures cost, as far as the API's makers say so."""

from dataclasses import dataclass

from playground.dialects.registry import get_dialect


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one picture of one megapixel, in US dollars."""

    model: str
    dollars: str


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """The maker's site, where keys come from, and the prices that were read there; no prices means unknown."""

    site: str
    prices: tuple[Price, ...] = ()
    more: str = ""
    source: str = ""
    read: str = ""

    @property
    def address(self) -> str:
        return f"https://{self.site}/"

    @property
    def price_list(self) -> str:
        return ", ".join(f"{price.dollars} USD ({price.model})" for price in self.prices)


# 1min.ai and apiframe publish no prices for these models as text, so none are guessed here.
PRICES: dict[str, KeyFacts] = {
    "bfl": KeyFacts(
        site="bfl.ai",
        prices=(
            Price("klein 4B", "0.014"),
            Price("klein 9B", "0.015"),
            Price("pro", "0.03"),
            Price("flex", "0.05"),
            Price("max", "0.07"),
        ),
        more="Each further megapixel and each input picture costs extra.",
        source="https://docs.bfl.ai/quick_start/pricing",
        read="November 2026",
    )
}


def find_key_facts(dialect: str) -> KeyFacts:
    """Return what is known of an API's keys and prices."""
    return PRICES.get(dialect) or KeyFacts(get_dialect(dialect).policy.domain)
