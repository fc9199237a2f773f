import { GET } from "@/app/api/v1/customers/[id]/route";
import { topUpCustomerContract } from "@/lib/features/customers/contract";
import { topUpCustomer } from "@/lib/features/customers/top-up-customer";
import { route } from "@/lib/http/route";

export const POST = route(
  topUpCustomerContract,
  ({ principal, params, body }) => topUpCustomer(principal, params.id, body),
  { state: GET },
);
