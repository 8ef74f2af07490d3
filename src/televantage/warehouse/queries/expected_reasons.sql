-- purpose: Cumulative incidence of the reasons for leaving, expected and observed.
-- grain: one row per month and reason
-- key: month_key, reason
-- kind: truth
-- chart: line x=month_key y=expected color=reason
-- twin: simulation: incidence of the competing risks
-- column: month_key key -- Months after the as-of month.
-- column: reason text -- Reason for leaving.
-- column: expected share -- Expected share of the base who have left for the reason by the end of the month.
-- column: observed share -- Share who have.
-- column: difference share -- The second minus the first.
with observed as (
    select
        month_key,
        reason,
        count(*) as exits
    from fact_churn
    group by month_key, reason
),

cells as (
    select
        t.month_key,
        cast(t.reason as text) as reason,
        t.cumulative_incidence as expected,
        cast(sum(coalesce(o.exits, 0)) over (partition by t.reason order by t.month_key) as double precision)
        / (
            select active_start from agg_monthly_metrics
            where month_key = 0
        ) as observed
    from truth.exit_reason as t
    inner join agg_monthly_metrics as a on t.month_key = a.month_key
    left join observed as o on t.month_key = o.month_key and t.reason = o.reason
)

select
    month_key,
    reason,
    expected,
    observed,
    observed - expected as difference
from cells
order by month_key, reason
