"""Recharges: the costs of support services charged to the partners – direct, step-down, double step-down, reciprocal.

Services stand in register order and are counted from 0. Everything is exact until the last step, where what each
partner bears is made whole pence that keep the total.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from mkip_xl.errors import MethodError, NoDriverError, RuleError
from mkip_xl.finance.exact import Ratio, exact, same_length, whole_pence

METHODS = {
    "direct": "each service charges partners only; what services do for each other is left out",
    "step-down": "services close one after another; each charges the partners and the services not yet closed",
    "double step-down": "every service first charges all others and the partners; what comes back is then stepped down",
    "reciprocal": "services charge each other in full, by simultaneous equations",
}
"""Every method by name, and what it says in an appendix."""

Matrix = list[list[Fraction]]


@dataclass(frozen=True, slots=True)
class Recharges:
    """What the partners bear, and the working behind it.

    amounts: whole pence, one a partner, adding to the service costs. charged: exact pence each service charged on, its
    own cost and what others charged it. lines: one row a service, one exact figure a partner; each column adds to what
    the partner bears before rounding.
    """

    method: str
    amounts: tuple[int, ...]
    charged: tuple[Fraction, ...]
    lines: tuple[tuple[Fraction, ...], ...]


def recharges(
    method: str,
    costs: Sequence[int],
    use_by_services: Sequence[Sequence[Ratio]],
    use_by_partners: Sequence[Sequence[Ratio]],
    *,
    order: Sequence[int] | None = None,
) -> Recharges:
    """Return what each partner bears of the services' costs, in whole pence that add to them.

    method: a name in METHODS. costs: each service's net cost, pence; a net income is negative. use_by_services: one row
    a service, the units it provides to each service. use_by_partners: one row a service, the units it provides to each
    partner. Units are 0 or more, in any unit, the same along a row. order: the order in which services are stepped
    down, as positions from 0; register order when left out.
    Equation (reciprocal): x = c + Ax, with A the part of each service used by each other. What a service uses itself is
    removed before, which changes no partner's charge. A service with a cost and nobody to charge is refused, and so is
    a closed loop of services that serve only each other.
    Source: the service-department methods of cost accounting; double step-down as in the central-service cost
    allocation plans of US local government (2 CFR 200, Appendix V).

    Payroll costs £1,000, a fifth of it used by ICT; ICT costs £2,000. Two partners share the rest 50:30 and 60:40.

    >>> recharges("step-down", [100_000, 200_000], [[0, 20], [0, 0]], [[50, 30], [60, 40]]).amounts
    (182000, 118000)
    """
    name = method_name(method)
    count = same_length(costs=costs, use_by_services=use_by_services, use_by_partners=use_by_partners)
    if count == 0:
        raise RuleError("No services were given. Give the cost of at least one, and who uses it.")
    services = _units(use_by_services, count, "services")
    partners = _units(use_by_partners, None, "partners")
    for place in range(count):
        services[place][place] = Fraction(0)
    turns = list(range(count)) if order is None else list(order)
    if sorted(turns) != list(range(count)):
        raise RuleError(f"The order was given as {turns}. Give each of the {count} services once, counted from 0.")
    charged = _CHARGED[name]([Fraction(cost) for cost in costs], services, partners, turns)
    lines = charged[1]
    amounts = whole_pence([sum(column, Fraction(0)) for column in zip(*lines, strict=True)])
    return Recharges(name, tuple(amounts), tuple(charged[0]), tuple(tuple(line) for line in lines))


def method_name(text: str) -> str:
    """Return the method a text names, whatever its capitals, spacing and hyphens.

    >>> method_name("Step down")
    'step-down'
    """
    words = " ".join(text.casefold().replace("-", " ").replace("_", " ").split())
    found = next((name for name in METHODS if name.replace("-", " ") == words), None)
    if found is None:
        raise MethodError(f"{text!r} is not a way to recharge services. Choose one of: {', '.join(METHODS)}.")
    return found


def _direct(
    costs: list[Fraction], services: Matrix, partners: Matrix, order: list[int]
) -> tuple[list[Fraction], Matrix]:
    return costs, [_spread(place, cost, partners[place]) for place, cost in enumerate(costs)]


def _step_down(
    costs: list[Fraction], services: Matrix, partners: Matrix, order: list[int]
) -> tuple[list[Fraction], Matrix]:
    held, count = list(costs), len(costs)
    lines: Matrix = [[Fraction(0)] * len(partners[0]) for _ in costs]
    for turn, place in enumerate(order):
        later = order[turn + 1 :]
        users = [services[place][other] if other in later else Fraction(0) for other in range(count)]
        parts = _spread(place, held[place], users + partners[place])
        for other in later:
            held[other] += parts[other]
        lines[place] = parts[count:]
    return held, lines


def _double_step_down(
    costs: list[Fraction], services: Matrix, partners: Matrix, order: list[int]
) -> tuple[list[Fraction], Matrix]:
    count = len(costs)
    first = [_spread(place, cost, services[place] + partners[place]) for place, cost in enumerate(costs)]
    back = [sum((row[place] for row in first), Fraction(0)) for place in range(count)]
    held, second = _step_down(back, services, partners, order)
    lines = [
        [once + again for once, again in zip(row[count:], more, strict=True)]
        for row, more in zip(first, second, strict=True)
    ]
    return [cost + again for cost, again in zip(costs, held, strict=True)], lines


def _reciprocal(
    costs: list[Fraction], services: Matrix, partners: Matrix, order: list[int]
) -> tuple[list[Fraction], Matrix]:
    count = len(costs)
    reaching = _reaching(services, partners)
    idle = _idle(costs, services, reaching)
    for place in idle:
        _spread(place, Fraction(1), services[place] + partners[place])  # refused where nobody at all uses it
    if idle:
        raise RuleError(
            f"Services {' and '.join(str(place + 1) for place in idle)} have costs but no way to a partner: they serve "
            "only each other. Give the use that partners make of at least one of them."
        )
    live = [place for place in range(count) if reaching[place]]
    used = {place: sum(services[place], Fraction(0)) + sum(partners[place], Fraction(0)) for place in live}
    equations = [
        [used[source] * int(to == source) - services[source][to] for source in live] + [costs[to]] for to in live
    ]
    unit_costs = [Fraction(0)] * count
    for place, unit_cost in zip(live, _solved(equations), strict=True):
        unit_costs[place] = unit_cost
    totals = [unit_costs[place] * used.get(place, 0) for place in range(count)]
    lines = [[unit_cost * units for units in row] for unit_cost, row in zip(unit_costs, partners, strict=True)]
    return totals, lines


_Charging = Callable[[list[Fraction], Matrix, Matrix, list[int]], tuple[list[Fraction], Matrix]]
_CHARGED: dict[str, _Charging] = {
    "direct": _direct,
    "step-down": _step_down,
    "double step-down": _double_step_down,
    "reciprocal": _reciprocal,
}


def _spread(place: int, cost: Fraction, users: list[Fraction]) -> list[Fraction]:
    """A service's cost over those that use it, in proportion to their units."""
    total = sum(users, Fraction(0))
    if total == 0:
        if cost == 0:
            return [Fraction(0)] * len(users)
        raise NoDriverError(
            f"Service {place + 1} has a cost and nobody left to bear it, so there is nothing to share it by. Give the "
            "use that partners make of it, or step it down earlier."
        )
    return [cost * units / total for units in users]


