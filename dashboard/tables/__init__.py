"""Which numbers stand behind the pages? One module a question; pages draw its tables, and CSV files hold them."""
