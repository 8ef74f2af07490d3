-- purpose: Whether the holdout is a fair comparison: means of those offered and withheld before the offer.
-- grain: one row per wave and trait
-- key: offer_key, trait
-- kind: analysis
-- chart: bar x=trait y=standardised_difference color=offer_key
-- twin: operations: offers to the simulated customers and their attributes
-- empty: if the scenario makes no offer
-- column: offer_key integer -- Number of the wave.
-- column: trait text -- opening_charge, opening_tenure, senior, or on a month-to-month contract.
-- column: mean_offered double -- Mean of those offered.
-- column: mean_withheld double -- Mean of those withheld.
-- column: standardised_difference double -- Difference per standard deviation; beyond 0.1 the arms would differ.
with traits as (
    select
        o.offer_key,
        o.offered,
        t.trait,
        case t.trait
            when 'opening_charge' then cast(c.opening_charge as double precision)
            when 'opening_tenure' then cast(c.opening_tenure as double precision)
            when 'senior' then case when c.senior then 1.0 else 0.0 end
            else case when c.contract = 'month-to-month' then 1.0 else 0.0 end
        end as number
    from fact_offer as o
    inner join dim_customer as c on o.customer_key = c.customer_key
    cross join (values ('opening_charge'), ('opening_tenure'), ('senior'), ('month-to-month')) as t (trait)
),

arms as (
    select
        offer_key,
        trait,
        avg(number) filter (where offered) as mean_offered,
        avg(number) filter (where not offered) as mean_withheld,
        var_samp(number) filter (where offered) as variance_offered,
        var_samp(number) filter (where not offered) as variance_withheld
    from traits
    group by offer_key, trait
)

select
    offer_key,
    trait,
    mean_offered,
    mean_withheld,
    (mean_offered - mean_withheld)
    / nullif(sqrt((variance_offered + variance_withheld) / 2), 0) as standardised_difference
from arms
order by offer_key, trait
