"""Numbers inside a chart: Vega expressions for the text of a number as the rest of the page writes it."""

from __future__ import annotations

RAISED = {"+": "", "-": "⁻"} | dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
SMALLEST = "1e-4"  # below, powers of ten read better


def said(value: str, digits: int = 6) -> str:
    """The text of what the expression ``value`` gives: −15.7, 3·10⁻⁸, 0, or — where that is no number.

    At most so many significant digits, no zeros at the end, a true minus.
    """
    plain = f"format({value}, '.{digits}~r')"
    short = f"{value} == 0 || abs({value}) >= {SMALLEST} && abs({value}) < {10**digits}"
    parts = f"split(format({value}, '.{min(digits, 4) - 1}~e'), 'e')"
    return f"(!isFinite({value}) ? '—' : {short} ? {plain} : {parts}[0] + '·10' + {raised(parts + '[1]')})"


def power(value: str) -> str:
    """The text of a power of ten: 10⁻⁸, 0.1, 1; nothing for other numbers, so that an axis names few of its ticks."""
    exponent = f"round(log({value}) / LN10)"
    exact = f"abs({exponent} - log({value}) / LN10) < 1e-6"
    whole = f"format({exponent}, 'd')"
    return f"{exact} ? abs({exponent}) < 2 ? format({value}, '~r') : '10' + {raised(whole)} : ''"


def raised(text: str) -> str:
    """The digits and signs of what the expression ``text`` gives, raised."""
    text = f"replace({text}, '−', '-')"
    for plain, high in RAISED.items():
        text = f"replace({text}, regexp('[{plain}]', 'g'), '{high}')"
    return text
