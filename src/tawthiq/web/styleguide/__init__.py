"""The page that shows every component, for screenshots and accessibility checks."""
