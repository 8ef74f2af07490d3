"""The warehouse: a star schema, the loads that fill it month by month, its quality, lineage and queries."""
