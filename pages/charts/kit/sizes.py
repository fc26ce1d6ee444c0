"""Sizes: every height of a picture, thickness of a line and area of a mark.  Px, of marks px² (Vega's ``size``)."""

import altair as alt

# heights of pictures
PLOT_HEIGHT_PX = 340  # a curve, points and what is fitted to them
MAP_HEIGHT_PX = 400
HIKE_MAP_HEIGHT_PX = 430
HIKE_PROFILE_HEIGHT_PX = 150
PROGRESS_HEIGHT_PX = 190  # a number against the step
FALLING_HEIGHT_PX = 200
SMALL_CURVE_HEIGHT_PX = 190  # one of several side by side
PAIRS_HEIGHT_PX = 340
TANGENT_HEIGHT_PX, DERIVATIVE_HEIGHT_PX, SECANT_ERROR_HEIGHT_PX = 250, 200, 250
WEIGHT_DATA_HEIGHT_PX, WEIGHT_LOSS_HEIGHT_PX, WEIGHT_SLOPE_HEIGHT_PX = 360, 205, 160
SHARES_ROWS, SHARES_ROW_PX = 7, 27  # of the list of basins: how many rows at most, and how high one is

# what is beside and inside them
AXIS_LABELS_PX = 40  # room for the labels beside pictures that stand above one another
TICK_GAP_PX = {"x": 70, "y": 34}  # from one tick to the next, at least
TANGENT_LABELS_PX = 44  # and beside the pictures of a tangent
FATES_STRIP_PX = 9  # thickness of the strip at the foot of a curve

# lines
LINE_PX, THICK_LINE_PX = 2.2, 3.2
FAINT_LINE_PX = 1.4  # what is still to come, residuals

# marks
BALL_AREA, SMALL_BALL_AREA = 170, 90  # the walker on its ground, and on a curve against the step
DOT_AREA = 28  # a step taken, on a curve
DATA_POINT_AREA = 70
MINIMUM_AREA = 110
ARROWHEAD_AREA = 110

# words: px at a desk, times the parameter ``scale`` (``spec``) on a projector
TICK_PX, WORDS_PX = 12, 14  # of ticks, titles of axes and small print; of words inside a picture
TICK_WORDS, WORDS = alt.ExprRef(f"{TICK_PX} * scale"), alt.ExprRef(f"{WORDS_PX} * scale")
HALO_PX, WIDE_HALO_PX = 3.5, 8  # the line around words on a map, and around those that stand on lines of their own ink
DASHES_PX = [5, 4]  # of a dashed line, and of the gap after each
