-- purpose: Kaplan-Meier survival by tenure and contract, where customers enter at their tenure of the as-of month.
-- grain: one row per contract and month of tenure that any of its customers passes
-- key: contract, tenure
-- kind: analysis
-- chart: line x=tenure y=survival color=contract
-- twin: lifelines: KaplanMeierFitter with entry on the simulated customers
-- empty: if no month after the as-of month is loaded
-- column: contract text -- Contract at the as-of month.
-- column: tenure key -- Months of service.
-- column: at_risk integer -- Customer-months at this tenure after the as-of month.
-- column: exits integer -- Exits at this tenure.
-- column: survival share -- Product of 1 minus the hazards up to this tenure.
with opened as (
    select
        s.contract,
        c.opening_tenure,
        sum(c.customers) as customers
    from (
        select
            segment_key,
            opening_tenure,
            count(*) as customers
        from dim_customer
        where version = 1
        group by segment_key, opening_tenure
    ) as c
    inner join dim_segment as s on c.segment_key = s.segment_key
    group by s.contract, c.opening_tenure
),

exits as (
    select
        s.contract,
        x.tenure - x.month_key as opening_tenure,
        x.month_key,
        count(*) as exits
    from fact_churn as x
    inner join dim_segment as s on x.segment_key = s.segment_key
    group by s.contract, x.tenure - x.month_key, x.month_key
),

months as (
    select
        cast(o.contract as text) as contract,
        o.opening_tenure + a.month_key as tenure,
        coalesce(x.exits, 0) as exits,
        o.customers - coalesce(
            sum(x.exits) over (
                partition by o.contract, o.opening_tenure
                order by a.month_key
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as at_risk
    from opened as o
    inner join agg_monthly_metrics as a on a.month_key > 0
    left join exits as x
        on o.contract = x.contract and o.opening_tenure = x.opening_tenure and a.month_key = x.month_key
),

risk as (
    select
        contract,
        tenure,
        cast(sum(at_risk) as double precision) as at_risk,
        cast(sum(exits) as double precision) as exits
    from months
    group by contract, tenure
    having sum(at_risk) > 0
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
from risk
order by contract, tenure
