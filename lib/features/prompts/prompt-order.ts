import "server-only";
import type { Prisma, Prompt as PromptRow } from "@/lib/generated/prisma/client";
import { byChange, byCreation, byFoldedName } from "@/lib/http/sort-columns";
import { type ColumnTest, numbered, type SortColumn } from "@/lib/http/sorted-pages";
import type { promptOrders } from "./contract";

type Column = SortColumn<PromptRow, Prisma.PromptWhereInput, Prisma.PromptOrderByWithRelationInput>;

/** What prompts are sorted by. */
export const promptColumns: Record<(typeof promptOrders)[number], Column> = {
  name: byFoldedName,
  created: byCreation,
  updated: byChange,
  version: {
    textOf: ({ latestVersion }) => String(latestVersion),
    accepts: (text) => /^\d{1,9}$/.test(text),
    test: (given: ColumnTest<string>) => ({ latestVersion: numbered(given) }),
    orderBy: (latestVersion) => ({ latestVersion }),
  },
};
