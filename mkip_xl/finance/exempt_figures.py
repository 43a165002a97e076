"""Every figure of the exempt appendices by name, and how the figures of each table add up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from mkip_xl.finance.account_rows import BudgetRow
from mkip_xl.finance.accounts import Accounts, cost_of
from mkip_xl.finance.differencing import Relation, total_of
from mkip_xl.finance.partnership import CATEGORIES


@dataclass(slots=True)
class ExemptFigures:
    """The figures (pence, or full-time equivalents) by name, by appendix, and the relations between them."""

    values: dict[str, Fraction] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)

    def put(self, letter: str, name: str, value: int | Fraction) -> str:
        """Note a figure; gives its name.

        >>> figures = ExemptFigures()
        >>> figures.put("B", "Net saving 2013/14", 37_100_000)
        'Net saving 2013/14'
        """
        self.values[name] = Fraction(value)
        self.letters[name] = letter
        return name

    def total(self, letter: str, name: str, lines: Sequence[str]) -> str:
        """Note a total of figures noted before; gives its name.

        >>> figures = ExemptFigures()
        >>> lines = [figures.put("E", f"Capital fund, {code}", 10_000_000) for code in ("MBC", "SBC", "TWBC")]
        >>> str(figures.values[figures.total("E", "Capital fund", lines)])
        '30000000'
        """
        self.put(letter, name, sum((self.values[line] for line in lines), Fraction(0)))
        self.relations.append(total_of(name, lines))
        return name


def exempt_figures(accounts: Accounts, kinds: Collection[str]) -> ExemptFigures:
    """Every figure that the appendices of these kinds (B, C, D, E, G, J) show, and how they add up.

    Totals have the names that public totals have. Relations run between appendices too: what one calls a budget,
    another calls a baseline.

    >>> from pathlib import Path
    >>> from mkip_xl.intake.model import read_partnership
    >>> partnership, _ = read_partnership(Path("workbooks/mkip-ict.xlsx"))
    >>> figures = exempt_figures(Accounts(partnership), ["B"])
    >>> str(figures.values["Net saving over the term"]), figures.letters["Net saving over the term"]
    ('371000000', 'B')
    """
    figures = ExemptFigures()
    if "B" in kinds or "J" in kinds:
        _savings(accounts, figures)
    if "C" in kinds:
        _budgets("C", "Revenue", accounts.revenue, accounts, figures)
    if "D" in kinds:
        _budgets("D", "Capital", accounts.capital, accounts, figures)
    if "E" in kinds:
        _investment(accounts, figures)
    if "G" in kinds:
        _structure(accounts, figures)
    if "J" in kinds:
        _agreement(accounts, figures)
    _between_appendices(accounts, figures)
    return figures


def _savings(accounts: Accounts, figures: ExemptFigures) -> None:
    nets = []
    for year in accounts.savings:
        parts: dict[str, Fraction | int] = {}
        for kind, sign, by in (
            ("Baseline", 1, year.baseline),
            ("Proposed cost", -1, year.proposed),
            ("Investment", -1, year.investment),
        ):
            for category in CATEGORIES:
                parts[figures.put("B", f"{kind} {year.year}, {category.lower()}", by[category])] = -sign
        net = figures.put("B", f"Net saving {year.year}", year.net)
        nets.append(net)
        figures.relations.append({net: 1, **parts})
        shares = [figures.put("B", f"Net saving {year.year}, {code}", amount) for code, amount in year.share.items()]
        figures.relations.append(total_of(net, shares))
    figures.total("B", "Net saving over the term", nets)
    figures.put("B", "Average net saving a year", accounts.average_saving)
    figures.relations.append({"Net saving over the term": 1, "Average net saving a year": -len(nets)})
    for code in accounts.codes:
        years = [f"Net saving {year.year}, {code}" for year in accounts.savings]
        figures.total("B", f"Net saving over the term, {code}", years)
    for method, by_partner in accounts.methods.items():
        lines = [
            figures.put("B", f"Net saving by the method {method}, {code}", amount)
            for code, amount in by_partner.items()
        ]
        figures.relations.append(total_of("Net saving over the term", lines))


def _budgets(letter: str, what: str, rows: Iterable[BudgetRow], accounts: Accounts, figures: ExemptFigures) -> None:
    for year in ("previous", "current"):
        by_row: list[str] = []
        by_partner: dict[str, list[str]] = {code: [] for code in accounts.codes}
        for row in rows:
            shown: Mapping[str, int] = getattr(row, year)
            lines = [
                figures.put(letter, f"{what} budget, {year} year, {row.name}, {code}", shown[code])
                for code in accounts.codes
            ]
            for code, line in zip(accounts.codes, lines, strict=True):
                by_partner[code].append(line)
            by_row.append(figures.total(letter, f"{what} budget, {year} year, {row.name}", lines))
        figures.total(letter, f"{what} budgets, {year} year", by_row)
        for code, lines in by_partner.items():
            figures.total(letter, f"{what} budget, {year} year, {code}", lines)


def _investment(accounts: Accounts, figures: ExemptFigures) -> None:
    totals = []
    for met_from, by_year in accounts.investment.items():
        years = [
            figures.put("E", f"Investment {year} from {met_from.lower()}", amount) for year, amount in by_year.items()
        ]
        totals.append(figures.total("E", f"Investment from {met_from.lower()}", years))
    figures.total("E", "Investment over the term", totals)
    items: dict[str, list[str]] = {}
    for place, line in enumerate(accounts.partnership.investment):
        if line.year in accounts.years:
            name = figures.put("E", f"Investment {line.year}, {line.item} ({place + 1})", line.amount)
            items.setdefault(f"Investment {line.year} from {line.met_from.lower()}", []).append(name)
    for total, names in items.items():
        figures.relations.append(total_of(total, names))
    before: str | None = None
    for year in accounts.fund:
        paid = [
            figures.put("E", f"Capital fund {year.year}, {code}", amount) for code, amount in year.contribution.items()
        ]
        total = figures.total("E", f"Capital fund {year.year}", paid)
        drawn = f"Investment {year.year} from capital fund"
        balance = figures.put("E", f"Balance of the capital fund {year.year}", year.balance)
        figures.relations.append({balance: 1, total: -1, drawn: 1} | ({before: -1} if before else {}))
        before = balance
    figures.total("E", "Capital fund over the term", [f"Capital fund {year.year}" for year in accounts.fund])
    for code in accounts.codes:
        figures.total("E", f"Capital fund, {code}", [f"Capital fund {year.year}, {code}" for year in accounts.fund])
    for option, funded in accounts.options.items():
        for year in funded if option != accounts.partnership.chosen_option else ():
            for code, amount in year.contribution.items():
                figures.put("E", f"Capital fund {year.year} under option {option}, {code}", amount)


def _structure(accounts: Accounts, figures: ExemptFigures) -> None:
    posts = accounts.partnership.posts
    for structure, name in (("Current", "current structure"), ("Proposed", "proposed structure")):
        costs, equivalents = [], []
        for row in accounts.tiers:
            here = [
                (place, post)
                for place, post in enumerate(posts, 1)
                if post.structure == structure and post.tier == row.tier
            ]
            for place, post in here:
                figures.put("G", f"Cost of post {place}, {name}", cost_of(post))
                figures.put("G", f"Full-time equivalents of post {place}, {name}", post.fte)
                for kind, amount in (
                    ("Salary", post.salary),
                    ("National Insurance", post.national_insurance),
                    ("Pension", post.pension),
                ):
                    figures.put("G", f"{kind} of post {place}, {name}", amount)
            costs.append(
                figures.total(
                    "G", f"Cost of tier {row.tier}, {name}", [f"Cost of post {place}, {name}" for place, _ in here]
                )
            )
            lines = [f"Full-time equivalents of post {place}, {name}" for place, _ in here]
            equivalents.append(figures.total("G", f"Posts of tier {row.tier}, {name}", lines))
        figures.total("G", f"Cost of the {name}", costs)
        figures.total("G", f"Posts, {name}", equivalents)


def _agreement(accounts: Accounts, figures: ExemptFigures) -> None:
    for asset in accounts.partnership.assets:
        figures.put("J", f"Cost of asset {asset.number}", asset.cost)
    totals = []
    for year, by_partner in accounts.contributions.items():
        lines = [figures.put("J", f"Contribution {year}, {code}", amount) for code, amount in by_partner.items()]
        total = figures.total("J", f"Contributions {year}", lines)
        totals.append(total)
        kinds = ("Proposed cost", "Investment")
        cost = {f"{kind} {year}, {category.lower()}": -1 for kind in kinds for category in CATEGORIES}
        figures.relations.append({total: 1, **cost})
        baselines = []
        for code in accounts.codes:
            own = figures.put("J", f"Baseline {year}, {code}", accounts.baseline_of(code, year))
            baselines.append(own)
            if accounts.partnership.agreement.contribution_rule != "By basis":
                figures.relations.append({f"Contribution {year}, {code}": 1, own: -1, f"Net saving {year}, {code}": 1})
        by_category = {f"Baseline {year}, {category.lower()}": 1 for category in CATEGORIES}
        figures.relations.append({**by_category, **dict.fromkeys(baselines, -1)})
    figures.total("J", "Contributions over the term", totals)
    worked = accounts.balancing
    if worked is not None:
        for code in accounts.codes:
            for kind, by in (
                ("Share of the actual cost", worked.share_of_actual),
                ("Underspend", worked.underspend),
                ("Balancing payment", worked.payment),
            ):
                figures.put("J", f"{kind} {worked.year}, {code}", by[code])
    if accounts.leaving is not None:
        for label, by in (*accounts.leaving.lines.items(), ("Net cost", accounts.leaving.net)):
            for code, amount in by.items():
                figures.put("J", f"{label} on leaving, {code}", amount)


def _between_appendices(accounts: Accounts, figures: ExemptFigures) -> None:
    """Note where one appendix shows another's figure: by its making, or because the two agree in this partnership."""
    budget, before = "Revenue budget, current year, ", "Cost of the current structure"
    alike = [([f"{budget}{row.name}"], before) for row in accounts.revenue]
    for year in accounts.years:
        baseline, proposed, invested = (
            [f"{kind} {year}, {category.lower()}" for category in CATEGORIES]
            for kind in ("Baseline", "Proposed cost", "Investment")
        )
        alike += [
            (baseline, "Revenue budgets, current year"),
            (baseline[:1], before),
            (proposed[:1], "Cost of the proposed structure"),
            (invested, f"Investment {year} from savings"),
            *((baseline[:1], f"{budget}{row.name}") for row in accounts.revenue),
            *(([f"Baseline {year}, {code}"], f"{budget}{code}") for code in accounts.codes),
        ]
    worth = figures.values
    for lines, total in alike:
        if worth.keys() >= {*lines, total} and sum(worth[line] for line in lines) == worth[total]:
            figures.relations.append(total_of(total, lines))
