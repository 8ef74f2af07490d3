-- purpose: Where the time of a run goes: seconds by step.
-- grain: one row per step
-- key: step
-- kind: operations
-- chart: bar x=step y=seconds
-- twin: none: about the loads, not about customers
-- empty: if there is no such run, or it ended before its first step
-- parameter: run_id integer = -1 [-1..2147483647] -- Number of the run; -1 for the latest.
-- column: step text -- Name of the step.
-- column: times integer -- How often it ran.
-- column: seconds double -- Seconds in all.
-- column: slowest double -- Seconds of the slowest time.
-- column: rows_out integer -- Rows written or passed on.
select
    step,
    count(*) as times,
    sum(seconds) as seconds,
    max(seconds) as slowest,
    sum(rows_out) as rows_out
from etl_run_log
where
    step <> 'run'
    and run_id = case
        when cast($run_id as integer) >= 0 then cast($run_id as integer)
        else (select max(r.run_id) from etl_run_log as r)
    end
group by step
order by seconds desc, step collate "C" asc
