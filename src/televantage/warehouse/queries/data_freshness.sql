-- purpose: How far each feed has come: its latest month, its deliveries and the run that loaded them.
-- grain: one row per feed
-- key: feed
-- kind: operations
-- chart: none
-- twin: none: about the loads, not about customers
-- column: feed text -- Name of the feed.
-- column: latest_month key -- Latest month that is loaded, in months after the as-of month.
-- column: year_month text -- The same as YYYY-MM.
-- column: months_behind integer -- Months to the horizon that are not loaded.
-- column: deliveries integer -- Files that are loaded.
-- column: records integer -- Rows in them.
-- column: run_id key -- Latest run that loaded one of them.
-- column: loaded_at timestamp -- When that run began, UTC.
with feeds as (
    select
        feed,
        max(month_key) as latest_month,
        count(*) as deliveries,
        sum(rows) as records,
        max(run_id) as run_id
    from etl_delivery
    group by feed
)

select
    f.feed,
    f.latest_month,
    m.year_month,
    (select max(month_key) from dim_month) - f.latest_month as months_behind,
    f.deliveries,
    f.records,
    f.run_id,
    r.started_at as loaded_at
from feeds as f
inner join dim_month as m on f.latest_month = m.month_key
left join etl_run_log as r on f.run_id = r.run_id and r.step_number = 1
order by f.feed collate "C"
