import { beforeAll, describe, expect, it } from "vitest";
import { limitsOf, planIds } from "@/lib/access/catalogue";
import { dayMs, minuteLimitOf } from "@/lib/access/limit-windows";
import { hoursKeptMs } from "@/lib/access/usage-retention";
import { closePeriods } from "@/lib/features/metering/close-periods";
import { getQuotas } from "@/lib/features/usage/quotas";
import { getUsageReport } from "@/lib/features/usage/report";
import { checkedEvents } from "@/lib/features/webhooks/webhook-access";
import type { WebhookProduct } from "@/lib/features/webhooks/webhook-contract";
import { offerSetUp } from "@/lib/tenancy/set-up-token";
import { callApi } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { takeBackAdministration } from "./demo-admin";
import { seedDemo } from "./seed-demo";

const { clock, open } = useTestRuntime();
type SeedResult = Awaited<ReturnType<typeof seedDemo>>;
let first: SeedResult;
let connections: string[];

beforeAll(async () => {
  await query("CREATE TABLE demo_connections (name text NOT NULL)");
  await query(
    `CREATE FUNCTION note_connection() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN INSERT INTO demo_connections VALUES (current_setting('application_name')); RETURN NULL; END $$`,
  );
  const noted = ["users", "usage_minutes", "usage_days", "limit_states"];
  for (const table of noted)
    await query(`CREATE TRIGGER noted AFTER INSERT ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION note_connection()`);
  first = await seedDemo(open());
  connections = (await query<{ name: string }>("SELECT DISTINCT name FROM demo_connections")).map(({ name }) => name);
  await query("DROP FUNCTION note_connection CASCADE");
}, 120_000);

async function query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return (await open().database.pool.query<Row>(sql, values)).rows;
}

const enterpriseOwner = () => first.signIn.at(-1)?.email ?? "";

/** Sign-ins are limited by address. */
let signIns = 0;

async function sessionOf(email: string): Promise<{ token: string }> {
  const password = first.signIn.find((known) => known.email === email)?.password;
  const answer = await callApi("POST /api/auth/login", { body: { email, password }, address: `192.0.2.${++signIns}` });
  return { token: answer.json.access_token };
}

async function signIn(email: string) {
  const check = await open().directory.checkBearer((await sessionOf(email)).token);
  if (!check.ok || check.record.principal.userId === null) throw new Error("the sign-in does not work");
  return { ...check.record.principal, userId: check.record.principal.userId };
}

