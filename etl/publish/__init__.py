"""How do cleaned and located rows become the snapshot in service, and what may be done to it afterwards?"""
