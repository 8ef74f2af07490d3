-- purpose: Whether the holdout is a fair comparison: means of those offered and withheld before the offer.
-- grain: one row per wave and trait
-- key: offer_key, trait
-- kind: analysis
-- chart: bar x=trait y=standardised_difference color=offer_key
-- twin: operations: offers to the simulated customers and their attributes
-- empty: if the scenario makes no offer, or none of its waves is loaded
-- unknown: where the offer withholds nobody (offer.holdout is 0)
-- column: offer_key key -- Number of the wave.
-- column: trait text -- opening_charge, opening_tenure or senior.
-- column: mean_offered double -- Mean of those offered; null if there are none.
-- column: mean_withheld double -- Mean of those withheld; null likewise.
-- column: standardised_difference double -- Per standard deviation, beyond 0.1 the arms differ; null likewise.
with numbers as (
    select
        o.offer_key,
        o.offered,
        cast(c.opening_charge as double precision) as charge,
        cast(c.opening_tenure as double precision) as tenure,
        cast(case when c.senior then 1 else 0 end as double precision) as senior
    from fact_offer as o
    inner join dim_customer as c on o.customer_key = c.customer_key
),

arms as (
    select
        offer_key,
        offered,
        avg(charge) as charge,
        avg(tenure) as tenure,
        avg(senior) as senior,
        var_samp(charge) as charge_variance,
        var_samp(tenure) as tenure_variance,
        var_samp(senior) as senior_variance
    from numbers
    group by offer_key, offered
),

traits as (
    select
        a.offer_key,
        a.offered,
        t.trait,
        case t.trait when 'opening_charge' then a.charge when 'opening_tenure' then a.tenure else a.senior end as mean,
        case t.trait
            when 'opening_charge' then a.charge_variance
            when 'opening_tenure' then a.tenure_variance
            else a.senior_variance
        end as variance
    from arms as a
    cross join (values ('opening_charge'), ('opening_tenure'), ('senior')) as t (trait)
)

select
    offer_key,
    trait,
    max(mean) filter (where offered) as mean_offered,
    max(mean) filter (where not offered) as mean_withheld,
    (max(mean) filter (where offered) - max(mean) filter (where not offered))
    / nullif(sqrt(avg(variance)), 0) as standardised_difference
from traits
group by offer_key, trait
order by offer_key, trait
