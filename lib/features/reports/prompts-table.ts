import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Visibility } from "@/lib/generated/prisma/enums";
import { readPaced } from "@/lib/platform/read-paced";
import type { ReportHead, ReportTable } from "./report-record";

const columns = [
  { id: "id", label: "Prompt" },
  { id: "name", label: "Name" },
  { id: "visibility", label: "Visibility" },
  { id: "versions", label: "Versions" },
  { id: "characters", label: "Characters of the latest" },
  { id: "all_characters", label: "Characters of all" },
  { id: "created_at", label: "Created" },
  { id: "updated_at", label: "Last change" },
];

type Row = {
  id: string;
  name: string;
  visibility: Visibility;
  versions: number;
  characters: number | null;
  all_characters: string;
  created_at: Date;
  updated_at: Date;
};

/** The organization's prompts of one environment, the last changed first. */
export async function promptsTable({ organizationId, environment }: ReportHead, limit: number): Promise<ReportTable> {
  const query = {
    text: `SELECT p.id, p.name, p.visibility, p.created_at, p.updated_at, p.latest_version AS versions,
            max(length(v.content)) FILTER (WHERE v.version = p.latest_version) AS characters,
            coalesce(sum(length(v.content)), 0) AS all_characters
       FROM prompts p LEFT JOIN prompt_versions v ON v.prompt_id = p.id
      WHERE p.organization_id = $1 AND p.environment = $2
      GROUP BY p.id ORDER BY p.updated_at DESC, p.id DESC LIMIT $3`,
    values: [organizationId, environment, limit],
  };
  return {
    columns,
    rows: await readPaced(runtime().database.pool, query, (row: Row) => [
      row.id,
      row.name,
      row.visibility,
      row.versions,
      row.characters,
      Number(row.all_characters),
      row.created_at.toISOString(),
      row.updated_at.toISOString(),
    ]),
  };
}
