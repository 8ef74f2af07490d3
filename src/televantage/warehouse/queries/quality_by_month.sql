-- purpose: Rows that failed a check of data quality, by month and by what the rules guard.
-- grain: one row per month and dimension
-- key: month_key, dimension
-- kind: operations
-- chart: line x=month_key y=rows_failed color=dimension
-- twin: none: about the loads, not about customers
-- column: month_key key -- Month of the data.
-- column: dimension text -- What the rules guard.
-- column: rules integer -- Rules that were checked.
-- column: broken_rules integer -- Rules that at least one row failed.
-- column: rows_failed integer -- Rows that failed, once for each rule.
select
    month_key,
    dimension,
    count(*) as rules,
    count(*) filter (where rows_failed > 0) as broken_rules,
    sum(rows_failed) as rows_failed
from data_quality_log
group by month_key, dimension
order by month_key, dimension collate "C"
