-- Plans, customers and exits as they were before the month: later versions go, those they closed are open again.
delete from fact_churn
where month_key >= $month;
delete from dim_customer
where valid_from >= $month;
update dim_customer set valid_to = null, is_current = true
where valid_to >= $month - 1;
delete from dim_plan
where valid_from >= $month;
update dim_plan set valid_to = null, is_current = true
where valid_to >= $month - 1;
