-- purpose: Monthly churn of those who were new at the as-of month beside that of all others.
-- grain: one row per month after the as-of month
-- key: month_key
-- kind: dashboard
-- chart: line x=month_key y=new_churn_rate,other_churn_rate
-- twin: operations: exits of the simulated customers
-- empty: if no month after the as-of month is loaded
-- column: month_key key -- Months after the as-of month.
-- column: new_active integer -- Customers in the lowest tenure band who are active at the start of the month.
-- column: new_churned integer -- Those of them who left in the month.
-- column: new_churn_rate share -- The second per the first.
-- column: other_churn_rate share -- The same of all other customers.
-- column: ratio double -- Churn of the new per churn of the others; null where nobody else left.
with rates as (
    select
        a.month_key,
        sum(a.active_start) filter (where s.tenure_from = 0) as new_active,
        sum(a.churned) filter (where s.tenure_from = 0) as new_churned,
        cast(sum(a.churned) filter (where s.tenure_from = 0) as double precision)
        / nullif(sum(a.active_start) filter (where s.tenure_from = 0), 0) as new_churn_rate,
        cast(sum(a.churned) filter (where s.tenure_from > 0) as double precision)
        / nullif(sum(a.active_start) filter (where s.tenure_from > 0), 0) as other_churn_rate
    from agg_segment_month as a
    inner join dim_segment as s on a.segment_key = s.segment_key
    where a.month_key > 0
    group by a.month_key
)

select
    month_key,
    coalesce(new_active, 0) as new_active,
    coalesce(new_churned, 0) as new_churned,
    new_churn_rate,
    other_churn_rate,
    new_churn_rate / nullif(other_churn_rate, 0) as ratio
from rates
order by month_key
