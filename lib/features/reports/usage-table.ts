import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import { runtime } from "@/lib/access/runtime";
import { readPaced } from "@/lib/platform/read-paced";
import { credentialNameSql } from "@/lib/tenancy/credential-names";
import { parametersOf, type ReportHead, type ReportTable } from "./report-record";

/** What each row says, in this order. */
export const usageColumns: ReportTable["columns"] = [
  { id: "day", label: "Day (UTC)" },
  { id: "product", label: "Product" },
  { id: "credential_id", label: "Credential" },
  { id: "credential_name", label: "Name" },
  { id: "endpoint", label: "Endpoint" },
  { id: "status", label: "Status" },
  { id: "requests", label: "Requests" },
];

type Row = {
  day: Date;
  product: string;
  credential_id: string;
  name: string | null;
  endpoint: string;
  status_class: string;
  requests: string;
};

/** Requests a UTC day, credential, endpoint and class of status, oldest first. */
export async function usageTable(report: ReportHead, limit: number): Promise<ReportTable> {
  const { database, ledger } = runtime();
  const { from, to } = parametersOf(report);
  if (!from || !to) throw new Error(`usage report ${report.id} names no days`);
  // Up to a second of counting is still in memory; who asks for usage wants it all.
  await ledger.flush();
  const query = {
    text: `SELECT u.bucket_start AS day, u.product, u.credential_id, ${credentialNameSql("u.credential_id")} AS name,
            u.endpoint, u.status_class, u.requests
       FROM usage_days u
      WHERE u.organization_id = $1 AND u.environment = $2 AND u.bucket_start >= $3 AND u.bucket_start < $4
      ORDER BY u.bucket_start, u.product, u.credential_id, u.endpoint, u.status_class LIMIT $5`,
    values: [report.organizationId, report.environment, new Date(from), new Date(Date.parse(to) + dayMs), limit],
  };
  return {
    columns: usageColumns,
    rows: await readPaced(database.pool, query, (row: Row) => [
      row.day.toISOString().slice(0, 10),
      row.product,
      row.credential_id,
      row.name,
      row.endpoint,
      row.status_class,
      Number(row.requests),
    ]),
  };
}
