-- Members hear of a second factor that will be required of them: also where the date was set before this version.
INSERT INTO "jobs" ("id", "kind", "payload", "run_at")
SELECT 'job_' || gen_random_uuid(), 'organizations.factor-notice',
       json_build_object('organizationId', "organization_id",
                         'from', to_char("second_factor_from" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
       greatest(now(), "second_factor_from" - interval '7 days')
  FROM "organization_policies"
 WHERE "second_factor_from" > now();
