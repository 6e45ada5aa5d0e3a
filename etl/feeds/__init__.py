"""What feeds are there, and how is each one read? One TOML file describes a feed, one module reads a transport."""
