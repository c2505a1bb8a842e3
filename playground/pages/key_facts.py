"""Where a person gets a key for a public API, and what its pictures cost, as far as the API's makers say so."""

from dataclasses import dataclass

from playground.catalog.loading import specs
from playground.catalog.spec import Price
from playground.dialects.registry import get_dialect


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """The maker's site, where keys come from, and the price of each model, by its name; no prices means unknown."""

    site: str
    prices: dict[str, Price]

    @property
    def address(self) -> str:
        return f"https://{self.site}/"

    @property
    def price_list(self) -> str:
        """The price of one picture of one megapixel from each model, the lowest first."""
        in_order = sorted(self.prices.items(), key=lambda entry: entry[1].first_megapixel)
        return ", ".join(f"{price.first_megapixel:g} USD ({name})" for name, price in in_order)

    @property
    def source(self) -> Price | None:
        """The first price, which names the page of all of them and when it was read."""
        return next(iter(self.prices.values()), None)


def find_key_facts(dialect: str) -> KeyFacts:
    """Return what is known of an API's keys and prices."""
    priced = [(spec, spec.price) for spec in specs().values() if spec.dialect == dialect and spec.price]
    return KeyFacts(get_dialect(dialect).policy.domain, {spec.title: price for spec, price in priced})
