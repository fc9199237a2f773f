import { runtime } from "@/lib/access/runtime";
import { faultSentence } from "@/lib/tenancy/chain-fault";
import { listChains } from "@/lib/tenancy/list-chains";
import { type ChainHead, verifyChain } from "@/lib/tenancy/verify-chain";
import { type Command, CommandError, type OptionValue } from "./command";
import { organizationNamed } from "./organizations";
import { textTable } from "./text-table";
import { withRuntime } from "./with-runtime";

/** Looks at the chains of the audit log, and changes nothing. */
export const auditVerify: Command = {
  name: "audit verify",
  takes: [],
  options: {
    organization: { type: "string", shown: "--organization <id>", means: "one alone, by id or a user's email address" },
    head: { type: "string", shown: "--head <sequence>:<hash>", means: "kept elsewhere; it must still be there" },
  },
  summary: "verify the audit log's chains, and show the first broken link",
  details: [
    "Beside running servers too. Exit code 1 where a chain is broken. Each hour the log",
    "tells the head of every chain that grew (audit_head); --head takes --organization.",
  ],
  run: ({ options, env }) => {
    const known = headOf(options.head);
    if (known && options.organization === undefined)
      throw new CommandError("usage", "--head is of one organization's chain: name it with --organization");
    return withRuntime(env, async () => {
      const { database, auditMarks } = runtime();
      const begunMs = performance.now();
      const one =
        options.organization === undefined ? null : (await organizationNamed(String(options.organization))).id;
      const reports = [];
      for (const id of one === null ? await listChains(database.jobs) : [one]) {
        const { head, fault, ...report } = await verifyChain(database.jobs, auditMarks, id, { known });
        reports.push({ organization: id, ...report, head, fault, problem: fault && faultSentence(fault) });
      }
      const seconds = Math.round(performance.now() - begunMs) / 1000;
      const broken = reports.filter(({ fault }) => fault !== null);
      const events = reports.reduce((sum, { checked }) => sum + checked, 0);
      const told = `${events.toLocaleString("en")} events in ${reports.length} chains, ${seconds} s: ${
        broken.length === 0 ? "nothing is broken" : `${broken.length} broken`
      }`;
      const rows = one === null ? broken : reports;
      const table = textTable(
        ["organization", "from", "to", "head", "first broken link"],
        rows.map(({ organization, firstSequence, head, problem }) => [
          organization,
          `${firstSequence}`,
          `${head?.sequence ?? 0}`,
          head?.hash ?? "–",
          problem ?? "none",
        ]),
        [1, 2],
      );
      return {
        text: rows.length > 0 ? `${told}\n\n${table}` : told,
        data: { events, seconds, broken: broken.length, organizations: reports },
        ...(broken.length > 0 ? { outcome: "failed" as const } : {}),
      };
    });
  },
};

function headOf(text: OptionValue): ChainHead | undefined {
  if (text === undefined) return undefined;
  const [, sequence, hash] = /^(\d+):([\w-]{43})$/.exec(String(text)) ?? [];
  if (!sequence || !hash)
    throw new CommandError("usage", `${text} is no head such as 17:kX…, the sequence and the hash`);
  return { sequence: Number(sequence), hash };
}
