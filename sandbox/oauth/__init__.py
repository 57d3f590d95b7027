"""Being installed: the consent page, codes, tokens that rotate, and tokens that are given back."""
