import { listOrganizationsContract } from "@/lib/features/administration/contract";
import { listOrganizations } from "@/lib/features/administration/organizations";
import { route } from "@/lib/http/route";

export const GET = route(listOrganizationsContract, ({ query }) => listOrganizations(query));
