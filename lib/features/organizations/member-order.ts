import "server-only";
import { type Role, roleIds } from "@/lib/access/catalogue";
import type { Prisma } from "@/lib/generated/prisma/client";
import { decodeCursor, pageOf } from "@/lib/http/pagination";
import { byCreation } from "@/lib/http/sort-columns";
import { type ColumnTest, type SortColumn, sortedPages } from "@/lib/http/sorted-pages";
import type { MemberRow } from "./members";
import type { MemberQuery, memberOrders } from "./members-contract";

type Row = MemberRow & { id: string };
type Column = SortColumn<Row, Prisma.MembershipWhereInput, Prisma.MembershipOrderByWithRelationInput>;

const columns: Record<(typeof memberOrders)[number], Column> = {
  name: {
    textOf: ({ user }) => user.nameFolded,
    test: (nameFolded) => ({ user: { nameFolded } }),
    orderBy: (nameFolded) => ({ user: { nameFolded } }),
  },
  // By what a role may do, which is the order that the database has them in.
  role: {
    textOf: ({ role }) => role,
    accepts: (text) => roleIds.some((role) => role === text),
    test: (given) => ({ role: { in: roleIds.filter((role) => isMet(role, given)) } }),
    orderBy: (role) => ({ role }),
  },
  created: byCreation,
};

/** How members are read in an order, and continued after a cursor of it; newest first unless asked otherwise. */
export function membersInOrder(sort: MemberQuery["sort"]) {
  if (sort === undefined || sort === "-created") {
    return { orderBy: [{ createdAt: "desc" as const }, { userId: "desc" as const }], after: afterMember, pageOf };
  }
  const name = sort.replace(/^-/, "") as keyof typeof columns;
  return sortedPages(sort, sort.startsWith("-") ? "desc" : "asc", columns[name], "userId");
}

/** The cursors of before stay good. */
function afterMember(cursor: string | undefined) {
  if (cursor === undefined) return {};
  const { createdAt, id } = decodeCursor(cursor);
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, userId: { lt: id } }] };
}

function isMet(role: Role, given: ColumnTest<string>): boolean {
  const places: readonly string[] = roleIds;
  const placeOf = (one: string) => places.indexOf(one);
  if (given === null) return false;
  if (typeof given === "string") return role === given;
  if ("lt" in given) return placeOf(role) < placeOf(given.lt);
  return "gt" in given ? placeOf(role) > placeOf(given.gt) : true;
}
