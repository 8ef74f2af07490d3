-- purpose: What a customer of each segment is worth over the months to come if churn and margin stay as of late.
-- grain: one row per segment with customers in the latest month
-- key: segment_key
-- kind: dashboard
-- chart: bar x=contract+internet+tenure_band+value_tier y=discounted_lifetime_value color=contract
-- twin: operations: exits and bills of the simulated customers, discounted as the measure segment_value does
-- empty: if no month after the as-of month is loaded
-- parameter: months integer = 6 [1..60] -- Latest months that are taken as a forecast.
-- parameter: lifetime integer = 60 [1..600] -- Months to come that count at most.
-- column: segment_key key -- Key of the segment.
-- column: contract text -- Contract at the as-of month.
-- column: internet text -- Internet access.
-- column: tenure_band text -- Band of the tenure at the as-of month.
-- column: value_tier text -- Third of the base by charge at the as-of month.
-- column: customers integer -- Customers active at the end of the latest month.
-- column: monthly_margin money -- Margin a month per customer billed, in those months; null where nobody was billed.
-- column: retention share -- Share who stay from one month to the next: 1 minus the churn rate of those months.
-- column: discount_factor share -- What money is worth a month earlier: (1 + yearly discount rate) to the power -1/12.
-- column: lifetime_months double -- Sum of retention^t for the months t to come, 1 to lifetime: not discounted.
-- column: discounted_months double -- Sum of (retention x discount_factor)^t: the same, worth as much as months now.
-- column: discounted_lifetime_value money -- monthly_margin x discounted_months, at the end of the latest month.
with latest as (
    select max(month_key) as month_key
    from agg_monthly_metrics
),

recent as (
    select
        a.segment_key,
        sum(a.active_end) filter (where a.month_key = l.month_key) as customers,
        cast(sum(a.margin) as double precision) / nullif(sum(a.active_end - a.unbilled), 0) as monthly_margin,
        1 - cast(sum(a.churned) as double precision) / nullif(sum(a.active_start), 0) as retention
    from agg_segment_month as a
    cross join latest as l
    where a.month_key > l.month_key - cast($months as integer) and a.month_key > 0
    group by a.segment_key
),

rates as (
    select
        r.segment_key,
        r.customers,
        r.monthly_margin,
        r.retention,
        power(1 + cast(d.discount_rate as double precision), cast(-1 as double precision) / 12) as discount_factor
    from recent as r
    inner join dim_scenario as d on d.is_loaded
    where r.customers > 0
),

-- The sum of q^t for t from 1 to n is q (1 - q^n) / (1 - q), and n where q is 1.
-- PostgreSQL fails on what is too small for a double, so q^n is e^-700 at least.
lifetimes as (
    select
        segment_key,
        customers,
        monthly_margin,
        retention,
        discount_factor,
        coalesce(
            retention * (1 - exp(greatest(cast($lifetime as integer) * ln(retention), -700)))
            / nullif(1 - retention, 0),
            cast($lifetime as integer)
        ) as lifetime_months,
        coalesce(
            retention * discount_factor
            * (1 - exp(greatest(cast($lifetime as integer) * ln(retention * discount_factor), -700)))
            / nullif(1 - retention * discount_factor, 0),
            cast($lifetime as integer)
        ) as discounted_months
    from rates
)

select
    s.segment_key,
    cast(s.contract as text) as contract,
    cast(s.internet as text) as internet,
    cast(s.tenure_band as text) as tenure_band,
    cast(s.value_tier as text) as value_tier,
    l.customers,
    l.monthly_margin,
    l.retention,
    l.discount_factor,
    l.lifetime_months,
    l.discounted_months,
    l.monthly_margin * l.discounted_months as discounted_lifetime_value
from lifetimes as l
inner join dim_segment as s on l.segment_key = s.segment_key
order by s.segment_key
