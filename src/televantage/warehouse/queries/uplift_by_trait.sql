-- purpose: Uplift of a wave among parts of the base: churn of those offered against those withheld by lot.
-- grain: one row per value of the trait
-- key: trait_value
-- kind: analysis
-- chart: bar x=trait_value y=uplift
-- twin: operations: offers to, and exits of, the simulated customers
-- empty: if the scenario makes no offer, or the wave asked for is not there or not loaded
-- unknown: where the offer withholds nobody (offer.holdout is 0)
-- parameter: trait text = contract {contract, internet, tenure_band, value_tier} -- What the base is divided by.
-- parameter: wave integer = 1 [1..100] -- Number of the wave.
-- parameter: months integer = 12 [1..60] -- Months, from that of the offer on, after which it is asked who has left.
-- column: place key -- Place of the value in the trait's own order.
-- column: trait_value text -- Value of the trait at the as-of month.
-- column: offered integer -- Customers who were offered it.
-- column: withheld integer -- Customers withheld.
-- column: churn_offered share -- Share of those offered who left; null if there are none.
-- column: churn_withheld share -- Share of those withheld who left; null likewise.
-- column: uplift share -- The second minus the first: customers saved per offer, taken or not; null without two arms.
-- column: uplift_low share -- Lower end of the 95 % interval by Agresti and Caffo 2000; null without two arms.
-- column: uplift_high share -- Upper end of it; null likewise.
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
    group by trait_value
),

selected as (
    select
        s.trait_value,
        o.month_key,
        o.offered,
        c.account_number
    from fact_offer as o
    inner join segments as s on o.segment_key = s.segment_key
    inner join dim_customer as c on o.customer_key = c.customer_key
    where o.offer_key = cast($wave as integer)
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
        s.trait_value,
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
    group by s.trait_value
),

shares as (
    select
        trait_value,
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
        trait_value,
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
    p.place,
    e.trait_value,
    e.offered,
    e.withheld,
    e.p1 as churn_offered,
    e.p0 as churn_withheld,
    e.p0 - e.p1 as uplift,
    e.centre - e.width as uplift_low,
    e.centre + e.width as uplift_high
from errors as e
inner join places as p on e.trait_value = p.trait_value
order by p.place
