-- purpose: Subscribers and money of the segments that the simulation expects within 12 months, in one of the worlds.
-- grain: one row per tenure band, contract and value tier
-- key: tenure_band, contract, value_tier
-- kind: truth
-- chart: bar x=tenure_band+value_tier y=churn_12m color=contract
-- twin: measures: segment_churn, where the horizon is a year or more
-- unknown: where the horizon is below 12 months
-- parameter: world text = scenario {scenario, baseline, market, programmes} -- The world.
-- column: tenure_band text -- Band of the tenure at the as-of month.
-- column: contract text -- Contract at the as-of month.
-- column: value_tier text -- Third of the base by charge at the as-of month.
-- column: customers integer -- Subscribers at the as-of month.
-- column: lost_12m integer -- Subscribers expected to leave within 12 months; null where the horizon is shorter.
-- column: churn_12m share -- The second per the first; null where either is unknown or there are none.
-- column: mrr_start decimal -- Monthly recurring revenue of the subscribers at the as-of month.
-- column: mrr_end decimal -- The same at the horizon.
with months as (
    select max(month_key) as horizon
    from dim_month
)

select
    cast(s.tenure_band as text) as tenure_band,
    cast(s.contract as text) as contract,
    cast(s.value_tier as text) as value_tier,
    sum(t.active) filter (where t.month_key = 0) as customers,
    sum(t.active) filter (where t.month_key = 0) - sum(t.active) filter (where t.month_key = 12) as lost_12m,
    1 - cast(sum(t.active) filter (where t.month_key = 12) as double precision)
    / nullif(sum(t.active) filter (where t.month_key = 0), 0) as churn_12m,
    sum(t.mrr) filter (where t.month_key = 0) as mrr_start,
    sum(t.mrr) filter (where t.month_key = m.horizon) as mrr_end
from truth.segment_month as t
inner join dim_segment as s on t.segment_key = s.segment_key
inner join dim_scenario as d on t.scenario_key = d.scenario_key
cross join months as m
where d.world = cast($world as text)
group by s.tenure_band, s.contract, s.value_tier
order by s.tenure_band, s.contract, s.value_tier
