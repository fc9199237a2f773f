import { SearchText } from "@/lib/features/administration/admin-shapes";
import { findKeyByOperator, listKeysByOperator, revokeKeyByOperator } from "@/lib/features/api-keys/operator-keys";
import { Page } from "@/lib/http/page";
import type { Command } from "./command";
import { importKeysCommand } from "./import-keys";
import { dayOf, pageOptions, pageTold, readBy } from "./list-page";
import { organizationNamed } from "./organizations";
import { withRuntime } from "./with-runtime";

const KeyPage = Page.extend({ search: SearchText.optional() });

/** Those of one organization, or of all. */
const list: Command = {
  name: "keys list",
  takes: ["[<email or organization id>]"],
  options: {
    ...pageOptions,
    search: { ...pageOptions.search, means: "part of a name, the beginning of a key, or an identifier" },
  },
  summary: "list API keys, of an organization or of all; never a secret",
  run: ({ given: [who], options, env }) => {
    const query = readBy(KeyPage, options);
    return withRuntime(env, async () => {
      const organization = who === undefined ? {} : { organizationId: (await organizationNamed(who)).id };
      return pageTold(await listKeysByOperator({ ...query, ...organization }), {
        id: ({ id }) => id,
        organization: ({ organization_id }) => organization_id,
        key: ({ hint }) => hint,
        is: ({ status }) => status,
        since: ({ created_at }) => dayOf(created_at),
        "last used": ({ last_used_at }) => dayOf(last_used_at),
        name: ({ name }) => name,
      });
    });
  },
};

/** One that has leaked, say. */
const revoke: Command = {
  name: "keys revoke",
  takes: ["<key id>"],
  options: {
    descendants: {
      type: "boolean",
      shown: "--descendants",
      means: "also what it made before a rotation replaced it",
    },
  },
  confirms: true,
  summary: "revoke an API key at once, and the keys that were made with it",
  details: ["By its identifier (key_… or a UUID), which keys list shows."],
  run: ({ given: [named = ""], options, env, confirm }) =>
    withRuntime(env, async () => {
      const key = await findKeyByOperator(named);
      const which = `“${key.name}” (${key.id}) of ${key.organizationId}`;
      if (!key.revokedAt) await confirm(`Revoke the key ${which} for good.`);
      const { revokedAt, descendantsRevoked } = await revokeKeyByOperator(key.id, options.descendants === true);
      const more = descendantsRevoked > 0 ? ` So are ${descendantsRevoked} keys that were made with it.` : "";
      const text = `The key ${which} is revoked since ${revokedAt}.${more}`;
      return {
        text,
        data: {
          id: key.id,
          organization_id: key.organizationId,
          revoked_at: revokedAt,
          changed: key.revokedAt === null,
          descendants_revoked: descendantsRevoked,
        },
      };
    }),
};

/** Every command about API keys. */
export const keyCommands: readonly Command[] = [list, revoke, importKeysCommand];
