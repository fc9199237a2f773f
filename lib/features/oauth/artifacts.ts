import "server-only";
import { type Adapter, type AdapterPayload, errors } from "oidc-provider";
import type pg from "pg";
import { artifactHash } from "@/lib/access/oauth-token";
import { runtime } from "@/lib/access/runtime";
import { sealPurposes } from "@/lib/access/sealed-values";
import type { PrismaSession } from "@/lib/platform/database";
import { recordEvent } from "@/lib/tenancy/events";
import { keepBeginning, waitsForUser } from "./beginnings";
import { oauthRequests, type TokenModel } from "./request-context";

/** For this long a refresh token that was just used is answered again with the same answer instead of ending the family. */
export const refreshRepeatSeconds = 30;

type Row = { payload: AdapterPayload; consumed_at: Date | null };

const upsertSql = `INSERT INTO oauth_artifacts
     (model, id_hash, payload, grant_id, user_code, client_id, user_id, organization_id, begun_by, created_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
   ON CONFLICT (model, id_hash) DO UPDATE SET payload = EXCLUDED.payload, grant_id = EXCLUDED.grant_id,
     client_id = EXCLUDED.client_id, user_id = EXCLUDED.user_id, expires_at = EXCLUDED.expires_at
   WHERE NOT $12`;

/**
 * Keeps one model of the library in `oauth_artifacts`. Identifiers are stored as hashes only: for codes and tokens the
 * identifier is the secret. Rejects as the database does; never answers from memory.
 */
export class ArtifactAdapter implements Adapter {
  constructor(private readonly model: string) {}

  async upsert(id: string, payload: AdapterPayload, expiresInSeconds: number): Promise<void> {
    const { beginner = null, comesBack = null, secretId = null } = oauthRequests().getStore() ?? {};
    // A stranger's request comes back with its user: until then nothing of it is kept.
    if (this.model === "Interaction" && comesBack !== null) return;
    const { jti: _jti, ...kept } = payload;
    const { clock, database, seals } = runtime();
    // A device code is found again by its user code, and the library then needs the identifier itself.
    if (this.model === "DeviceCode") Object.assign(kept, { sealedId: seals.seal(id, sealPurposes.deviceCode) });
    // What is issued for a secret ends with what made that.
    if (secretId !== null && (this.model === "AccessToken" || this.model === "ClientCredentials")) {
      Object.assign(kept, { secretId });
    }
    const expiresAt = expiresInSeconds > 0 ? new Date(clock.now() + expiresInSeconds * 1000) : null;
    // The library asks whether a proof was used and then notes it: of those that ask at once, one may note it.
    const isProof = this.model === "ReplayDetection";
    const begunBy = waitsForUser(this.model) ? beginner : null;
    const values = [
      this.model,
      artifactHash(id),
      kept,
      this.model === "Grant" ? id : (payload.grantId ?? null),
      payload.userCode ?? null,
      payload.clientId ?? null,
      payload.accountId ?? null,
      textOf(payload, "organizationId"),
      begunBy,
      new Date(clock.now()),
      expiresAt,
      isProof,
    ];
    const write = (session: Pick<pg.ClientBase, "query">) => session.query(upsertSql, values);
    const { rowCount } = await (begunBy === null ? write(database.pool) : keepBeginning(this.model, begunBy, write));
    if (isProof && rowCount !== 1) throw new errors.InvalidGrant("the DPoP proof was used before");
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    if (isNamedOtherwise(this.model)) return undefined;
    const { rows } = await runtime().database.pool.query<Row>(
      "SELECT payload, consumed_at FROM oauth_artifacts WHERE model = $1 AND id_hash = $2",
      [this.model, artifactHash(id)],
    );
    const found = rows[0] && this.payloadOf(rows[0], id);
    if (found?.consumed) await this.noteReplay(found.grantId);
    return found;
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    const { database, seals } = runtime();
    const { rows } = await database.pool.query<Row>(
      "SELECT payload, consumed_at FROM oauth_artifacts WHERE model = $1 AND user_code = $2 ORDER BY created_at DESC LIMIT 1",
      [this.model, userCode],
    );
    const sealed = rows[0] && textOf(rows[0].payload, "sealedId");
    return rows[0] && sealed ? this.payloadOf(rows[0], seals.open(sealed, sealPurposes.deviceCode)) : undefined;
  }

