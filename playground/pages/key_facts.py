"""Where a person gets a key for a public API, and what its pictures cost, as far as the API's makers say so."""

from dataclasses import dataclass

from playground.catalog.loading import specs
from playground.dialects.registry import get_dialect
from playground.prices.loading import find_row
from playground.prices.money import dollars
from playground.prices.row import PriceRow


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """The maker's site, where keys come from, and the price of each model, by its name; no prices means unknown."""

    site: str
    prices: dict[str, PriceRow]

    @property
    def address(self) -> str:
        return f"https://{self.site}/"

    @property
    def price_list(self) -> str:
        """The price of one picture of one megapixel from each model, the lowest first."""
        in_order = sorted(self.prices.items(), key=lambda entry: entry[1].base)
        return ", ".join(f"{dollars(row.base)} ({name})" for name, row in in_order)

    @property
    def source(self) -> PriceRow | None:
        """The first price, which names the page of all of them and when it was read."""
        return next(iter(self.prices.values()), None)


def find_key_facts(dialect: str) -> KeyFacts:
    """Return what is known of an API's keys and prices."""
    # With the default of each parameter.
    found = {spec.title: find_row(spec, {}) for spec in specs().values() if spec.dialect == dialect}
    policy = get_dialect(dialect).policy
    return KeyFacts(policy.key_site or policy.domain, {title: row for title, row in found.items() if row})
