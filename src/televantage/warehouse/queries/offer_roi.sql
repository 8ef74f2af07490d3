-- purpose: Return of the offer by first wave: margin saved, by the experiment, against contacts and discounts.
-- grain: one row per wave in which customers were first selected
-- key: wave
-- kind: analysis
-- chart: bar x=wave y=roi
-- twin: operations: offers to, bills and exits of the simulated customers
-- empty: if the scenario makes no offer, or none of its waves is loaded
-- unknown: where the offer withholds nobody (offer.holdout is 0)
-- column: wave key -- Wave in which the customers were first selected; later waves to them count here too.
-- column: offered integer -- Customers who were offered it.
-- column: withheld integer -- Customers withheld by lot.
-- column: contact_cost decimal -- Cost of contacts.
-- column: discount decimal -- Discounts of those offered.
-- column: margin_per_offered money -- Margin to date per customer offered, at charges of the as-of month; null if none.
-- column: margin_per_withheld money -- The same per customer withheld; null if none.
-- column: saved_margin money -- The difference times the customers offered; null without two arms.
-- column: saved_margin_low money -- Lower end of its 95 % interval, normal approximation; null without two arms.
-- column: saved_margin_high money -- Upper end of it; null likewise.
-- column: net money -- Margin saved minus contacts and discounts, not discounted to the as-of month; null likewise.
-- column: roi share -- Net per unit of money spent; null likewise.
with first_selected as materialized (
    select
        c.account_number,
        min(o.month_key) as first_month,
        min(o.offer_key) as wave,
        max(case when o.offered then 1 else 0 end) as arm,
        max(c.opening_charge) as opening_charge,
        sum(o.cost) as cost
    from fact_offer as o
    inner join dim_customer as c on o.customer_key = c.customer_key
    group by c.account_number
),

exits as (
    select
        c.account_number,
        x.month_key as left_month
    from fact_churn as x
    inner join dim_customer as c on x.customer_key = c.customer_key
),

margins as (
    select
        s.wave,
        s.arm,
        s.cost,
        cast(coalesce(x.left_month, l.month_key + 1) - s.first_month as double precision)
        * cast(s.opening_charge * d.gross_margin as double precision) as margin
    from first_selected as s
    inner join dim_scenario as d on d.is_loaded
    cross join (select max(month_key) as month_key from agg_monthly_metrics) as l
    left join exits as x on s.account_number = x.account_number
),

arms as (
    select
        wave,
        sum(cost) as contact_cost,
        cast(count(*) filter (where arm = 1) as double precision) as offered,
        cast(count(*) filter (where arm = 0) as double precision) as withheld,
        avg(margin) filter (where arm = 1) as mean_offered,
        avg(margin) filter (where arm = 0) as mean_withheld,
        var_samp(margin) filter (where arm = 1) as variance_offered,
        var_samp(margin) filter (where arm = 0) as variance_withheld
    from margins
    group by wave
),

discounts as (
    select
        s.wave,
        sum(f.discount) as discount
    from (
        select
            customer_key,
            sum(discount) as discount
        from fact_customer_month
        where discount > 0
        group by customer_key
    ) as f
    inner join dim_customer as c on f.customer_key = c.customer_key
    inner join first_selected as s on c.account_number = s.account_number
    group by s.wave
),

results as (
    select
        a.wave,
        a.offered,
        a.withheld,
        a.contact_cost,
        a.mean_offered,
        a.mean_withheld,
        coalesce(t.discount, 0) as discount,
        cast(a.contact_cost + coalesce(t.discount, 0) as double precision) as spent,
        (a.mean_offered - a.mean_withheld) * a.offered as saved_margin,
        1.959963984540054 * a.offered * sqrt(
            a.variance_offered / nullif(a.offered, 0) + a.variance_withheld / nullif(a.withheld, 0)
        ) as width
    from arms as a
    left join discounts as t on a.wave = t.wave
)

select
    wave,
    offered,
    withheld,
    contact_cost,
    discount,
    mean_offered as margin_per_offered,
    mean_withheld as margin_per_withheld,
    saved_margin,
    saved_margin - width as saved_margin_low,
    saved_margin + width as saved_margin_high,
    saved_margin - spent as net,
    (saved_margin - spent) / nullif(spent, 0) as roi
from results
order by wave
