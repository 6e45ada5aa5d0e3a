"""From the feeds as received to a published snapshot: fetch, keep raw, clean, locate, check, publish."""
