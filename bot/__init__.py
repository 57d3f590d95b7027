"""The composition root: settings in, a running bot out."""
