"""How knowledge is published: a plan that can be looked at, versions that stay, and what publishing would tell."""
