import { GET as reading } from "@/app/v1/organization/policy/route";
import { setPolicy } from "@/lib/features/organizations/policy";
import { setPolicyContract } from "@/lib/features/organizations/policy-contract";
import { route } from "@/lib/http/route";

export const PUT = route(setPolicyContract, ({ principal, body, client }) => setPolicy(principal, body, client), {
  state: reading,
});
