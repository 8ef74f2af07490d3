-- purpose: Return of the offer by first wave: margin saved, by the experiment, against contacts and discounts.
-- grain: one row per wave in which customers were first selected
-- key: wave
-- kind: analysis
-- chart: bar x=wave y=roi
-- twin: operations: offers to, bills and exits of the simulated customers
-- empty: if the scenario makes no offer
-- column: wave integer -- Wave in which the customers were first selected; later waves to them count here too.
-- column: offered integer -- Customers who were offered it.
-- column: withheld integer -- Customers withheld by lot.
-- column: contact_cost decimal -- Cost of contacts.
-- column: discount decimal -- Discounts of those offered.
-- column: margin_per_offered double -- Margin before discounts per customer offered, from the offer to the latest month.
-- column: margin_per_withheld double -- The same per customer withheld.
-- column: saved_margin double -- The difference times the customers offered.
-- column: net double -- Margin saved minus contacts and discounts, not discounted to the as-of month.
-- column: roi double -- Net per unit of money spent.
with first_selected as (
    select
        c.account_number,
        min(o.month_key) as first_month,
        min(o.offer_key) as wave,
        max(case when o.offered then 1 else 0 end) as arm,
        sum(o.cost) as cost
    from fact_offer as o
    inner join dim_customer as c on o.customer_key = c.customer_key
    group by c.account_number
),

sizes as (
    select
        wave,
        cast(count(*) filter (where arm = 1) as double precision) as offered,
        cast(count(*) filter (where arm = 0) as double precision) as withheld,
        sum(cost) as contact_cost
    from first_selected
    group by wave
),

versions as (
    select
        c.customer_key,
        s.first_month,
        s.wave,
        s.arm
    from first_selected as s
    inner join dim_customer as c on s.account_number = c.account_number
),

money as (
    select
        v.wave,
        coalesce(sum(f.discount) filter (where v.arm = 1), 0) as discount,
        cast(coalesce(sum(f.margin + f.discount) filter (where v.arm = 1), 0) as double precision) as margin_offered,
        cast(coalesce(sum(f.margin + f.discount) filter (where v.arm = 0), 0) as double precision)
            as margin_withheld
    from fact_customer_month as f
    inner join versions as v on f.customer_key = v.customer_key and f.month_key >= v.first_month
    group by v.wave
),

result as (
    select
        s.wave,
        s.offered,
        s.withheld,
        s.contact_cost,
        m.discount,
        m.margin_offered / nullif(s.offered, 0) as margin_per_offered,
        m.margin_withheld / nullif(s.withheld, 0) as margin_per_withheld,
        m.margin_offered - m.margin_withheld * s.offered / nullif(s.withheld, 0) as saved_margin,
        cast(s.contact_cost + m.discount as double precision) as spent
    from sizes as s
    inner join money as m on s.wave = m.wave
)

select
    wave,
    offered,
    withheld,
    contact_cost,
    discount,
    margin_per_offered,
    margin_per_withheld,
    saved_margin,
    saved_margin - spent as net,
    (saved_margin - spent) / nullif(spent, 0) as roi
from result
order by wave
