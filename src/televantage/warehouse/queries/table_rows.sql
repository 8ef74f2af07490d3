-- purpose: How many rows each table has.
-- grain: one row per table
-- key: table_name
-- kind: operations
-- chart: none
-- twin: none: about the loads, not about customers
-- column: place key -- Place of the table in the schema.
-- column: table_name text -- Name of the table.
-- column: records integer -- Rows in it.
with counts as (
    select
        1 as place,
        'dim_scenario' as table_name,
        count(*) as records
    from dim_scenario
    union all
    select
        2 as place,
        'dim_month' as table_name,
        count(*) as records
    from dim_month
    union all
    select
        3 as place,
        'dim_segment' as table_name,
        count(*) as records
    from dim_segment
    union all
    select
        4 as place,
        'dim_plan' as table_name,
        count(*) as records
    from dim_plan
    union all
    select
        5 as place,
        'dim_customer' as table_name,
        count(*) as records
    from dim_customer
    union all
    select
        6 as place,
        'dim_offer' as table_name,
        count(*) as records
    from dim_offer
    union all
    select
        7 as place,
        'fact_customer_month' as table_name,
        count(*) as records
    from fact_customer_month
    union all
    select
        8 as place,
        'fact_churn' as table_name,
        count(*) as records
    from fact_churn
    union all
    select
        9 as place,
        'fact_offer' as table_name,
        count(*) as records
    from fact_offer
    union all
    select
        10 as place,
        'agg_monthly_metrics' as table_name,
        count(*) as records
    from agg_monthly_metrics
    union all
    select
        11 as place,
        'agg_segment_month' as table_name,
        count(*) as records
    from agg_segment_month
    union all
    select
        12 as place,
        'truth.customer' as table_name,
        count(*) as records
    from truth.customer
    union all
    select
        13 as place,
        'truth.segment_month' as table_name,
        count(*) as records
    from truth.segment_month
    union all
    select
        14 as place,
        'truth.exit_reason' as table_name,
        count(*) as records
    from truth.exit_reason
    union all
    select
        15 as place,
        'etl_run_log' as table_name,
        count(*) as records
    from etl_run_log
    union all
    select
        16 as place,
        'etl_delivery' as table_name,
        count(*) as records
    from etl_delivery
    union all
    select
        17 as place,
        'data_quality_log' as table_name,
        count(*) as records
    from data_quality_log
    union all
    select
        18 as place,
        'quality_metric' as table_name,
        count(*) as records
    from quality_metric
    union all
    select
        19 as place,
        'quarantine_customers' as table_name,
        count(*) as records
    from quarantine_customers
    union all
    select
        20 as place,
        'quarantine_plans' as table_name,
        count(*) as records
    from quarantine_plans
    union all
    select
        21 as place,
        'quarantine_bills' as table_name,
        count(*) as records
    from quarantine_bills
    union all
    select
        22 as place,
        'quarantine_tickets' as table_name,
        count(*) as records
    from quarantine_tickets
    union all
    select
        23 as place,
        'quarantine_offers' as table_name,
        count(*) as records
    from quarantine_offers
)

select
    place,
    table_name,
    records
from counts
order by place
