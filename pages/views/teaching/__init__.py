"""What the page for teachers holds: lessons, what students believe, what is exact, and links that lack parts."""
