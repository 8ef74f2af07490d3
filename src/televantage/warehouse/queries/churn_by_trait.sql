-- purpose: Churn by contract, internet access, tenure band or value tier at the as-of month, month by month.
-- grain: one row per value of the trait and month after the as-of month
-- key: trait_value, month_key
-- kind: dashboard
-- chart: line x=month_key y=churn_rate color=trait_value
-- twin: operations: exits and bills of the simulated customers
-- empty: if no month after the as-of month is loaded
-- parameter: trait text = contract {contract, internet, tenure_band, value_tier} -- What the base is divided by.
-- column: place key -- Place of the value in the trait's own order.
-- column: trait_value text -- Value of the trait.
-- column: month_key key -- Months after the as-of month.
-- column: active_start integer -- Customers active at the start of the month.
-- column: churned integer -- Customers who left in the month.
-- column: churn_rate share -- Customers who left per customer active at the start.
-- column: mrr decimal -- Monthly recurring revenue after discounts.
with segments as (
    select
        segment_key,
        case cast($trait as text)
            when 'contract' then cast(contract as text)
            when 'internet' then cast(internet as text)
            when 'tenure_band' then cast(tenure_band as text)
            when 'value_tier' then cast(value_tier as text)
        end as trait_value
    from dim_segment
),

places as (
    select
        trait_value,
        rank() over (order by min(segment_key)) as place
    from segments
    where trait_value is not null
    group by trait_value
)

select
    p.place,
    p.trait_value,
    a.month_key,
    sum(a.active_start) as active_start,
    sum(a.churned) as churned,
    cast(sum(a.churned) as double precision) / nullif(sum(a.active_start), 0) as churn_rate,
    sum(a.mrr) as mrr
from agg_segment_month as a
inner join segments as s on a.segment_key = s.segment_key
inner join places as p on s.trait_value = p.trait_value
where a.month_key > 0
group by p.place, p.trait_value, a.month_key
order by p.place, a.month_key
