-- purpose: The waves of the retention offer: how many were offered it, and how many took it.
-- grain: one row per wave
-- key: offer_key
-- kind: dashboard
-- chart: bar x=offer_key y=take_rate
-- twin: operations: offers to the simulated customers
-- empty: if the scenario makes no offer, or none of its waves is loaded
-- column: offer_key key -- Number of the wave.
-- column: offer_code text -- Code of the wave.
-- column: month_key key -- Month at whose start the offer is made.
-- column: policy text -- How customers are selected.
-- column: offered integer -- Offers made.
-- column: withheld integer -- Customers selected but withheld for comparison.
-- column: taken integer -- Offers taken.
-- column: take_rate share -- Offers taken per offer made.
-- column: contact_cost decimal -- Cost of the contacts.
select
    o.offer_key,
    o.offer_code,
    o.month_key,
    o.policy,
    a.offered,
    a.withheld,
    a.taken,
    cast(a.taken as double precision) / nullif(a.offered, 0) as take_rate,
    a.contact_cost
from dim_offer as o
inner join agg_monthly_metrics as a on o.month_key = a.month_key
order by o.offer_key
