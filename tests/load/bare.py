"""A bare page with three constant charts: what Streamlit itself costs an interaction."""

import altair as alt
import pandas as pd
import streamlit as st

for place in range(3):
    frame = pd.DataFrame({"x": range(100), "y": [x * x for x in range(100)]})
    st.altair_chart(alt.Chart(frame).mark_line().encode(x="x", y="y"), key=f"chart{place}")
st.slider("a number", 0, 100, 50)
