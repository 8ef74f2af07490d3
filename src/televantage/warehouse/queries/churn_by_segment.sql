-- purpose: Churn and revenue of each segment over a span of months.
-- grain: one row per segment
-- key: segment_key
-- kind: dashboard
-- chart: bar x=contract+internet+tenure_band+value_tier y=churn_rate color=contract
-- twin: operations: exits and bills of the simulated customers
-- empty: if no month of the span is loaded, or the span ends before it begins
-- parameter: first_month integer = 1 [1..600] -- First month of the span.
-- parameter: last_month integer = 12 [1..600] -- Last month of the span.
-- column: segment_key key -- Key of the segment.
-- column: contract text -- Contract at the as-of month.
-- column: internet text -- Internet access.
-- column: tenure_band text -- Band of the tenure at the as-of month.
-- column: value_tier text -- Third of the base by charge at the as-of month.
-- column: customers integer -- Customers at the start of the span.
-- column: lost integer -- Customers who left in the span.
-- column: churn share -- Share of those at the start of the span who left in it.
-- column: churn_rate share -- Customers lost a month per customer active at its start.
-- column: churned_mrr decimal -- Charges of the month before, of those who left.
select
    s.segment_key,
    cast(s.contract as text) as contract,
    cast(s.internet as text) as internet,
    cast(s.tenure_band as text) as tenure_band,
    cast(s.value_tier as text) as value_tier,
    coalesce(sum(a.active_start) filter (where a.month_key = cast($first_month as integer)), 0) as customers,
    sum(a.churned) as lost,
    cast(sum(a.churned) as double precision)
    / nullif(sum(a.active_start) filter (where a.month_key = cast($first_month as integer)), 0) as churn,
    cast(sum(a.churned) as double precision) / nullif(sum(a.active_start), 0) as churn_rate,
    sum(a.churned_mrr) as churned_mrr
from agg_segment_month as a
inner join dim_segment as s on a.segment_key = s.segment_key
where a.month_key between cast($first_month as integer) and cast($last_month as integer)
group by s.segment_key, s.contract, s.internet, s.tenure_band, s.value_tier
order by s.segment_key
