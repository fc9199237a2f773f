import "server-only";
import type { Clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/database";
import type { Health } from "@/lib/platform/health";
import type { Jobs } from "@/lib/platform/jobs";
import type { Log } from "@/lib/platform/log";
import type { Passwords } from "@/lib/platform/passwords";
import { processSlot } from "@/lib/platform/process-slot";
import type { Seals } from "@/lib/platform/sealed";
import type { Settings } from "@/lib/platform/settings";
import type { AccessChanges } from "./access-changes";
import type { AuditMarks } from "./audit-marks";
import type { CatalogueFeed } from "./catalogue-feed";
import type { CredentialDirectory } from "./credential-directory";
import type { HashRenewals } from "./hash-renewals";
import type { IdentityKeys } from "./identity-keys";
import type { LastUse } from "./last-use";
import type { Ledger } from "./ledger";
import type { LimitNamespaces } from "./limit-namespaces";
import type { Limiter } from "./limiter";
import type { LiveCounts } from "./live-counts";
import type { OAuthApps } from "./oauth-apps";
import type { PartnerKeys } from "./partner-keys";
import type { Peppers } from "./peppers";
import type { RecentRequests } from "./recent-requests";
import type { SessionJwts } from "./session-jwt";
import type { SigningKeys } from "./signing-keys";
import type { SlowKeys } from "./slow-keys";

/** What one process of the product holds open; `lib/open-runtime.ts` puts it together. */
export type Runtime = {
  settings: Settings;
  clock: Clock;
  log: Log;
  database: Database;
  passwords: Passwords;
  jwts: SessionJwts;
  directory: CredentialDirectory;
  changes: AccessChanges;
  catalogue: CatalogueFeed;
  limiter: Limiter;
  /** What the limiter counts, for passes that are stored beside the ledger. */
  liveCounts: LiveCounts;
  limitNamespaces: LimitNamespaces;
  ledger: Ledger;
  lastUse: LastUse;
  recentRequests: RecentRequests;
  seals: Seals;
  peppers: Peppers;
  auditMarks: AuditMarks;
  hashRenewals: HashRenewals;
  slowKeys: SlowKeys;
  signingKeys: SigningKeys;
  identityKeys: IdentityKeys;
  oauthApps: OAuthApps;
  /** Null where nobody reports leaked credentials. */
  partnerKeys: PartnerKeys | null;
  jobs: Jobs;
  health: Health;
  /** Writes all counters now. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

/** Where the process's runtime is held; `openRuntime` fills it. */
export const runtimeSlot = processSlot<Runtime>("runtime");

/** The open runtime; throws when the server was not started through `openRuntime`. */
export const runtime: () => Runtime = runtimeSlot.get;
