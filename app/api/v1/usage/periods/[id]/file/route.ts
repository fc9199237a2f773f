import { periodFileContract } from "@/lib/features/metering/period-contract";
import { periodFile } from "@/lib/features/metering/periods";
import { route } from "@/lib/http/route";

export const GET = route(periodFileContract, ({ principal, params, query }) =>
  periodFile(principal, params.id, query.format),
);