def _reaching(services: Matrix, partners: Matrix) -> list[bool]:
    """Whether each service's cost has a route to a partner, straight or through other services."""
    reaching = [any(row) for row in partners]
    for _ in services:
        reaching = [
            there or any(units and reaching[to] for to, units in enumerate(row))
            for there, row in zip(reaching, services, strict=True)
        ]
    return reaching


def _idle(costs: list[Fraction], services: Matrix, reaching: list[bool]) -> list[int]:
    """The services that hold or receive a cost and have no route to a partner."""
    holding = [cost != 0 for cost in costs]
    for _ in services:
        for source, row in enumerate(services):
            if holding[source]:
                holding = [held or units != 0 for held, units in zip(holding, row, strict=True)]
    return [place for place, there in enumerate(reaching) if holding[place] and not there]


def _solved(equations: Matrix) -> list[Fraction]:
    """The solution of linear equations (last entry of each row is the right-hand side), exact.

    Elimination in whole numbers, where each division by the pivot before leaves no rest: Bareiss, Sylvester's identity
    and multistep integer-preserving Gaussian elimination (1968).
    """
    rows = []
    for equation in equations:
        scale = lcm(*(entry.denominator for entry in equation))
        rows.append([int(scale * entry) for entry in equation])
    before = 1
    for pivot in range(len(rows)):
        swap = next(place for place in range(pivot, len(rows)) if rows[place][pivot] != 0)
        rows[pivot], rows[swap] = rows[swap], rows[pivot]
        leading = rows[pivot]
        lead = leading[pivot]
        for place, row in enumerate(rows):
            if place != pivot:
                factor = row[pivot]
                rows[place] = [
                    (lead * entry - factor * other) // before for entry, other in zip(row, leading, strict=True)
                ]
        before = lead
    return [Fraction(row[-1], before) for row in rows]


def _units(table: Sequence[Sequence[Ratio]], width: int | None, users: str) -> Matrix:
    rows = [
        [exact(units, f"The use of service {place} by {users}") for units in row] for place, row in enumerate(table, 1)
    ]
    widths = {len(row) for row in rows} | ({width} if width is not None else set())
    if len(widths) != 1 or widths == {0}:
        raise RuleError(
            f"The use by {users} has rows of {', '.join(str(len(row)) for row in rows)} figures. "
            f"Give one figure for each of the {users}, in every row."
        )
    if any(units < 0 for row in rows for units in row):
        raise RuleError(f"The use by {users} has a negative figure. Give units of 0 or more.")
    return rows
