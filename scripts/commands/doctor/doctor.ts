import { canonicalEmail } from "@/lib/platform/email-address";
import { checkSettings, parseBeforehand } from "@/lib/platform/given-settings";
import { inTime } from "@/lib/platform/in-time";
import type { Command, CommandCall } from "@/scripts/commands/command";
import { sendTestMail } from "@/scripts/commands/mail-test";
import { type Finding, fails, type Look, type Site, warns, wordsOf, works } from "./finding";
import { lookAtDatabase } from "./look-at-database";
import { lookAtDataFolder, lookAtNode, lookAtSecretsFile } from "./look-at-machine";
import { lookAtServer } from "./look-at-server";
import { lookAtMail, lookAtNameServers, lookAtOutbound, lookAtRedis } from "./look-at-services";

/** Longer than any of them takes by its own limits. */
const lookMs = 30_000;

const looks: Readonly<Record<string, Look>> = {
  node: () => lookAtNode(),
  "data folder": lookAtDataFolder,
  secrets: lookAtSecretsFile,
  database: lookAtDatabase,
  redis: lookAtRedis,
  mail: lookAtMail,
  outbound: lookAtOutbound,
  "name servers": lookAtNameServers,
  server: lookAtServer,
};

/** Looks at all that a deployment needs, at once and in bounded time, whether it runs or not; changes nothing. */
export const doctor: Command = {
  name: "doctor",
  takes: [],
  options: { "send-test-mail": { type: "string", shown: "--send-test-mail <email>", means: "send a mail as well" } },
  summary: "look at all that a deployment needs, and say what to do",
  details: [
    "Settings, Node, data folder, disk, secrets, database, Redis, mail server, what",
    "the product calls, clocks, and the server itself where it runs. It changes",
    "nothing. Exit code 1 where something fails; warnings alone end with 0.",
  ],
  reportsSettings: true,
  async run(call) {
    const findings = await look(call);
    const count = (state: Finding["state"]) => findings.filter((finding) => finding.state === state).length;
    const [failed, warned] = [count("fail"), count("warn")];
    const text = [...findings.map(linesOf), `${failed} failed, ${warned} to look at, ${count("ok")} well`].join("\n");
    return { text, data: { findings, failed, warned }, ...(failed > 0 ? { outcome: "failed" } : {}) };
  },
};

async function look({ env, mounted, options }: CommandCall): Promise<Finding[]> {
  const { problems: wrongValues, warnings } = checkSettings(env);
  const problems = [...mounted.problems, ...wrongValues];
  const odd = warnings.map(({ name, message }) =>
    warns("settings", `${name} ${message}`, `correct ${name}, or leave it out`),
  );
  if (problems.length > 0) {
    const wrong = problems.map(({ name, message }) =>
      fails("settings", `${name} ${message}`, `correct ${name}, and look again`),
    );
    return [...wrong, ...odd, ...(await lookAtNode())];
  }
  const site: Site = { env, ...parseBeforehand(env) };
  const all = Object.entries(looks).map(([part, lookAt]) => boundedly(part, () => lookAt(site)));
  const mailTo = options["send-test-mail"];
  const mail = typeof mailTo === "string" ? [boundedly("test mail", () => tryMail(mailTo, env))] : [];
  return [works("settings", "are right"), ...odd, ...(await Promise.all([...all, ...mail])).flat()];
}

/** One that rejects or hangs keeps no other from being told. */
function boundedly(part: string, lookAt: () => Promise<Finding[]>): Promise<Finding[]> {
  return inTime(lookAt(), lookMs, "did not come to an end in time").catch((error: unknown) => [
    fails(part, wordsOf(error), "look at the log of it, and try again"),
  ]);
}

async function tryMail(email: string, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  if (canonicalEmail(email) === null)
    return [fails("test mail", `${email} is not an email address`, "name one after --send-test-mail")];
  if (!env.SMTP_URL) return [fails("test mail", "there is no mail server to send it by", "set SMTP_URL and MAIL_FROM")];
  const { text, data, outcome } = await sendTestMail(email, env);
  if (outcome !== "failed") return [works("test mail", text)];
  const isAboutMail = (data as { about_mail: boolean }).about_mail;
  const todo = isAboutMail ? "see whether MAIL_FROM may send by this server, and to whom" : "correct SMTP_URL";
  return [fails("test mail", text, todo)];
}

function linesOf({ part, state, says, todo }: Finding): string {
  const line = `${state.padEnd(4)}  ${part.padEnd(15)}  ${says}`;
  return todo === null ? line : `${line}\n${" ".repeat(23)}→ ${todo}`;
}
