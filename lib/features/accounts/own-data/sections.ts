import "server-only";

/**
 * A part of what is kept about a user. `sql` selects rows of `key`, a text that orders them, and `item`, JSON; `$1` is the
 * user, and only rows behind the key `$2` count.
 */
export type Section = { name: string; sql: string };

/** A time as the API writes it. */
const at = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

/** One section; its members are SQL expressions by name. Never a secret, nor a hash of one. */
function section(name: string, key: string, members: Readonly<Record<string, string>>, from: string): Section {
  const item = Object.entries(members).map(([member, expression]) => `'${member}', ${expression}`);
  return {
    name,
    sql: `SELECT ${key} AS key, json_build_object(${item.join(", ")}) AS item ${from} AND ${key} > $2 ORDER BY ${key}`,
  };
}

/** In the personal organization, which carries the user's id, all; in others what the user made while they are a member. */
const ofTheirs = (row: string, maker = `${row}.created_by_id`) =>
  `(${row}.organization_id = $1 OR (${maker} = $1 AND EXISTS (
      SELECT FROM memberships m WHERE m.user_id = $1 AND m.organization_id = ${row}.organization_id)))`;

/** The user's address once it is proved: anybody can register one of somebody else's, who alone may know what came there. */
const provedAddress = "(SELECT email FROM users WHERE id = $1 AND email_verified_at IS NOT NULL)";

const made = (row: string) => ({
  id: `${row}.id`,
  organization_id: `${row}.organization_id`,
  environment: `${row}.environment`,
  created_at: at(`${row}.created_at`),
});

