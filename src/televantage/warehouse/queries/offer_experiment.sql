-- purpose: Uplift of each wave as its experiment shows it: churn of those offered against those withheld by lot.
-- grain: one row per wave
-- key: offer_key
-- kind: analysis
-- chart: bar x=offer_key y=uplift
-- twin: operations: offers to, and exits of, the simulated customers
-- empty: if the scenario makes no offer, or none of its waves is loaded
-- unknown: where the offer withholds nobody (offer.holdout is 0)
-- parameter: months integer = 12 [1..60] -- Months, from that of the offer on, after which it is asked who has left.
-- column: offer_key key -- Number of the wave.
-- column: offer_code text -- Code of the wave.
-- column: observed_months integer -- Months that were seen: fewer where the data end before.
-- column: selected_before integer -- Those of the two arms who were in an earlier wave too: no fresh experiment.
-- column: offered integer -- Customers who were offered it.
-- column: withheld integer -- Customers withheld.
-- column: churn_offered share -- Share of those offered who left; null if there are none.
-- column: churn_withheld share -- Share of those withheld who left; null likewise.
-- column: uplift share -- The second minus the first: customers saved per offer, taken or not; null without two arms.
-- column: uplift_low share -- Lower end of the 95 % interval by Agresti and Caffo 2000; null without two arms.
-- column: uplift_high share -- Upper end of it; null likewise.
with selected as materialized (
    select
        o.offer_key,
        o.month_key,
        o.offered,
        c.account_number
    from fact_offer as o
    inner join dim_customer as c on o.customer_key = c.customer_key
),

firsts as (
    select
        offer_key,
        count(*) as customers
    from (
        select
            account_number,
            min(offer_key) as offer_key
        from selected
        group by account_number
    ) as f
    group by offer_key
),

exits as (
    select
        c.account_number,
        x.month_key as left_month
    from fact_churn as x
    inner join dim_customer as c on x.customer_key = c.customer_key
),

arms as (
    select
        s.offer_key,
        cast(count(*) filter (where s.offered) as double precision) as offered,
        cast(count(*) filter (where not s.offered) as double precision) as withheld,
        cast(count(*) filter (
            where s.offered and e.left_month < s.month_key + cast($months as integer)
        ) as double precision) as lost_offered,
        cast(count(*) filter (
            where not s.offered and e.left_month < s.month_key + cast($months as integer)
        ) as double precision) as lost_withheld
    from selected as s
    left join exits as e on s.account_number = e.account_number
    group by s.offer_key
),

shares as (
    select
        offer_key,
        offered,
        withheld,
        lost_offered / nullif(offered, 0) as p1,
        lost_withheld / nullif(withheld, 0) as p0,
        (lost_offered + 1) / (offered + 2) as q1,
        (lost_withheld + 1) / (withheld + 2) as q0
    from arms
),

errors as (
    select
        offer_key,
        offered,
        withheld,
        p1,
        p0,
        -- one more exit and one more stay in each arm: Agresti and Caffo 2000, doi:10.1080/00031305.2000.10474560
        case when offered > 0 and withheld > 0 then q0 - q1 end as centre,
        1.959963984540054 * sqrt(q1 * (1 - q1) / (offered + 2) + q0 * (1 - q0) / (withheld + 2)) as width
    from shares
)

select
    o.offer_key,
    o.offer_code,
    least(
        cast($months as integer), (select max(month_key) from agg_monthly_metrics) - o.month_key + 1
    ) as observed_months,
    e.offered + e.withheld - coalesce(f.customers, 0) as selected_before,
    e.offered,
    e.withheld,
    e.p1 as churn_offered,
    e.p0 as churn_withheld,
    e.p0 - e.p1 as uplift,
    e.centre - e.width as uplift_low,
    e.centre + e.width as uplift_high
from errors as e
inner join dim_offer as o on e.offer_key = o.offer_key
left join firsts as f on e.offer_key = f.offer_key
order by o.offer_key
