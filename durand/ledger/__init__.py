"""The evidence ledger: a number, its bounds, who claims it, and what disagrees with it."""
