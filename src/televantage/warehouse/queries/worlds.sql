-- purpose: The worlds side by side: expected subscribers and revenue with no lever, the market's, programmes, all.
-- grain: one row per world and month
-- key: world, month_key
-- kind: truth
-- chart: line x=month_key y=mrr color=world
-- twin: measures: the ledger's customers and money by world
-- column: scenario_key key -- Key of the world.
-- column: world text -- scenario, baseline, market or programmes.
-- column: month_key key -- Months after the as-of month.
-- column: active integer -- Subscribers expected to be active at the end of the month.
-- column: mrr decimal -- Their expected monthly recurring revenue, after discounts.
-- column: arpu money -- The second per the first.
select
    t.scenario_key,
    d.world,
    t.month_key,
    sum(t.active) as active,
    sum(t.mrr) as mrr,
    cast(sum(t.mrr) as double precision) / nullif(sum(t.active), 0) as arpu
from truth.segment_month as t
inner join dim_scenario as d on t.scenario_key = d.scenario_key
group by t.scenario_key, d.world, t.month_key
order by t.scenario_key, t.month_key