/** Everything that is kept about a user, table by table; a test holds it against the database's own tables. */
export const sections: readonly Section[] = [
  section(
    "organizations",
    "m.organization_id",
    {
      id: "o.id",
      name: "o.name",
      plan: "o.plan",
      role: "m.role",
      personal: "o.id = m.user_id",
      joined_at: at("m.created_at"),
    },
    "FROM memberships m JOIN organizations o ON o.id = m.organization_id WHERE m.user_id = $1",
  ),
  section(
    "acts_for_customers",
    "c.organization_id",
    { organization_id: "c.organization_id", customer_id: "c.customer_id", since: at("c.created_at") },
    "FROM customer_members c WHERE c.user_id = $1",
  ),
  section(
    "sign_in_providers",
    "i.provider || ' ' || i.subject",
    {
      provider: "i.provider",
      subject: "i.subject",
      email: "i.email",
      connected_at: at("i.created_at"),
      last_used_at: at("i.last_used_at"),
    },
    "FROM identities i WHERE i.user_id = $1",
  ),
  section(
    "passkeys",
    "p.id",
    {
      id: "p.id",
      name: "p.name",
      synced: "p.synced",
      created_at: at("p.created_at"),
      last_used_at: at("p.last_used_at"),
    },
    "FROM passkeys p WHERE p.user_id = $1",
  ),
  section(
    "authenticator_apps",
    "a.user_id",
    { created_at: at("a.created_at"), confirmed_at: at("a.confirmed_at"), last_used_at: at("a.last_used_at") },
    "FROM authenticators a WHERE a.user_id = $1",
  ),
  section("recovery_codes", "r.code_hash", { used_at: at("r.used_at") }, "FROM recovery_codes r WHERE r.user_id = $1"),
  section(
    "sessions",
    "s.id",
    {
      id: "s.id",
      kind: "s.kind",
      organization_id: "s.organization_id",
      methods: "s.methods",
      created_at: at("s.created_at"),
      expires_at: at("s.expires_at"),
      last_used_at: at("s.last_used_at"),
      ip_address: "s.ip_address",
      last_used_ip: "s.last_used_ip",
      user_agent: "s.user_agent",
    },
    "FROM sessions s WHERE s.user_id = $1",
  ),
  section(
    "ended_sessions",
    "s.id",
    { id: "s.id", kind: "s.kind", organization_id: "s.organization_id", ended_at: at("s.ended_at") },
    "FROM ended_sessions s WHERE s.user_id = $1",
  ),
  section(
    "known_devices",
    "d.device_hash",
    { first_seen_at: at("d.first_seen_at"), last_seen_at: at("d.last_seen_at") },
    "FROM known_devices d WHERE d.user_id = $1",
  ),
  section(
    "personal_access_tokens",
    "t.id",
    {
      id: "t.id",
      name: "t.name",
      hint: "t.secret_hint",
      organization_id: "t.organization_id",
      created_at: at("t.created_at"),
      expires_at: at("t.expires_at"),
      last_used_at: at("t.last_used_at"),
      last_used_ip: "t.last_used_ip",
      revoked_at: at("t.revoked_at"),
    },
    "FROM personal_access_tokens t WHERE t.user_id = $1",
  ),
  section(
    "api_keys",
    "k.id",
    {
      ...made("k"),
      name: "k.name",
      product: "k.product",
      hint: "k.secret_hint",
      scopes: "k.scopes",
      expires_at: at("k.expires_at"),
      last_used_at: at("k.last_used_at"),
      revoked_at: at("k.revoked_at"),
      created_by_you: "k.created_by_id IS NOT DISTINCT FROM $1",
      vouched_by_you: "k.vouched_by_id IS NOT DISTINCT FROM $1",
    },
    `FROM api_keys k WHERE (${ofTheirs("k")} OR k.vouched_by_id = $1)`,
  ),
  section(
    "authorized_apps",
    "g.id_hash",
    {
      client_id: "g.client_id",
      name: "a.name",
      organization_id: "g.organization_id",
      authorized_at: at("g.created_at"),
      expires_at: at("g.expires_at"),
    },
    "FROM oauth_artifacts g LEFT JOIN oauth_apps a ON a.id = g.client_id WHERE g.model = 'Grant' AND g.user_id = $1",
  ),
  section(
    "networks",
    "n.credential_id || ' ' || n.network",
    { credential_id: "n.credential_id", network: "n.network", first_seen_at: at("n.first_seen_at") },
    `FROM credential_networks n WHERE (n.user_id = $1
       OR n.credential_id IN (SELECT id FROM personal_access_tokens WHERE user_id = $1))`,
  ),
  section(
    "invitations_sent",
    "i.id",
    { id: "i.id", organization_id: "i.organization_id", email: "i.email", role: "i.role", sent_at: at("i.created_at") },
    "FROM invitations i WHERE i.invited_by_id = $1",
  ),
  section(
    "invitations_received",
    "i.id",
    {
      id: "i.id",
      organization: "o.name",
      role: "i.role",
      sent_at: at("i.created_at"),
      expires_at: at("i.expires_at"),
      accepted_at: at("i.accepted_at"),
    },
    `FROM invitations i JOIN organizations o ON o.id = i.organization_id
      WHERE i.email = ${provedAddress}`,
  ),
  section(
    "mails",
    "m.id",
    // What the mails say is in the user's mailbox; their links are as good as a password.
    { subject: "m.subject", queued_at: at("m.created_at"), sent_at: at("m.sent_at") },
    `FROM mails m WHERE m.recipient = ${provedAddress}`,
  ),
  section(
    "events",
    "e.id",
    {
      id: "e.id",
      type: "e.type",
      organization_id: "e.organization_id",
      at: at("e.created_at"),
      by_you: "e.actor_id IS NOT DISTINCT FROM $1",
      data: "e.data",
    },
    `FROM events e WHERE ${ofTheirs("e", "e.actor_id")}`,
  ),
  section(
    "prompts",
    "p.id",
    { ...made("p"), name: "p.name", description: "p.description", visibility: "p.visibility" },
    `FROM prompts p WHERE ${ofTheirs("p")}`,
  ),
  section(
    "prompt_versions",
    "v.prompt_id || ' ' || lpad(v.version::text, 10, '0')",
    { prompt_id: "v.prompt_id", version: "v.version", content: "v.content", created_at: at("v.created_at") },
    `FROM prompt_versions v JOIN prompts p ON p.id = v.prompt_id WHERE ${ofTheirs("p", "v.created_by_id")}`,
  ),
  section(
    "memories",
    "y.id",
    { ...made("y"), type: "y.type", content: "y.content", metadata: "y.metadata" },
    "FROM memories y WHERE y.organization_id = $1",
  ),
  section(
    "datasets",
    "d.id",
    { ...made("d"), name: "d.name", description: "d.description", rows: "d.row_count" },
    `FROM datasets d WHERE ${ofTheirs("d")}`,
  ),
  section(
    "dataset_rows",
    "w.dataset_id || ' ' || lpad(w.position::text, 10, '0')",
    { dataset_id: "w.dataset_id", variables: "w.variables", expectations: "w.expectations" },
    `FROM dataset_rows w JOIN datasets d ON d.id = w.dataset_id WHERE ${ofTheirs("d")}`,
  ),
  section(
    "reports",
    "r.id",
    { ...made("r"), kind: "r.kind", status: "r.status", parameters: "r.parameters" },
    `FROM reports r WHERE ${ofTheirs("r")}`,
  ),
  section(
    "evaluations",
    "v.id",
    { ...made("v"), prompt: "v.prompt_name", dataset: "v.dataset_name", status: "v.status", score: "v.score" },
    `FROM evaluations v WHERE ${ofTheirs("v")}`,
  ),
  section(
    "webhooks",
    "w.id",
    { ...made("w"), url: "w.url", events: "w.events" },
    `FROM webhook_endpoints w WHERE ${ofTheirs("w")}`,
  ),
  section(
    "oauth_apps",
    "a.id",
    {
      id: "a.id",
      organization_id: "a.organization_id",
      name: "a.name",
      redirect_uris: "a.redirect_uris",
      created_at: at("a.created_at"),
    },
    `FROM oauth_apps a WHERE ${ofTheirs("a")}`,
  ),
  section(
    "usage_by_day",
    "u.key",
    { day: "u.day", product: "u.product", environment: "u.environment", requests: "u.requests" },
    `FROM (SELECT ${at("bucket_start")} || ' ' || product || ' ' || environment AS key, ${at("bucket_start")} AS day,
                  product, environment, sum(requests) AS requests
             FROM usage_days WHERE organization_id = $1 GROUP BY bucket_start, product, environment) u WHERE TRUE`,
  ),
  section(
    "recent_requests",
    "q.credential_id || ' ' || lpad(q.id::text, 20, '0')",
    {
      credential_id: "q.credential_id",
      organization_id: "q.organization_id",
      at: at("q.at"),
      endpoint: "q.endpoint",
      status: "q.status",
      ip_address: "q.address",
      user_agent: "q.agent",
    },
    `FROM recent_requests q WHERE (q.organization_id = $1
       OR q.credential_id IN (SELECT t.id FROM personal_access_tokens t WHERE t.user_id = $1)
       OR q.credential_id IN (SELECT k.id FROM api_keys k WHERE ${ofTheirs("k")} AND cardinality(k.scopes) = 0))`,
  ),
];
