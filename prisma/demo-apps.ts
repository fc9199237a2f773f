import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import { newAppSecret } from "@/lib/features/oauth/app-secrets";
import { createGrant } from "@/lib/features/oauth/grants";
import type { AuthMethod } from "@/lib/generated/prisma/enums";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import type { DemoPlace } from "./demo-place";

type App = {
  name: string;
  description: string;
  authMethod: AuthMethod;
  redirectUris: string[];
  grantTypes: string[];
  scopes: string[];
  verified: boolean;
};

const byUsers = ["authorization_code", "refresh_token"];
const apps: readonly App[] = [
  {
    name: "Editor’s desk",
    description: "Lets editors try prompts beside their text",
    authMethod: "client_secret_post",
    redirectUris: ["https://desk.example/callback"],
    grantTypes: byUsers,
    scopes: ["prompts:read", "prompts:write"],
    verified: true,
  },
  {
    name: "Prompt tools",
    description: "A command line for people who live in one",
    authMethod: "none",
    redirectUris: ["http://127.0.0.1/callback"],
    grantTypes: byUsers,
    scopes: ["prompts:read", "evaluations:read", "reports:read"],
    verified: false,
  },
  {
    name: "Nightly sync",
    description: "",
    authMethod: "client_secret_basic",
    redirectUris: [],
    grantTypes: ["client_credentials"],
    scopes: ["prompts:read"],
    verified: false,
  },
];

/** Writes OAuth apps of an organization, and lets those that act for people act for these. */
export async function writeApps(
  tx: PrismaSession,
  { id: organizationId, ownerId, nowMs, ageDays }: DemoPlace,
  userIds: readonly string[],
): Promise<void> {
  for (const [index, app] of apps.entries()) {
    const id = newId("client");
    const createdAt = new Date(nowMs - Math.min(ageDays - 1, 60 - index * 18) * dayMs);
    const made = app.authMethod === "none" ? null : newAppSecret();
    const secret = made && { secretHash: made.secretHash, secretHint: made.secretHint };
    await tx.oAuthApp.create({
      data: {
        ...app,
        id,
        organizationId,
        metadata: {},
        createdById: ownerId,
        createdAt,
        updatedAt: createdAt,
        ...(secret
          ? {
              secrets: {
                create: { id: newId("sec"), ...secret, createdAt, lastUsedAt: new Date(nowMs - 0.4 * dayMs) },
              },
            }
          : {}),
      },
    });
    if (app.redirectUris.length === 0) continue;
    for (const userId of userIds) {
      await createGrant(tx, { appId: id, userId, organizationId, scopes: app.scopes.slice(0, 2), rejected: [] });
    }
  }
}
