-- Customers, type 2: a change of plan or services is a new version. A cancellation is an exit, not a version.
create temporary table changed_customers as
select
    g.*,
    p.contract,
    p.internet,
    p.phone_lines,
    s.segment_key,
    coalesce(d.version, 0) as old_version,
    d.opening_tenure,
    d.opening_charge,
    d.segment_key as old_segment
from good_customers as g
inner join dim_plan as p on g.plan_code = p.plan_code and p.is_current
inner join dim_segment as s
    on
        p.contract = s.contract and p.internet = s.internet
        and g.tenure_months between s.tenure_from and s.tenure_to
        and g.monthly_charge >= s.charge_from and g.monthly_charge < s.charge_below
left join dim_customer as d on g.account_number = d.account_number and d.is_current
where
    g.status = 'active'
    and (
        d.customer_key is null or d.plan_code <> g.plan_code
        or d.online_security <> (g.online_security = 'Yes')
        or d.online_backup <> (g.online_backup = 'Yes')
        or d.device_protection <> (g.device_protection = 'Yes')
        or d.tech_support <> (g.tech_support = 'Yes')
        or d.streaming_tv <> (g.streaming_tv = 'Yes')
        or d.streaming_movies <> (g.streaming_movies = 'Yes')
    );

update dim_customer set valid_to = $month - 1, is_current = false
where is_current and account_number in (select account_number from changed_customers);

insert into dim_customer (
    customer_key, account_number, customer_id, name, email, phone, city, gender, senior, partner, dependents,
    customer_since, opening_tenure, plan_code, contract, internet, phone_lines, online_security, online_backup,
    device_protection, tech_support, streaming_tv, streaming_movies, paperless_billing, payment_method,
    opening_charge, segment_key, version, valid_from, valid_to, is_current
)
select
    n.customer_key,
    c.account_number,
    c.customer_id,
    c.name,
    c.email,
    c.phone,
    c.city,
    c.gender,
    c.senior = 'Yes',
    c.partner = 'Yes',
    c.dependents = 'Yes',
    c.customer_since,
    coalesce(c.opening_tenure, c.tenure_months),
    c.plan_code,
    c.contract,
    c.internet,
    c.phone_lines,
    c.online_security = 'Yes',
    c.online_backup = 'Yes',
    c.device_protection = 'Yes',
    c.tech_support = 'Yes',
    c.streaming_tv = 'Yes',
    c.streaming_movies = 'Yes',
    c.paperless_billing = 'Yes',
    c.payment_method,
    coalesce(c.opening_charge, c.monthly_charge),
    coalesce(c.old_segment, c.segment_key),
    c.old_version + 1,
    $month,
    null,
    true
from changed_customers as c
inner join (
    select
        account_number,
        (select coalesce(max(customer_key), 0) from dim_customer)
        + row_number() over (order by account_number) as customer_key
    from changed_customers
) as n on c.account_number = n.account_number;

insert into fact_churn (
    scenario_key, month_key, customer_key, segment_key, plan_key, reason, tenure, charge_lost
)
select
    s.scenario_key,
    $month,
    d.customer_key,
    d.segment_key,
    p.plan_key,
    cast(g.cancel_reason as exit_reason),
    d.opening_tenure + $month,
    g.monthly_charge
from good_customers as g
inner join dim_scenario as s on s.is_loaded
inner join dim_customer as d on g.account_number = d.account_number and d.is_current
inner join dim_plan as p on d.plan_code = p.plan_code and p.is_current
where g.status = 'cancelled';
