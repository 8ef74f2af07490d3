-- purpose: How often each rule of data quality was broken.
-- grain: one row per feed and rule
-- key: feed, rule
-- kind: operations
-- chart: none
-- twin: none: about the loads, not about customers
-- column: feed text -- Feed, or table, that was checked.
-- column: rule text -- Name of the rule.
-- column: dimension text -- What it guards.
-- column: months integer -- Months in which it was checked.
-- column: rows_checked integer -- Rows checked.
-- column: rows_failed integer -- Rows that failed.
-- column: failed_share share -- The second per the first; null where nothing was checked.
select
    feed,
    rule,
    dimension,
    count(*) as months,
    sum(rows_checked) as rows_checked,
    sum(rows_failed) as rows_failed,
    cast(sum(rows_failed) as double precision) / nullif(sum(rows_checked), 0) as failed_share
from data_quality_log
group by feed, rule, dimension
order by rows_failed desc, feed collate "C" asc, rule collate "C" asc
