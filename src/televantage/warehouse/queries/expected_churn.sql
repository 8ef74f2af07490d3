-- purpose: Churn that the simulation expects beside the churn that happened, month by month.
-- grain: one row per month after the as-of month
-- key: month_key
-- kind: truth
-- chart: line x=month_key y=expected_churn_rate,realised_churn_rate
-- twin: measures: churn_by_month of the scenario's world
-- empty: if no month after the as-of month is loaded
-- column: month_key key -- Months after the as-of month.
-- column: expected_lost double -- Customers expected to leave in the month, scaled to those in the warehouse.
-- column: realised_lost integer -- Customers who left; an exit whose record is in quarantine is missing.
-- column: expected_churn_rate share -- Expected to leave per customer expected to be active at the start.
-- column: realised_churn_rate share -- Left per customer active at the start.
-- column: deviation double -- Realised minus expected loss per its standard deviation, about: beyond 3 is rare.
with expected as (
    select
        t.month_key,
        cast(sum(t.active) as double precision) as active
    from truth.segment_month as t
    inner join dim_scenario as d on t.scenario_key = d.scenario_key
    where d.is_loaded
    group by t.month_key
),

losses as (
    select
        e.month_key,
        lag(e.active) over (order by e.month_key) as active_before,
        lag(e.active) over (order by e.month_key) - e.active as lost
    from expected as e
),

scaled as (
    select
        l.month_key,
        l.lost / nullif(l.active_before, 0) as rate,
        l.lost * b.active_start / d.subscribers as lost
    from losses as l
    inner join dim_scenario as d on d.is_loaded
    inner join agg_monthly_metrics as b on b.month_key = 0
)

select
    s.month_key,
    s.lost as expected_lost,
    a.churned as realised_lost,
    s.rate as expected_churn_rate,
    cast(a.churned as double precision) / nullif(a.active_start, 0) as realised_churn_rate,
    (a.churned - s.lost) / nullif(sqrt(s.lost * (1 - s.rate)), 0) as deviation
from scaled as s
inner join agg_monthly_metrics as a on s.month_key = a.month_key
where s.month_key > 0
order by s.month_key
