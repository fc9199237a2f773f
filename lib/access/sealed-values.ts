import "server-only";

/** What is sealed, by the purpose that it is sealed for: one of another purpose does not open. */
export const sealPurposes = {
  signingKey: "oauth-signing-key",
  webhookSecret: "webhook-secret",
  deviceCode: "oauth-device-code",
  idempotentAnswer: "idempotent answer",
  auditKey: "audit key",
  authenticator: (userId: string) => `authenticator of ${userId}`,
} as const;

/** A column, or a member of one, that holds sealed values. */
export type SealedColumn = {
  /** In the operator's words. */
  kind: string;
  table: string;
  /** Of the primary key. */
  key: readonly string[];
  /** SQL that reads the sealed value, and that sets it to a parameter. */
  value: string;
  set: (parameter: string) => string;
  purposeOf: (key: readonly string[]) => string;
  /** Whether a row that no key opens any more is in the way of a new one; of another its owner is to hear. */
  goesWhenLost: boolean;
};

const column = (name: string) => ({ value: name, set: (parameter: string) => `${name} = ${parameter}` });
const member = (of: string, name: string) => ({
  value: `${of}->>'${name}'`,
  set: (parameter: string) => `${of} = jsonb_set(${of}, '{${name}}', to_jsonb(${parameter}))`,
});

/** All that is sealed and kept for longer than a quarter of an hour, or looked for by a request that may come later. */
export const sealedColumns: readonly SealedColumn[] = [
  {
    kind: "signing keys",
    table: "oauth_signing_keys",
    key: ["kid"],
    ...column("sealed_private_jwk"),
    purposeOf: () => sealPurposes.signingKey,
    goesWhenLost: true,
  },
  {
    kind: "audit keys",
    table: "audit_keys",
    key: ["id"],
    ...column("sealed_key"),
    purposeOf: () => sealPurposes.auditKey,
    goesWhenLost: true,
  },
  {
    kind: "webhook secrets",
    table: "webhook_endpoints",
    key: ["id"],
    ...column("sealed_secret"),
    purposeOf: () => sealPurposes.webhookSecret,
    goesWhenLost: false,
  },
  {
    kind: "webhook secrets before a rotation",
    table: "webhook_endpoints",
    key: ["id"],
    ...column("sealed_previous_secret"),
    purposeOf: () => sealPurposes.webhookSecret,
    goesWhenLost: false,
  },
  {
    kind: "authenticator apps",
    table: "authenticators",
    key: ["user_id"],
    ...column("sealed_secret"),
    purposeOf: ([userId = ""]) => sealPurposes.authenticator(userId),
    goesWhenLost: false,
  },
  {
    kind: "authenticator apps being set up",
    table: "one_time_tokens",
    key: ["secret_hash", "user_id"],
    ...member("data", "sealedSecret"),
    purposeOf: ([, userId = ""]) => sealPurposes.authenticator(userId),
    goesWhenLost: true,
  },
  {
    kind: "device codes",
    table: "oauth_artifacts",
    key: ["model", "id_hash"],
    ...member("payload", "sealedId"),
    purposeOf: () => sealPurposes.deviceCode,
    goesWhenLost: true,
  },
  {
    kind: "answers kept for repetitions",
    table: "idempotent_answers",
    key: ["owner", "key"],
    ...column("sealed_body"),
    purposeOf: () => sealPurposes.idempotentAnswer,
    goesWhenLost: true,
  },
];
