import { createCustomerContract, listCustomersContract } from "@/lib/features/customers/contract";
import { createCustomer } from "@/lib/features/customers/customers";
import { listCustomers } from "@/lib/features/customers/list-customers";
import { route } from "@/lib/http/route";

export const GET = route(listCustomersContract, ({ principal, query }) => listCustomers(principal, query));
export const POST = route(createCustomerContract, ({ principal, body }) => createCustomer(principal, body), {
  state: GET,
});
