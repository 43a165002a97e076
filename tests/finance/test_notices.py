"""Notice before a private meeting or a key decision, by the law of the day."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from mkip_xl.errors import RuleError
from mkip_xl.finance.notices import last_day, notice_faults, requirement

DAY = datetime.date


@pytest.mark.parametrize(
    ("meeting", "published", "faults"),
    [
        (DAY(2012, 4, 16), None, 0),  # the founding report: before the notice was brought in
        (DAY(2012, 9, 9), None, 0),
        (DAY(2012, 9, 10), None, 1),
        (DAY(2013, 4, 16), DAY(2013, 3, 18), 0),
        (DAY(2013, 4, 16), DAY(2013, 3, 19), 1),
        (DAY(2024, 3, 30), DAY(2024, 3, 1), 0),  # 28 clear days, 2 to 29 March
        (DAY(2024, 3, 29), DAY(2024, 3, 1), 1),
    ],
)
@pytest.mark.parametrize("notice", ["private meeting", "key decision"])
def test_twenty_eight_clear_days_from_10_september_2012(notice: Any, meeting: DAY, published: Any, faults: int) -> None:
    assert faults == len(notice_faults(notice, meeting, published))


def test_the_old_law_stays_beside_the_new() -> None:
    assert "SI 2000/3272" in requirement("key decision", DAY(2012, 9, 9)).source
    assert "SI 2012/2089" in requirement("key decision", DAY(2012, 9, 10)).source
    assert last_day("private meeting", DAY(2012, 4, 16)) is None
    assert "was not published" in notice_faults("private meeting", DAY(2020, 1, 31), None)[0]


def test_what_no_law_here_covers_is_refused() -> None:
    with pytest.raises(RuleError, match="before 9 January 2001"):
        requirement("key decision", DAY(2000, 12, 31))
    with pytest.raises(RuleError, match="private meeting or key decision"):
        requirement("party", DAY(2020, 1, 1))  # type: ignore[arg-type]
