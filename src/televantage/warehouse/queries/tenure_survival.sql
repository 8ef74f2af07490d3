-- purpose: Kaplan-Meier survival by tenure and contract, where customers enter at their tenure of the as-of month.
-- grain: one row per contract and month of tenure that any of its customers passes
-- key: contract, tenure
-- kind: analysis
-- chart: line x=tenure y=survival color=contract
-- twin: lifelines: KaplanMeierFitter with entry on the simulated customers
-- column: contract text -- Contract at the as-of month.
-- column: tenure integer -- Months of service.
-- column: at_risk integer -- Customer-months at this tenure after the as-of month.
-- column: exits integer -- Exits at this tenure.
-- column: survival double -- Product of 1 minus the hazards up to this tenure.
with risk as (
    select
        segment_key,
        tenure,
        count(*) as at_risk,
        count(*) filter (where status = 'churned') as exits
    from fact_customer_month
    where month_key > 0
    group by segment_key, tenure
),

by_contract as (
    select
        cast(s.contract as text) as contract,
        r.tenure,
        cast(sum(r.at_risk) as double precision) as at_risk,
        cast(sum(r.exits) as double precision) as exits
    from risk as r
    inner join dim_segment as s on r.segment_key = s.segment_key
    group by s.contract, r.tenure
)

select
    contract,
    tenure,
    at_risk,
    exits,
    case
        when min(at_risk - exits) over (partition by contract order by tenure) = 0 then 0
        else exp(sum(ln(nullif(at_risk - exits, 0) / at_risk)) over (partition by contract order by tenure))
    end as survival
from by_contract
order by contract, tenure
