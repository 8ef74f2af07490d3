-- purpose: A year of bills of the subscribers expected to leave within 12 months with every lever neutral.
-- grain: one row per segment with revenue at the as-of month
-- key: segment_key
-- kind: truth
-- chart: bar x=contract+internet+tenure_band+value_tier y=revenue_at_risk color=contract
-- twin: measures: headline revenue_at_risk of the baseline, which is the sum, where the horizon is a year or more
-- unknown: where the horizon is below 12 months
-- column: segment_key key -- Key of the segment.
-- column: contract text -- Contract at the as-of month.
-- column: internet text -- Internet access.
-- column: tenure_band text -- Band of the tenure at the as-of month.
-- column: value_tier text -- Third of the base by charge at the as-of month.
-- column: mrr decimal -- Expected monthly recurring revenue of the subscribers at the as-of month.
-- column: revenue_at_risk decimal -- Twelve times its fall in 12 months; null where the horizon is shorter.
with bills as (
    select
        t.segment_key,
        sum(t.mrr) filter (where t.month_key = 0) as mrr,
        sum(t.mrr) filter (where t.month_key = 12) as mrr_later
    from truth.segment_month as t
    inner join dim_scenario as d on t.scenario_key = d.scenario_key
    where d.world = 'baseline'
    group by t.segment_key
)

select
    s.segment_key,
    cast(s.contract as text) as contract,
    cast(s.internet as text) as internet,
    cast(s.tenure_band as text) as tenure_band,
    cast(s.value_tier as text) as value_tier,
    b.mrr,
    12 * (b.mrr - b.mrr_later) as revenue_at_risk
from bills as b
inner join dim_segment as s on b.segment_key = s.segment_key
where b.mrr > 0
order by s.segment_key