describe("the demo data's contents", () => {
  it("has one person to sign in as on every plan", async () => {
    const plans: string[] = [];
    for (const { email } of first.signIn) plans.push((await signIn(email)).plan);
    expect(plans).toEqual(planIds());
  });

  it("has customers of whom the administrator sees plans, limits, metadata, a suspension and keys", async () => {
    const session = await sessionOf(first.admin ?? "");
    const { data } = (await callApi("GET /api/v1/customers", session)).json;
    const facts = data.map(({ name, metadata, plans, limits, suspended }: Record<string, object>) =>
      [name, metadata, plans, limits, suspended].map((value) =>
        typeof value === "object" ? Object.keys(value) : value,
      ),
    );
    for (const place of [0, 1, 2, 3, 4]) {
      expect(new Set(facts.map((fact: unknown[]) => JSON.stringify(fact[place]))).size).toBeGreaterThan(1);
    }
    const callers = await query(
      "SELECT customer_id FROM api_keys JOIN usage_days ON credential_id = api_keys.id WHERE customer_id IS NOT NULL GROUP BY 1",
    );
    expect(callers).toHaveLength(2);
  });

  it("has meters whose totals, a budget that tells of the month, namespaces, management keys and a customer's member the administrator sees", async () => {
    const session = await sessionOf(first.admin ?? "");
    const dataOf = async (path: string) => (await callApi(`GET ${path}`, session)).json.data;
    expect(await dataOf("/api/v1/meters")).toHaveLength(3);
    for (const meter of ["tokens", "answers", "sites"]) {
      const usage = await dataOf(`/api/v1/meters/${meter}/query?window=day`);
      expect(usage.length, meter).toBeGreaterThan(20);
    }
    const budgets: Record<string, { used: number } | string | null>[] = await dataOf("/api/v1/budgets");
    const [state] = await query<{ used: number }>(
      "SELECT month_count::int AS used FROM limit_states WHERE subject = $1 AND product = 'prompts' AND environment = 'production'",
      [`org:${(await signIn(enterpriseOwner())).organizationId}`],
    );
    expect(budgets.find(({ of }) => of === "organization")?.progress).toMatchObject({ used: state?.used });
    expect(budgets.map(({ of }) => of).toSorted()).toEqual(["customer", "key", "organization"]);
    expect(await dataOf("/api/v1/limits")).toHaveLength(3);
    expect(await dataOf("/api/v1/limits/report-exports/leases")).toHaveLength(4);
    expect(await dataOf("/api/v1/limits/chat-messages/reservations")).toHaveLength(3);
    expect(await dataOf("/api/v1/management-keys")).toHaveLength(3);
    const members = await query("SELECT FROM customer_members");
    expect(members).toHaveLength(1);
  });

  it("has what is reserved in its namespaces counted on the windows that settling and giving back correct", async () => {
    const { limitNamespaces, limiter } = open();
    const { organizationId } = await signIn(enterpriseOwner());
    const namespace = await limitNamespaces.find(organizationId, "chat-messages");
    if (!namespace) throw new Error("the namespace is not there");
    for (const { identifier, reserved } of await query<{ identifier: string; reserved: number }>(
      "SELECT identifier, reserved FROM limit_reservations WHERE namespace_id = $1",
      [namespace.id],
    )) {
      const { windows } = await limiter.peek(
        await limitNamespaces.bucketsOf(namespace, identifier, namespace.limitOf(identifier)),
      );
      expect(windows.find(({ name }) => name === "daily")?.used, identifier).toBe(reserved);
    }
  });

  it("has budgets of every organization's own, one of which tells of the month", async () => {
    for (const { email } of first.signIn) {
      const { data } = (await callApi("GET /v1/organization/budgets", await sessionOf(email))).json;
      expect(data.map(({ of }: { of: string }) => of).toSorted(), email).toEqual(["key", "organization"]);
    }
  });

  it("closed the periods of its meters that are over, so that a start tells webhooks of none of them", async () => {
    const events = () => query("SELECT FROM events WHERE type LIKE 'usage.period%'");
    await closePeriods();
    expect(await events()).toHaveLength(0);
  });

  it("has an organization that an owner, an admin and a member share, each with keys, and open invitations", async () => {
    const rows = await query<Record<string, string | number>>(
      `SELECT m.role, count(k.id)::int AS keys FROM memberships m
         LEFT JOIN api_keys k ON k.organization_id = m.organization_id AND k.created_by_id = m.user_id
        WHERE m.organization_id LIKE 'org_%' GROUP BY m.role ORDER BY m.role`,
    );
    expect(rows).toEqual([
      { role: "member", keys: 2 },
      { role: "admin", keys: 2 },
      { role: "owner", keys: 1 },
    ]);
    expect(await query("SELECT id FROM invitations WHERE accepted_at IS NULL")).toHaveLength(2);
    const [filled] = await query<Record<string, number>>(
      `SELECT (SELECT count(*)::int FROM prompts p WHERE p.organization_id = o.id) AS prompts,
              (SELECT count(*)::int FROM memories m WHERE m.organization_id = o.id) AS memories,
              (SELECT count(*)::int FROM datasets d WHERE d.organization_id = o.id) AS datasets,
              (SELECT count(*)::int FROM evaluations e WHERE e.organization_id = o.id) AS evaluations
         FROM organizations o WHERE o.id LIKE 'org_%'`,
    );
    expect(Object.entries(filled ?? {}).filter(([, rows]) => rows === 0)).toEqual([]);
  });

  it("has keys in every product and environment in every state", async () => {
    const rows = await query<Record<string, boolean | string>>(
      `SELECT product, environment,
              bool_or(revoked_at IS NULL AND expires_at IS NULL AND last_used_at IS NOT NULL) AS active,
              bool_or(expires_at BETWEEN $1 AND $1::timestamptz + interval '7 days') AS expiring,
              bool_or(expires_at < $1 AND revoked_at IS NULL) AS expired,
              bool_or(revoked_at IS NOT NULL) AS revoked,
              bool_or(replaced_by_id IS NOT NULL) AS rotated,
              bool_or(last_used_at IS NULL AND created_at < $1::timestamptz - interval '30 days') AS unused,
              bool_or(cardinality(ip_allowlist) > 0) AS bound,
              bool_or(rate_limit_per_minute IS NOT NULL) AS limited
         FROM api_keys WHERE product <> 'management' GROUP BY product, environment`,
      [new Date(clock.now())],
    );
    expect(rows).toHaveLength(5);
    for (const row of rows) expect(Object.values(row), JSON.stringify(row)).not.toContain(false);
  });

  it("has prompts with versions, memories, tokens, and nothing dated in the future", async () => {
    const [counted] = await query<Record<string, number>>(
      `SELECT (SELECT count(*)::int FROM prompts) AS prompts, (SELECT count(*)::int FROM prompt_versions) AS versions,
              (SELECT count(*)::int FROM memories) AS memories,
              (SELECT count(*)::int FROM personal_access_tokens) AS tokens,
              (SELECT count(*)::int FROM prompt_versions WHERE created_at > $1) +
              (SELECT count(*)::int FROM memories WHERE created_at > $1) +
              (SELECT count(*)::int FROM api_keys WHERE last_used_at > $1) +
              (SELECT count(*)::int FROM usage_minutes WHERE bucket_start > $1) AS ahead`,
      [new Date(clock.now())],
    );
    expect(counted).toMatchObject({ prompts: 50, tokens: 12, ahead: 0 });
    expect(counted?.memories).toBeGreaterThan(161);
    expect(counted?.versions).toBeGreaterThan(70);
  });

  it("shows keys only from addresses that their allow-list takes, and never after their end", async () => {
    const wrong = await query(
      `SELECT name FROM api_keys
        WHERE (cardinality(ip_allowlist) > 0 AND NOT last_used_ip::inet << ip_allowlist[1]::inet)
           OR last_used_at > least(revoked_at, expires_at) OR last_used_at < created_at`,
    );
    expect(wrong).toEqual([]);
  });
});

