-- purpose: The runs of the load, the latest first, and how they ended.
-- grain: one row per run
-- key: run_id
-- kind: operations
-- chart: none
-- twin: none: about the loads, not about customers
-- column: run_id key -- Number of the run.
-- column: started_at timestamp -- When it began, UTC.
-- column: seconds double -- Seconds taken; null while it runs, or if it was interrupted.
-- column: outcome text -- running, ok, failed or interrupted.
-- column: months integer -- Months it loaded.
-- column: rows_loaded integer -- Rows loaded.
-- column: rows_rejected integer -- Rows quarantined.
-- column: failed_step text -- Step at which it failed or was interrupted; null if it ended well, or was killed.
-- column: failed_month key -- Month of that step, in months after the as-of month; null where it is of no month.
-- column: message text -- What went wrong, or null.
with months as (
    select
        run_id,
        count(distinct month_key) as months
    from etl_run_log
    where step = 'load' and outcome = 'ok'
    group by run_id
)

select
    r.run_id,
    r.started_at,
    r.seconds,
    r.outcome,
    coalesce(m.months, 0) as months,
    r.rows_out as rows_loaded,
    r.rows_rejected,
    f.step as failed_step,
    f.month_key as failed_month,
    r.message
from etl_run_log as r
left join months as m on r.run_id = m.run_id
left join etl_run_log as f on r.run_id = f.run_id and f.step <> 'run' and f.outcome <> 'ok'
where r.step = 'run'
order by r.run_id desc
