"""What arrives: interviews, lists and files. Lists every problem, drops no row."""
