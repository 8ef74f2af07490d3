-- purpose: A year of bills of the customers who will leave within a year if each segment goes on as of late.
-- grain: one row per segment with customers in the latest month
-- key: segment_key
-- kind: dashboard
-- chart: bar x=contract+internet+tenure_band+value_tier y=revenue_at_risk color=contract
-- twin: operations: exits and bills of the simulated customers
-- empty: if no month after the as-of month is loaded
-- parameter: months integer = 6 [1..60] -- Latest months whose churn is taken as a forecast.
-- column: segment_key key -- Key of the segment.
-- column: contract text -- Contract at the as-of month.
-- column: internet text -- Internet access.
-- column: tenure_band text -- Band of the tenure at the as-of month.
-- column: value_tier text -- Third of the base by charge at the as-of month.
-- column: customers integer -- Customers active at the end of the latest month.
-- column: unbilled integer -- Those without a valid bill, whose money is missing.
-- column: mrr decimal -- Monthly recurring revenue of the others.
-- column: churn_rate share -- Customers lost a month per customer active at its start, in those months.
-- column: churn_12m share -- Share who leave within 12 months at that rate.
-- column: revenue_at_risk money -- That share of 12 months of the MRR.
with latest as (
    select max(month_key) as month_key
    from agg_monthly_metrics
),

rates as (
    select
        a.segment_key,
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
    a.active_end as customers,
    a.unbilled,
    a.mrr,
    r.churn_rate,
    1 - power(1 - r.churn_rate, 12) as churn_12m,
    (1 - power(1 - r.churn_rate, 12)) * 12 * cast(a.mrr as double precision) as revenue_at_risk
from agg_segment_month as a
inner join latest as l on a.month_key = l.month_key
inner join dim_segment as s on a.segment_key = s.segment_key
inner join rates as r on a.segment_key = r.segment_key
where a.active_end > 0
order by s.segment_key
