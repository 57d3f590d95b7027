"""A pair's meetings: planned by its rhythm, held with four segments, closed both ways."""
