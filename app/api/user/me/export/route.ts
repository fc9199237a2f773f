import { exportOwnData } from "@/lib/features/accounts/own-data/export-own-data";
import { exportOwnDataContract } from "@/lib/features/accounts/own-data-contract";
import { route } from "@/lib/http/route";

export const GET = route(exportOwnDataContract, ({ principal, client }) => exportOwnData(principal, client));
