import { listSigningKeys, rotateSigningKey } from "@/lib/features/administration/signing-keys";
import type { Command } from "./command";
import { pageTold } from "./list-page";
import { withRuntime } from "./with-runtime";

/** Those that are published. */
const list: Command = {
  name: "signing-keys list",
  takes: [],
  summary: "list the published keys that sign OAuth access tokens",
  run: ({ env }) =>
    withRuntime(env, async () =>
      pageTold(
        { data: await listSigningKeys(), next_cursor: null },
        {
          kid: ({ kid }) => kid,
          is: ({ state }) => state,
          "signs from": ({ active_at }) => active_at,
          "published until": ({ published_until }) => published_until ?? "-",
        },
      ),
    ),
};

/** Out of turn: the product replaces them by itself every 90 days. */
const rotate: Command = {
  name: "signing-keys rotate",
  takes: [],
  options: {
    now: { type: "boolean", shown: "--now", means: "sign with it at once, not a day after it is published" },
    compromised: {
      type: "boolean",
      shown: "--compromised",
      means: "take every other key away, and with them every access token",
    },
  },
  confirms: true,
  summary: "publish a new key that signs OAuth access tokens",
  details: [
    "Running servers take it up by themselves, and replace keys every 90 days anyway.",
    "It asks with --compromised alone.",
  ],
  run: ({ options, env, confirm }) =>
    withRuntime(env, async () => {
      const endOthers = options.compromised === true;
      if (endOthers) await confirm("Take every other signing key away: every access token ends.");
      const { kid, active_at } = await rotateSigningKey({ now: options.now === true, endOthers });
      const rest = endOthers
        ? "Every other key is gone, and every access token has ended."
        : "The old key's tokens go on until they expire.";
      const text = `The key ${kid} is published and signs from ${active_at} on. ${rest}`;
      return { text, data: { kid, active_at, others_ended: endOthers } };
    }),
};

/** Every command about signing keys. */
export const signingKeyCommands: readonly Command[] = [list, rotate];
