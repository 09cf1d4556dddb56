"""What every room stands on: html, forms, pages, the community's clock, commands, sweeps.

Not for: tables or words of the community.
Calls nobody.
"""