describe("the demo data's usage", () => {
  it("adds up alike in minutes, hours and days", async () => {
    const [sums] = await query<Record<string, string>>(
      `SELECT (SELECT sum(requests) FROM usage_minutes) AS minutes,
              (SELECT sum(requests) FROM usage_hours
                WHERE bucket_start >= (SELECT date_trunc('hour', min(bucket_start), 'UTC') FROM usage_minutes)) AS same_hours,
              (SELECT sum(requests) FROM usage_hours) AS hours,
              (SELECT sum(requests) FROM usage_days
                WHERE bucket_start >= (SELECT date_trunc('day', min(bucket_start), 'UTC') FROM usage_hours)) AS days`,
    );
    expect(sums?.minutes).toBe(sums?.same_hours);
    expect(sums?.hours).toBe(sums?.days);
    expect(Number(sums?.days)).toBeGreaterThan(1_000_000);
  });

  it("covers 90 days with every outcome, weekends quieter than weekdays", async () => {
    const rows = await query<{ status_class: string }>("SELECT DISTINCT status_class FROM usage_days ORDER BY 1");
    expect(rows.map((row) => row.status_class)).toEqual(["2xx", "4xx", "429", "5xx"]);
    const report = await getUsageReport(await signIn("grace@demo.latchkey.test"), { range: "90d" });
    const totals = report.buckets.map((bucket) => ({ day: new Date(bucket.start).getUTCDay(), sum: bucket.succeeded }));
    expect(totals.every(({ sum }) => sum > 0)).toBe(true);
    const average = (days: readonly number[]) => {
      const of = totals.filter(({ day }) => days.includes(day));
      return of.reduce((sum, bucket) => sum + bucket.sum, 0) / of.length;
    };
    expect(average([1, 2, 3, 4, 5])).toBeGreaterThan(1.5 * average([0, 6]));
  });

  it("goes back a year for the oldest organizations, without a day missing, and never before a key was made", async () => {
    const [span] = await query<{ days: number; reach: number }>(
      `SELECT count(DISTINCT bucket_start)::int AS days, (max(bucket_start)::date - min(bucket_start)::date) AS reach
         FROM usage_days WHERE organization_id = (SELECT id FROM users WHERE email = $1)`,
      [enterpriseOwner()],
    );
    expect(span?.reach).toBeGreaterThan(200);
    expect(span?.days).toBe((span?.reach ?? 0) + 1);
    const [{ hours } = { hours: null }] = await query<{ hours: Date }>(
      "SELECT min(bucket_start) AS hours FROM usage_hours",
    );
    expect(clock.now() - Number(hours)).toBeGreaterThan(hoursKeptMs - dayMs);
    expect(
      await query(
        "SELECT FROM usage_days u JOIN api_keys k ON k.id = u.credential_id WHERE u.bucket_start + interval '1 day' < k.created_at",
      ),
    ).toEqual([]);
  });

  it("leaves counters that say what the usage of this day and month says, shown by the quotas", async () => {
    const rows = await query<Record<string, string | number>>(
      `SELECT l.subject, l.product, l.environment, l.day_count::int, l.month_count::int,
              coalesce(sum(u.requests) FILTER (WHERE u.bucket_start = $1), 0)::int AS today,
              coalesce(sum(u.requests), 0)::int AS this_month
         FROM limit_states l
         LEFT JOIN usage_days u ON 'org:' || u.organization_id = l.subject AND u.product = l.product
               AND u.environment = l.environment AND u.status_class <> '429' AND u.bucket_start >= $2
               -- What an ended credential sends is refused before the limits.
               AND u.credential_id NOT IN (SELECT id FROM api_keys WHERE least(revoked_at, expires_at) < $2)
        WHERE l.subject LIKE 'org:%' GROUP BY l.subject, l.product, l.environment`,
      [new Date(Math.floor(clock.now() / dayMs) * dayMs), new Date("2026-06-01T00:00:00Z")],
    );
    expect(rows.length).toBeGreaterThan(15);
    for (const row of rows) {
      expect([row.day_count, row.month_count], JSON.stringify(row)).toEqual([row.today, row.this_month]);
    }
    const { quotas } = await getQuotas(await signIn("tim@demo.latchkey.test"));
    const month = quotas.find((quota) => quota.product === "memory")?.windows.find((window) => window.name === "month");
    expect(month?.limit).toBe(1_000);
    expect(month?.used).toBeGreaterThan(100);
  });

  it("never lets more through than the plan's minute, day and month take", async () => {
    const rows = await query<{ plan: string; product: string; unit: string; most: number }>(
      ["minute", "day", "month"]
        .map(
          (unit) => `SELECT o.plan, s.product, '${unit}' AS unit, max(s.requests)::int AS most
             FROM (SELECT organization_id, product, environment, date_trunc('${unit}', bucket_start, 'UTC') AS start,
                          sum(requests) AS requests
                     FROM usage_${unit === "minute" ? "minutes" : "days"} WHERE status_class <> '429'
                    GROUP BY 1, 2, 3, 4) AS s JOIN organizations o ON o.id = s.organization_id GROUP BY 1, 2, 3`,
        )
        .join(" UNION ALL "),
    );
    for (const { plan, product, unit, most } of rows) {
      const planId = planIds().find((id) => id === plan) ?? "free";
      const limits = limitsOf(product === "memory" ? "memory" : product === "prompts" ? "prompts" : "account", planId);
      if (!limits?.burst) throw new Error(`${product} has limits on every plan`);
      const most_allowed =
        { minute: minuteLimitOf(limits), day: limits.perDay, month: limits.perMonth }[unit] ?? Infinity;
      // Refused calls of ended credentials count on no limit; the few there are stay within this margin.
      expect(most, `${plan} ${product} ${unit}`).toBeLessThanOrEqual(most_allowed);
    }
  });
});

