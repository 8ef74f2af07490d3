-- purpose: Expected survival of the subscribers by contract in one of the worlds.
-- grain: one row per contract (and all) and month
-- key: contract, month_key
-- kind: truth
-- chart: line x=month_key y=survival color=contract
-- twin: measures: survival
-- parameter: world text = scenario {scenario, baseline, market, programmes} -- The world.
-- column: contract text -- Contract at the as-of month; all is the whole base.
-- column: month_key key -- Months after the as-of month.
-- column: active integer -- Subscribers expected to be active at the end of the month.
-- column: survival share -- Share of the subscribers of the as-of month.
with active as (
    select
        cast(s.contract as text) as contract,
        t.month_key,
        sum(t.active) as active
    from truth.segment_month as t
    inner join dim_segment as s on t.segment_key = s.segment_key
    inner join dim_scenario as d on t.scenario_key = d.scenario_key
    where d.world = cast($world as text)
    group by s.contract, t.month_key
),

everybody as (
    select
        contract,
        month_key,
        active
    from active
    union all
    select
        'all' as contract,
        month_key,
        sum(active) as active
    from active
    group by month_key
)

select
    contract,
    month_key,
    active,
    cast(active as double precision)
    / nullif(first_value(active) over (partition by contract order by month_key), 0) as survival
from everybody
order by contract, month_key
