-- purpose: Rows that were held back, by feed, rule and column, with an example.
-- grain: one row per feed, rule and column
-- key: feed, rule, column_name
-- kind: operations
-- chart: none
-- twin: none: about the loads, not about customers
-- empty: if no row broke a rule
-- column: feed text -- Name of the feed.
-- column: rule text -- Rule that was broken.
-- column: column_name text -- Column that is wrong.
-- column: records integer -- Rows held back.
-- column: first_month key -- First month of such a row.
-- column: last_month key -- Last month of such a row.
-- column: example text -- The least of the values that stood there; null where nothing stood.
with held as (
    select
        'customers' as feed,
        rule,
        column_name,
        month_key,
        value
    from quarantine_customers
    union all
    select
        'plans' as feed,
        rule,
        column_name,
        month_key,
        value
    from quarantine_plans
    union all
    select
        'bills' as feed,
        rule,
        column_name,
        month_key,
        value
    from quarantine_bills
    union all
    select
        'tickets' as feed,
        rule,
        column_name,
        month_key,
        value
    from quarantine_tickets
    union all
    select
        'offers' as feed,
        rule,
        column_name,
        month_key,
        value
    from quarantine_offers
)

select
    feed,
    rule,
    column_name,
    count(*) as records,
    min(month_key) as first_month,
    max(month_key) as last_month,
    min(value collate "C") as example
from held
group by feed, rule, column_name
order by records desc, feed collate "C" asc, rule collate "C" asc, column_name collate "C" asc
