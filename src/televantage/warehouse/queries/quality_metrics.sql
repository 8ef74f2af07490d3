-- purpose: Completeness, accuracy, success rate, freshness and query latency, as the last run measured them.
-- grain: one row per metric and what it was measured on
-- key: metric, subject
-- kind: operations
-- chart: none
-- twin: none: what a run measured
-- column: metric text -- Name of the metric.
-- column: subject text -- What it was measured on: a feed, a table, or all.
-- column: value double -- The value.
-- column: unit text -- Unit of the value.
-- column: run_id key -- Run that measured it.
select
    q.metric,
    q.subject,
    q.value,
    q.unit,
    q.run_id
from quality_metric as q
inner join (select max(run_id) as run_id from quality_metric) as l on q.run_id = l.run_id
order by q.metric, q.subject
