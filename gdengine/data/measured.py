"""``MEASURED``: small sets that somebody measured, with what they are, where they are from, and their units.

Facts are nobody's property: each set is retyped from, or checked against, the publication that is named.  To add one:
an entry of title, source, license, what x and y are, and the points.
"""

from __future__ import annotations

from typing import NamedTuple

FACTS = "facts, in the public domain"
UNITED_STATES = "work of the US government, in the public domain"


class MeasuredSet(NamedTuple):
    """Points that somebody measured: who, and who may use them."""

    title: str
    source: str
    license: str
    x_title: str  # with its unit
    y_title: str
    points: tuple[tuple[float, float], ...]


def _pairs(x: str, y: str) -> tuple[tuple[float, float], ...]:
    """The points whose x and y are written in two rows of numbers."""
    return tuple(zip(map(float, x.split()), map(float, y.split()), strict=True))


MEASURED: dict[str, MeasuredSet] = {
    "planets": MeasuredSet(
        "Planets: distance and year",
        "NASA/JPL, elements of the eight orbits at J2000; Kepler 1619: year² = distance³",
        UNITED_STATES,
        "distance from the Sun, au",
        "length of the year, years",
        _pairs(
            "0.38710 0.72333 1.00000 1.52366 5.20336 9.53707 19.19126 30.06896",
            "0.24085 0.61520 1.00002 1.88085 11.86262 29.44750 84.01685 164.79132",
        ),
    ),
    "hubble": MeasuredSet(
        "Nebulae: distance and speed",
        "Hubble 1929, doi:10.1073/pnas.15.3.168, Table 1; his distances are some seven times too short",
        FACTS,
        "distance, Mpc",
        "speed away from us, km/s",
        _pairs(
            "0.032 0.034 0.214 0.263 0.275 0.275 0.45 0.5 0.5 0.63 0.8 0.9 0.9 0.9 0.9 1.0 1.1 1.1 1.4 1.7 2 2 2 2",
            "170 290 -130 -70 -185 -220 200 290 270 200 300 -30 650 150 500 920 450 500 500 960 500 850 800 1090",
        ),
    ),
    "boiling": MeasuredSet(
        "Water boils cooler on a mountain",
        "Forbes 1857, doi:10.1017/S0080456800032075: seventeen places in the Alps and in Scotland",
        FACTS,
        "boiling point, °F",
        "air pressure, inches of mercury",
        _pairs(
            "194.5 194.3 197.9 198.4 199.4 199.9 200.9 201.1 201.4 201.3 203.6 204.6 209.5 208.6 210.7 211.9 212.2",
            "20.79 20.79 22.40 22.67 23.15 23.35 23.89 23.99 24.02 24.01 25.14 26.57 28.49 27.76 29.04 29.88 30.06",
        ),
    ),
    "geyser": MeasuredSet(
        "Old Faithful: eruption and waiting",
        "Old Faithful, Yellowstone, the first thirty of 272 eruptions in Härdle 1991, Smoothing Techniques",
        FACTS,
        "length of the eruption, min",
        "time until the next, min",
        _pairs(
            "3.6 1.8 3.333 2.283 4.533 2.883 4.7 3.6 1.95 4.35 1.833 3.917 4.2 1.75 4.7 "
            "2.167 1.75 4.8 1.6 4.25 1.8 1.75 3.45 3.067 4.533 3.6 1.967 4.083 3.85 4.433",
            "79 54 74 62 85 55 88 85 51 85 54 84 78 47 83 52 62 84 52 79 51 47 78 69 74 83 55 76 78 79",
        ),
    ),
    "sprint": MeasuredSet(
        "Men's 100 m at the Olympic Games",
        "winning times, International Olympic Committee; the games of 2020 were run in 2021",
        FACTS,
        "year",
        "winning time, s",
        _pairs(
            "1896 1900 1904 1908 1912 1920 1924 1928 1932 1936 1948 1952 1956 1960 1964 "
            "1968 1972 1976 1980 1984 1988 1992 1996 2000 2004 2008 2012 2016 2021 2024",
            "12.0 11.0 11.0 10.8 10.8 10.8 10.6 10.8 10.3 10.3 10.3 10.4 10.5 10.2 10.0 "
            "9.95 10.14 10.06 10.25 9.99 9.92 9.96 9.84 9.87 9.85 9.69 9.63 9.81 9.80 9.79",
        ),
    ),
    "o_rings": MeasuredSet(
        "Space shuttle: cold and damaged seals",
        "Presidential Commission on the Challenger Accident 1986: 23 flights; 1: a seal was damaged",
        UNITED_STATES,
        "temperature at launch, °F",
        "damage, 0 or 1",
        _pairs(
            "53 57 58 63 66 67 67 67 68 69 70 70 70 70 72 73 75 75 76 76 78 79 81",
            "1 1 1 1 0 0 0 0 0 0 1 0 1 0 0 0 1 0 0 0 0 0 0",
        ),
    ),
    "braking": MeasuredSet(
        "Cars: speed and stopping distance",
        "Ezekiel 1930, Methods of Correlation Analysis: fifty cars of the 1920s",
        FACTS,
        "speed, mph",
        "stopping distance, ft",
        _pairs(
            "4 4 7 7 8 9 10 10 10 11 11 12 12 12 12 13 13 13 13 14 14 14 14 15 15 "
            "15 16 16 17 17 17 18 18 18 18 19 19 19 20 20 20 20 20 22 23 24 24 24 24 25",
            "2 10 4 22 16 10 18 26 34 17 28 14 20 24 28 26 34 34 46 26 36 60 80 20 26 "
            "54 32 40 32 40 50 42 56 76 84 36 46 68 32 48 52 56 64 66 54 70 92 93 120 85",
        ),
    ),
    "height_weight": MeasuredSet(
        "Height and weight",
        "The World Almanac 1975: mean weights of American women of 30 to 39",
        FACTS,
        "height, in",
        "weight, lb",
        _pairs(
            "58 59 60 61 62 63 64 65 66 67 68 69 70 71 72",
            "115 117 120 123 126 129 132 135 139 142 146 150 154 159 164",
        ),
    ),
    "ozone_meter": MeasuredSet(
        "An ozone meter against the standard",
        "NIST StRD, Norris: certified line y = −0.262323073774029 + 1.00211681802045x",
        UNITED_STATES,
        "the standard's reading, ppb",
        "the meter's reading, ppb",
        _pairs(
            "0.2 337.4 118.2 884.6 10.1 226.5 666.3 996.3 448.6 777.0 558.2 0.4 0.6 775.5 666.9 338.0 447.5 11.6 "
            "556.0 228.1 995.8 887.6 120.2 0.3 0.3 556.8 339.1 887.2 999.0 779.0 11.1 118.3 229.2 669.1 448.9 0.5",
            "0.1 338.8 118.1 888.0 9.2 228.1 668.5 998.5 449.1 778.9 559.2 0.3 0.1 778.1 668.8 339.3 448.9 10.8 "
            "557.7 228.3 998.0 888.8 119.6 0.3 0.6 557.6 339.3 888.0 998.5 778.9 10.2 117.6 228.9 668.4 449.2 0.2",
        ),
    ),
    "air": MeasuredSet(
        "Air, pressed together",
        "Boyle 1662, A Defence of the Doctrine Touching the Spring and Weight of the Air",
        FACTS,
        "volume, marks on the tube",
        "pressure, inches of mercury",
        _pairs(
            "48 46 44 42 40 38 36 34 32 30 28 26 24 23 22 21 20 19 18 17 16 15 14 13 12",
            "29.125 30.5625 31.9375 33.5 35.3125 37 39.3125 41.625 44.1875 47.0625 50.3125 54.3125 58.8125 61.3125 "
            "64.0625 67.0625 70.6875 74.125 77.875 82.75 87.875 93.0625 100.4375 107.8125 117.5625",
        ),
    ),
    "cherry_trees": MeasuredSet(
        "Black cherry trees: girth and timber",
        "Meyer 1953, Forest Mensuration, by Ryan, Joiner and Ryan 1976: 31 felled trees, Pennsylvania",
        FACTS,
        "diameter, in",
        "volume of timber, ft³",
        _pairs(
            "8.3 8.6 8.8 10.5 10.7 10.8 11.0 11.0 11.1 11.2 11.3 11.4 11.4 11.7 12.0 12.9 "
            "12.9 13.3 13.7 13.8 14.0 14.2 14.5 16.0 16.3 17.3 17.5 17.9 18.0 18.0 20.6",
            "10.3 10.3 10.2 16.4 18.8 19.7 15.6 18.2 22.6 19.9 24.2 21.0 21.4 21.3 19.1 22.2 "
            "33.8 27.4 25.7 24.9 34.5 31.7 36.3 38.3 42.6 55.4 55.7 58.3 51.5 51.0 77.0",
        ),
    ),
    "stature": MeasuredSet(
        "Parents' and children's stature",
        "Galton 1886, doi:10.2307/2841583, Table I: the median child of each class; here the word regression began",
        FACTS,
        "height of the mid-parent, in",
        "median height of the children, in",
        _pairs("64.5 65.5 66.5 67.5 68.5 69.5 70.5 71.5 72.5", "65.8 66.7 67.2 67.6 68.2 68.9 69.5 69.9 72.2"),
    ),
}
