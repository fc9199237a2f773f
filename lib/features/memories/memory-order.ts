import "server-only";
import type { Memory as MemoryRow, Prisma } from "@/lib/generated/prisma/client";
import { byChange, byCreation } from "@/lib/http/sort-columns";
import type { SortColumn } from "@/lib/http/sorted-pages";
import type { memoryOrders } from "./contract";

type Column = SortColumn<MemoryRow, Prisma.MemoryWhereInput, Prisma.MemoryOrderByWithRelationInput>;

/** What memories are sorted by. */
export const memoryColumns: Record<(typeof memoryOrders)[number], Column> = { created: byCreation, updated: byChange };
