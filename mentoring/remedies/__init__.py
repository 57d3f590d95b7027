"""Private ways out: what helps somebody whose pair does not feel right, told to nobody unless they choose so."""
