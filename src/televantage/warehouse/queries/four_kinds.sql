-- purpose: The four kinds of customers by what the offer does to them, in the pair of lives that was simulated.
-- grain: one row per kind
-- key: kind
-- kind: truth
-- chart: bar x=kind y=customers
-- twin: simulation: the answer key of the campaign, customer by customer
-- empty: if the scenario makes no offer
-- column: kind text -- persuadable, sure thing, lost cause or sleeping dog.
-- column: customers integer -- Customers of the kind in the base.
-- column: share share -- Share of the base.
-- column: selected integer -- Those whom a wave selects, withheld or not.
-- column: takers integer -- Those who would take the offer.
-- column: mean_effect share -- Mean true effect of the first wave's offer on the probability to stay.
select
    kind,
    count(*) as customers,
    cast(count(*) as double precision) / sum(count(*)) over () as share,
    count(wave) as selected,
    count(*) filter (where takes) as takers,
    sum(tau) / count(tau) as mean_effect
from truth.customer
where kind is not null
group by kind
order by kind
