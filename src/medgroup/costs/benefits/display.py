"""Amounts as a summary of benefits shows them. What is shown is rounded; what is adjudicated never is."""

from medgroup.values.money import Money


def shown_amount(amount: Money) -> Money:
    """Return an amount as a coverage example shows it: to the nearest 100 dollars, or 10 where it is less than 100.

    Halves go up. Each amount of an example is rounded by itself, and the total is that of the amounts shown.

    Args:
        amount: The exact amount; zero or more.

    Sources: 45 CFR 147.200(a)(2)(ii) (coverage examples) and the instructions to them.

    >>> shown_amount(Money.parse("1980.00")), shown_amount(Money.parse("75.00"))
    (Money('2000.00'), Money('80.00'))
    """
    step = 10_000 if amount.cents >= 10_000 else 1_000
    return Money((amount.cents + step // 2) // step * step)
