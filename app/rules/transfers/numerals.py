"""Capital numerals (大写数字), which the letter of introduction demands for year, month and validity."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"


def capital_digits(year: int) -> str:
    """A year digit by digit: 2026 is 贰零贰陆."""
    return "".join(_DIGITS[int(digit)] for digit in f"{year:04d}")


def capital_number(number: int) -> str:
    """A month or a count of days, 1 to 999, as a number: 11 is 壹拾壹, 90 is 玖拾, 105 is 壹佰零伍."""
    if not 1 <= number <= 999:
        raise ValueError(f"{number} is not between 1 and 999")
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}佰" if hundreds else ""
    if tens:
        words += f"{_DIGITS[tens]}拾"
    elif hundreds and units:
        words += "零"
    return words + _DIGITS[units] if units else words
