-- The facts of the month: everybody active at its start, with bill and tickets; and the offers.
insert into fact_customer_month (
    scenario_key, month_key, customer_key, segment_key, plan_key, status, tenure, bill, discount, margin, tickets
)
select
    s.scenario_key,
    $month,
    a.customer_key,
    a.segment_key,
    a.plan_key,
    cast(case when a.left_month = $month then 'churned' else 'active' end as customer_status),
    a.tenure,
    case when a.left_month = $month then 0 else b.amount end,
    case when a.left_month = $month then 0 else b.discount end,
    case
        when a.left_month = $month then 0
        else b.amount - round(a.opening_charge * (1 - s.gross_margin), 2)
    end,
    coalesce(t.tickets, 0)
from accounts as a
inner join dim_scenario as s on s.is_loaded
left join good_bills as b on a.account_number = b.account_number
left join (
    select
        account_number,
        count(*) as tickets
    from good_tickets
    group by account_number
) as t on a.account_number = t.account_number
where a.left_month is null or a.left_month >= $month;

insert into fact_offer (
    scenario_key, month_key, customer_key, segment_key, offer_key, offered, taken, cost
)
select
    s.scenario_key,
    $month,
    a.customer_key,
    a.segment_key,
    o.offer_key,
    g.offered = 'Yes',
    g.taken = 'Yes',
    g.contact_cost
from good_offers as g
inner join dim_scenario as s on s.is_loaded
inner join accounts as a on g.account_number = a.account_number
inner join dim_offer as o on g.offer_code = o.offer_code;