describe("the demo data of every organization", () => {
  const filled = [
    "events",
    "alerts",
    "webhook_endpoints",
    "oauth_apps",
    "datasets",
    "evaluations",
    "reports",
    "recent_requests",
    "key_templates",
    "usage_tag_minutes",
    "usage_tag_days",
  ];

  it.each(filled)("fills the page of %s", async (table) => {
    const [{ organizations } = { organizations: 0 }] = await query<{ organizations: number }>(
      `SELECT count(DISTINCT organization_id)::int AS organizations FROM ${table}`,
    );
    expect(organizations).toBeGreaterThanOrEqual(planIds().length);
  });

  it("shows deliveries that came through, that were tried again, and an endpoint that was switched off, none of them due", async () => {
    const [sent] = await query<Record<string, number>>(
      `SELECT count(*) FILTER (WHERE status = 'succeeded' AND attempts > 1)::int AS repeated,
              count(*) FILTER (WHERE status = 'failed')::int AS failed,
              count(*) FILTER (WHERE next_attempt_at IS NOT NULL OR status = 'pending')::int AS due,
              (SELECT count(*)::int FROM jobs WHERE kind LIKE 'webhook%') AS jobs FROM webhook_deliveries`,
    );
    expect(sent).toMatchObject({ due: 0, jobs: 0 });
    expect(Math.min(sent?.repeated ?? 0, sent?.failed ?? 0)).toBeGreaterThan(5);
  });

  it("subscribes each webhook endpoint to what the API lets it, so that it can be edited", async () => {
    const rows = await query<{ product: WebhookProduct; events: string[] }>(
      "SELECT DISTINCT product, events FROM webhook_endpoints",
    );
    expect(rows.map(({ product }) => product).sort()).toEqual(["memory", "prompts"]);
    for (const { product, events } of rows) expect(checkedEvents(events, product)).toEqual(events);
  });

  it("has somebody with every second factor, whom nobody can sign in as", async () => {
    const rows = await query(
      `SELECT u.password_hash, (SELECT count(*)::int FROM passkeys p WHERE p.user_id = u.id) AS passkeys,
              (SELECT count(*)::int FROM recovery_codes c WHERE c.user_id = u.id AND c.used_at IS NULL) AS codes
         FROM users u JOIN authenticators a ON a.user_id = u.id`,
    );
    expect(rows).toEqual([{ password_hash: null, passkeys: 2, codes: 9 }]);
  });

  it("dates nothing in the future", async () => {
    const tables = ["events", "alerts", "webhook_deliveries", "oauth_apps", "evaluations", "reports"];
    const sums = tables.map((table) => `(SELECT count(*) FROM ${table} WHERE created_at > $1)`).join(" + ");
    expect(await query(`SELECT (${sums})::int AS ahead`, [new Date(clock.now())])).toEqual([{ ahead: 0 }]);
  });
});

