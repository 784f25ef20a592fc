"""Ways to reason from who is on which list to how many are on none. Each rests on an assumption it names."""
