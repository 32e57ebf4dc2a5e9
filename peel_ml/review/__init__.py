"""The review pages: where people read, ask and decide.

`routes` is the shape of the table that the app is made from, `pages` holds its rows, `guard` lets a request through
or refuses it, and `app` puts them together. `server` puts the app beside MLflow's.
"""