it("is written on connections of the background, which a busy machine has a minute to answer", () => {
  expect(connections).toEqual(["latchkey jobs"]);
});

it("adds nothing the second time, and answers the same", async () => {
  const tables = ["users", "organizations", "api_keys", "prompts", "memories", "usage_days", "limit_states"];
  const count = () => query(`SELECT ${tables.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`).join()}`);
  // What the tests before asked is counted by a flush that may come at any moment.
  await open().flush();
  const before = await count();
  clock.advance(3 * dayMs);
  expect(await seedDemo(open())).toEqual(first);
  expect(await count()).toEqual(before);
});

describe("the demo's administrator", () => {
  const administrators = () => query<{ email: string }>("SELECT email FROM users WHERE instance_admin");

  it("is the largest organization's owner, for as long as the deployment runs as a demo", async () => {
    expect([first.admin, await administrators()]).toEqual([enterpriseOwner(), [{ email: enterpriseOwner() }]]);
    const { token } = await sessionOf(enterpriseOwner());
    const ask = async () => (await callApi("GET /api/v1/admin/organizations", { token })).status;
    expect(await ask()).toBe(200);
    await takeBackAdministration(open());
    expect([await ask(), await administrators()]).toEqual([403, []]);
    // No one administers it now: the start that took it back offers a set-up link.
    expect(await offerSetUp()).toMatch(/\/register#token=/);
  });

  it("is no one where the deployment has an administrator already", async () => {
    const operator = await createUser();
    await query("UPDATE users SET instance_admin = true WHERE id = $1", [operator.principal.userId]);
    expect((await seedDemo(open())).admin).toBeNull();
    expect(await administrators()).toEqual([{ email: operator.email }]);
  });
});