  /** Only sessions are asked for by `uid`, and those are the dashboard's own. */
  async findByUid(): Promise<undefined> {
    return undefined;
  }

  /** Atomic: of any number of redemptions at once, in any number of processes, one gets past this. */
  async consume(id: string): Promise<void> {
    const { clock, database } = runtime();
    const { rowCount } = await database.pool.query(
      "UPDATE oauth_artifacts SET consumed_at = $3 WHERE model = $1 AND id_hash = $2 AND consumed_at IS NULL",
      [this.model, artifactHash(id), new Date(clock.now())],
    );
    if (rowCount === 1) return;
    const context = oauthRequests().getStore();
    if (context && this.model === "RefreshToken") context.repeatedRefresh = true;
    throw new errors.InvalidGrant("the grant was used before");
  }

  async destroy(id: string): Promise<void> {
    const { changes } = runtime();
    const where = { model: this.model, idHash: artifactHash(id) };
    await changes.commit(async (tx) => {
      await tx.oAuthArtifact.deleteMany({ where });
      return { result: undefined, subjects: this.subjectsOf(id) };
    });
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await runtime().changes.commit(async (tx) => {
      await tx.oAuthArtifact.deleteMany({ where: { model: this.model, grantId } });
      if (this.model === "AccessToken") await tellOfReplay(tx);
      return { result: undefined, subjects: this.model === "AccessToken" ? [`grant:${grantId}`] : [] };
    });
  }

  /** Remembers whose it is while that is still known: the library ends the family next, if the client may show it at all. */
  private async noteReplay(grantId: string | undefined): Promise<void> {
    const context = oauthRequests().getStore();
    const where = { model: "Grant", grantId: grantId ?? "" };
    if (!context || context.namedToken !== null) return;
    const grant = await runtime().database.prisma.oAuthArtifact.findFirst({ where });
    if (!grant?.organizationId || !grant.userId || !grant.clientId) return;
    const { organizationId, userId, clientId: appId } = grant;
    context.replayed = { organizationId, userId, appId, shown: this.model };
  }

  private subjectsOf(id: string): string[] {
    if (this.model === "Grant") return [`grant:${id}`];
    return this.model === "AccessToken" || this.model === "ClientCredentials" ? [`oauth-token:${id}`] : [];
  }

  private payloadOf({ payload, consumed_at }: Row, id: string): AdapterPayload {
    const found = { ...payload, jti: id };
    if (consumed_at === null) return found;
    const ageMs = runtime().clock.now() - consumed_at.getTime();
    // Within the window `consume` refuses a repetition without ending the family.
    if (this.model === "RefreshToken" && ageMs < refreshRepeatSeconds * 1000) return found;
    // Used up while this request was under way: `consume` refuses it too, but a double click is no replay (RFC 6749 4.1.2).
    const startedAtMs = oauthRequests().getStore()?.startedAtMs ?? Number.POSITIVE_INFINITY;
    if (this.model === "AuthorizationCode" && consumed_at.getTime() >= startedAtMs) return found;
    return { ...found, consumed: Math.floor(consumed_at.getTime() / 1000) };
  }
}

/** Tells the organization that the app was let into, once: what was shown again is gone afterwards. */
async function tellOfReplay(tx: PrismaSession): Promise<void> {
  const replayed = oauthRequests().getStore()?.replayed;
  if (!replayed) return;
  const { organizationId, userId, appId, shown } = replayed;
  await recordEvent(tx, {
    type: "app.replayed",
    organizationId,
    environment: "production",
    // It is unknown who showed it.
    actorId: null,
    subjectId: appId,
    data: { client_id: appId, user_id: userId, shown: shown === "RefreshToken" ? "refresh_token" : "code" },
  });
}

/** Whether the request names a token, and one of another kind than this. */
function isNamedOtherwise(model: string): boolean {
  const named = oauthRequests().getStore()?.namedToken ?? null;
  return named !== null && named !== model && tokenModels.has(model);
}

const tokenModels: ReadonlySet<string> = new Set<TokenModel>(["AccessToken", "ClientCredentials", "RefreshToken"]);

function textOf(payload: AdapterPayload, name: string): string | null {
  const value: unknown = payload[name];
  return typeof value === "string" ? value : null;
}
