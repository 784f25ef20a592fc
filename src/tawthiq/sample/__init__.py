"""An invented mission with known truth: for the demo, the tutorial and the tests."""
