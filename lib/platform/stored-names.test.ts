import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { holdsDeceptive, isVisible } from "./name-text";

const { open } = useTestRuntime();

test("names that were stored before there was a rule are mended by the migration, others stay as they are", async () => {
  const sql = await readFile("prisma/migrations/20261126194500_names_and_mail_recipients/migration.sql", "utf8");
  const mending = sql.slice(0, sql.indexOf("CREATE INDEX"));
  const stored = [
    "x\u202egnp",
    "Acme\n\nYou won",
    "\u3164",
    "\u200b",
    "\u2800 \u200d",
    " Zoë 👩‍👩‍👧‍👦 می‌خواهم",
    "山田　太郎",
    "C++",
  ];
  const mended = ["x gnp", "Acme You won", "Unnamed", "Unnamed", "Unnamed", ...stored.slice(5)];
  const { prisma, pool } = open().database;
  const ids: string[] = [];
  for (const name of stored) {
    const { id } = await createUser();
    await prisma.user.update({ where: { id }, data: { name } });
    await prisma.organization.update({ where: { id }, data: { name } });
    ids.push(id);
  }
  const client = await pool.connect();
  await client.query(mending).finally(() => client.release());
  for (const [index, id] of ids.entries()) {
    const user = await prisma.user.findUniqueOrThrow({ where: { id } });
    const organization = await prisma.organization.findUniqueOrThrow({ where: { id } });
    expect([user.name, organization.name]).toEqual([mended[index], mended[index]]);
    expect([holdsDeceptive(user.name), isVisible(user.name)]).toEqual([false, true]);
  }
});
