"""What Kibitz costs and how good it is, measured on real input. `make bench` runs all of it."""
