"""One-time codes: the published values, the tolerance of clocks, and what is refused."""

from __future__ import annotations

import base64

import pytest

from tawthiq.sealing.one_time_codes import STEP_SECONDS, address_of_secret, code_at, step_of, write_secret
from tawthiq.terms.errors import BadInputError

#: RFC 6238, appendix B: the secret is the ASCII string "12345678901234567890"; its eight digits end in our six.
SECRET = write_secret(b"12345678901234567890")
PUBLISHED = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}


@pytest.mark.parametrize(("seconds", "published"), PUBLISHED.items())
def test_the_published_values(seconds: int, published: str) -> None:
    assert code_at(SECRET, seconds // STEP_SECONDS) == published[-6:]
    assert step_of(SECRET, published[-6:], seconds=seconds) == seconds // STEP_SECONDS


def test_a_secret_is_written_as_apps_read_it() -> None:
    assert base64.b32decode(SECRET) == b"12345678901234567890"
    assert address_of_secret(SECRET, name="rima", mission="بعثة") == (
        f"otpauth://totp/%D8%A8%D8%B9%D8%AB%D8%A9%3Arima?secret={SECRET}&issuer=%D8%A8%D8%B9%D8%AB%D8%A9"
    )


@pytest.mark.parametrize("away", [-1, 0, 1])
def test_a_clock_that_is_half_a_minute_off_is_borne(away: int) -> None:
    assert step_of(SECRET, code_at(SECRET, 1000 + away), seconds=1000 * STEP_SECONDS) == 1000 + away


@pytest.mark.parametrize("away", [-2, 2])
def test_one_that_is_more_off_is_not(away: int) -> None:
    with pytest.raises(BadInputError):
        step_of(SECRET, code_at(SECRET, 1000 + away), seconds=1000 * STEP_SECONDS)


def test_digits_of_other_scripts_and_spaces_are_read() -> None:
    code = code_at(SECRET, 1000)
    arabic = " ".join(chr(ord("٠") + int(digit)) for digit in code)
    assert step_of(SECRET, arabic, seconds=1000 * STEP_SECONDS) == 1000


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "1234567", "½", "\x00" * 6, "²²²²²²"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(BadInputError) as refused:
        step_of(SECRET, code, seconds=1000 * STEP_SECONDS)
    assert refused.value.code == "code.wrong"
