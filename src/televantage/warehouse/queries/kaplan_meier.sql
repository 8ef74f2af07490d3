-- purpose: Kaplan-Meier survival since the as-of month by contract, with Greenwood's standard error.
-- grain: one row per contract (and all) and month
-- key: contract, month_key
-- kind: dashboard
-- chart: line x=month_key y=survival color=contract
-- twin: lifelines: KaplanMeierFitter on the simulated customers
-- column: contract text -- Contract at the as-of month; all is the whole base.
-- column: month_key key -- Months after the as-of month.
-- column: at_risk integer -- Customers active at the start of the month.
-- column: exits integer -- Customers who left in the month.
-- column: survival share -- Share of the base still active at the end of the month.
-- column: standard_error share -- Greenwood's standard error of it; null once nobody is left.
-- column: survival_low share -- Lower end of the 95 % interval, by the log of minus the log; null while all are there.
-- column: survival_high share -- Upper end of it; null likewise.
with risk as (
    select
        cast(s.contract as text) as contract,
        a.month_key,
        cast(sum(a.active_start) as double precision) as at_risk,
        cast(sum(a.churned) as double precision) as exits
    from agg_segment_month as a
    inner join dim_segment as s on a.segment_key = s.segment_key
    group by s.contract, a.month_key
    union all
    select
        'all' as contract,
        month_key,
        cast(active_start as double precision) as at_risk,
        cast(churned as double precision) as exits
    from agg_monthly_metrics
),

sums as (
    select
        contract,
        month_key,
        at_risk,
        exits,
        min(at_risk - exits) over (partition by contract order by month_key) as fewest,
        sum(ln(nullif(at_risk - exits, 0) / nullif(at_risk, 0))) over (
            partition by contract order by month_key
        ) as log_survival,
        sum(exits / nullif(at_risk * (at_risk - exits), 0)) over (
            partition by contract order by month_key
        ) as greenwood
    from risk
),

curve as (
    select
        contract,
        month_key,
        at_risk,
        exits,
        case when fewest = 0 then 0 else exp(log_survival) end as survival,
        case when fewest > 0 then exp(log_survival) * sqrt(greenwood) end as standard_error,
        case
            when fewest > 0 and log_survival < 0 then 1.959963984540054 * sqrt(greenwood) / -log_survival
        end as width,
        log_survival
    from sums
)

select
    contract,
    month_key,
    at_risk,
    exits,
    survival,
    standard_error,
    exp(log_survival * exp(width)) as survival_low,
    exp(log_survival * exp(-width)) as survival_high
from curve
order by contract, month_key
