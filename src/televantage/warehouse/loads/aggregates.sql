-- The aggregates of the month.
delete from agg_segment_month
where month_key = $month;

delete from agg_monthly_metrics
where month_key = $month;

insert into agg_segment_month (
    scenario_key, month_key, segment_key, active_start, churned, active_end, list_mrr, discount, mrr, margin,
    churned_mrr, tickets, unbilled, tenure_months
)
select
    f.scenario_key,
    f.month_key,
    f.segment_key,
    count(*),
    count(*) filter (where f.status = 'churned'),
    count(*) filter (where f.status = 'active'),
    coalesce(sum(f.bill), 0) + coalesce(sum(f.discount), 0),
    coalesce(sum(f.discount), 0),
    coalesce(sum(f.bill), 0),
    coalesce(sum(f.margin), 0),
    coalesce(max(x.charge_lost), 0),
    sum(f.tickets),
    count(*) filter (where f.bill is null),
    sum(f.tenure)
from fact_customer_month as f
left join (
    select
        segment_key,
        sum(charge_lost) as charge_lost
    from fact_churn
    where month_key = $month
    group by segment_key
) as x on f.segment_key = x.segment_key
where f.month_key = $month
group by f.scenario_key, f.month_key, f.segment_key;

insert into agg_monthly_metrics (
    scenario_key, month_key, active_start, churned, active_end, list_mrr, discount, mrr, margin, churned_mrr, tickets,
    unbilled, offered, withheld, taken, contact_cost, left_competitor, left_price, left_service, left_moved, left_other
)
select
    a.scenario_key,
    a.month_key,
    sum(a.active_start),
    sum(a.churned),
    sum(a.active_end),
    sum(a.list_mrr),
    sum(a.discount),
    sum(a.mrr),
    sum(a.margin),
    sum(a.churned_mrr),
    sum(a.tickets),
    sum(a.unbilled),
    max(o.offered),
    max(o.withheld),
    max(o.taken),
    max(o.contact_cost),
    max(x.left_competitor),
    max(x.left_price),
    max(x.left_service),
    max(x.left_moved),
    max(x.left_other)
from agg_segment_month as a
cross join (
    select
        count(*) filter (where offered) as offered,
        count(*) filter (where not offered) as withheld,
        count(*) filter (where taken) as taken,
        coalesce(sum(cost), 0) as contact_cost
    from fact_offer
    where month_key = $month
) as o
cross join (
    select
        count(*) filter (where reason = 'competitor') as left_competitor,
        count(*) filter (where reason = 'price') as left_price,
        count(*) filter (where reason = 'service') as left_service,
        count(*) filter (where reason = 'moved') as left_moved,
        count(*) filter (where reason = 'other') as left_other
    from fact_churn
    where month_key = $month
) as x
where a.month_key = $month
group by a.scenario_key, a.month_key;
