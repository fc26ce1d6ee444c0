"""Activities: what a learner does: hike in fog, race several rules, measure a slope."""
