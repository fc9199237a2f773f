import { listProvedDomains, provedDomain, releaseDomain } from "@/lib/features/organizations/operator-domains";
import { canonicalDomain } from "@/lib/platform/email-address";
import { type Command, CommandError } from "./command";
import { dayOf, pageTold } from "./list-page";
import { withRuntime } from "./with-runtime";

/** Those that somebody has proved. */
const list: Command = {
  name: "domains list",
  takes: [],
  summary: "list the domains that organizations have proved",
  run: ({ env }) =>
    withRuntime(env, async () =>
      pageTold(
        { data: await listProvedDomains(), next_cursor: null },
        {
          domain: ({ domain }) => domain,
          since: ({ verified_at }) => dayOf(verified_at),
          "signs in by": ({ required_provider }) => required_provider ?? "any way",
          organization: ({ organization }) => organization.id,
          name: ({ organization }) => organization.name,
        },
      ),
    ),
};

/** Where whoever proved it has no right to it any more, and does not give it up. */
const release: Command = {
  name: "domains release",
  takes: ["<domain>"],
  confirms: true,
  summary: "take a proved domain from its organization",
  details: [
    "Somebody else can prove it then. A provider that it required is so no more: its",
    "addresses sign in in any way again.",
  ],
  run: ({ given: [typed = ""], env, confirm }) => {
    const domain = canonicalDomain(typed);
    if (domain === null) throw new CommandError("usage", `${typed} is not a domain`);
    return withRuntime(env, async () => {
      const { organization, required_provider } = await provedDomain(domain);
      const required = required_provider ? `, and require ${required_provider} of its addresses no more` : "";
      await confirm(`Take ${domain} from ${organization.name} (${organization.id})${required}.`);
      await releaseDomain(domain);
      return { text: `${domain} is proved by nobody now.`, data: { domain, organization, required_provider } };
    });
  },
};

/** Every command about domains of email addresses. */
export const domainCommands: readonly Command[] = [list, release];
