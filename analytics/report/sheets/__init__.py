"""What do the sheets of a neighborhood, of a block and of the city share? Offenses and days, counts, maps, hours and words."""
