-- purpose: What a customer of each segment is worth from now on if churn and margin stay as of late, undiscounted.
-- grain: one row per segment with customers in the latest month
-- key: segment_key
-- kind: dashboard
-- chart: bar x=contract+internet+tenure_band+value_tier y=lifetime_value color=contract
-- twin: operations: exits and bills of the simulated customers
-- empty: if no month after the as-of month is loaded
-- unknown: where nobody left in those months
-- parameter: months integer = 6 [1..60] -- Latest months that are taken as a forecast.
-- column: segment_key key -- Key of the segment.
-- column: contract text -- Contract at the as-of month.
-- column: internet text -- Internet access.
-- column: tenure_band text -- Band of the tenure at the as-of month.
-- column: value_tier text -- Third of the base by charge at the as-of month.
-- column: customers integer -- Customers active at the end of the latest month.
-- column: monthly_margin money -- Margin a month per customer billed, in those months.
-- column: churn_rate share -- Customers lost a month per customer active at its start, in those months.
-- column: lifetime_months double -- Expected months to come: 1 / churn_rate; null where nobody left.
-- column: lifetime_value money -- The margin of those months; null where nobody left.
with latest as (
    select max(month_key) as month_key
    from agg_monthly_metrics
),

rates as (
    select
        a.segment_key,
        sum(a.active_end) filter (where a.month_key = l.month_key) as customers,
        cast(sum(a.margin) as double precision) / nullif(sum(a.active_end - a.unbilled), 0) as monthly_margin,
        cast(sum(a.churned) as double precision) / nullif(sum(a.active_start), 0) as churn_rate
    from agg_segment_month as a
    cross join latest as l
    where a.month_key > l.month_key - cast($months as integer) and a.month_key > 0
    group by a.segment_key
)

select
    s.segment_key,
    cast(s.contract as text) as contract,
    cast(s.internet as text) as internet,
    cast(s.tenure_band as text) as tenure_band,
    cast(s.value_tier as text) as value_tier,
    r.customers,
    r.monthly_margin,
    r.churn_rate,
    1 / nullif(r.churn_rate, 0) as lifetime_months,
    r.monthly_margin / nullif(r.churn_rate, 0) as lifetime_value
from rates as r
inner join dim_segment as s on r.segment_key = s.segment_key
where r.customers > 0
order by s.segment_key
