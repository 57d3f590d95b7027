"""The charter: one page, agreed and signed by everybody in the pair, before anything else begins."""
